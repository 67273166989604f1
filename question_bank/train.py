"""Learn the weights of the judges from the labelled sentences of `training/`.

    python -m question_bank.train                    write weights/*.json
    python -m question_bank.train --check            does retraining give the same weights?
    python -m question_bank.train --cross-validate   how well on unseen themes, styles, authors

Needs the dev requirements (scikit-learn); the judges themselves do not.
"""

import argparse
import sys
from collections.abc import Sequence

import question_bank.teach_outcomes
import question_bank.teach_questions
from question_bank.kinds import LANGUAGES
from question_bank.learning import differences
from question_bank.linear import WEIGHTS

TEACHERS = {"questions": question_bank.teach_questions, "outcomes": question_bank.teach_outcomes}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--judge", choices=TEACHERS, action="append")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--mistakes", type=int, default=20)
    options = parser.parse_args(arguments)
    wrong = 0
    for judge in options.judge or TEACHERS:
        teacher = TEACHERS[judge]
        for language in options.language or LANGUAGES:
            if options.cross_validate:
                for by in teacher.UNSEEN:
                    figures = teacher.cross_validate(language, by, options.mistakes)
                    print(f"{judge}, {language}, leave-{by}s-out: {figures}\n", flush=True)
                continue
            path = WEIGHTS / f"{judge}.{language}.json"
            weights = teacher.weights(language)
            if options.check:
                found = differences(weights, path)
                wrong += len(found)
                print(f"{path.name}: {len(found)} weights differ", *found[:20], sep="\n  ")
                continue
            path.write_text(weights, encoding="utf-8")
            print(f"wrote {path.name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
