"""How well the question judge does on a labelled file.

    python -m question_bank.evaluate FILE.tsv [--language en] [--mistakes 20]

The file needs a header with `text` and `label` (or `kind`) columns. Use it on sentences that
neither the training data nor the cues have seen.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from question_bank.kinds import Kind, Language
from question_bank.questions import judge_question


@dataclass(frozen=True)
class Judged:
    text: str
    truth: Kind
    verdict: Kind
    confidence: float
    cue: str = ""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", choices=["en", "zh-Hans"])
    parser.add_argument("--mistakes", type=int, default=20)
    options = parser.parse_args(arguments)
    rows = read_rows(options.file)
    print(report([judged(row, options.language) for row in rows], options.mistakes))


def judged(row: Mapping[str, str], language: Language | None = None) -> Judged:
    verdict = judge_question(row["text"], language)
    truth = Kind(row.get("label") or row["kind"])
    return Judged(row["text"], truth, verdict.kind, verdict.confidence, verdict.because.cue)


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def macro_f1(judged: Sequence[Judged]) -> float:
    return sum(_precision_recall_f1(judged, kind)[2] for kind in Kind) / len(Kind)


def report(judged: Sequence[Judged], mistakes: int) -> str:
    right = sum(each.truth == each.verdict for each in judged)
    lines = [
        f"{len(judged)} texts, {right} right, macro-F1 {macro_f1(judged):.4f}",
        f"{'':12} {'precision':>9} {'recall':>7} {'F1':>7}   taken for "
        + " ".join(f"{kind[:9]:>9}" for kind in Kind),
    ]
    pairs = Counter((each.truth, each.verdict) for each in judged)
    for kind in Kind:
        precision, recall, f1 = _precision_recall_f1(judged, kind)
        lines.append(
            f"{kind:12} {precision:9.3f} {recall:7.3f} {f1:7.3f}             "
            + " ".join(f"{pairs[kind, taken_for]:9}" for taken_for in Kind)
        )
    wrong = [each for each in judged if each.truth != each.verdict]
    for each in sorted(wrong, key=lambda one: -one.confidence)[:mistakes]:
        lines.append(
            f"  {each.confidence:.2f} {each.truth} taken for {each.verdict}"
            f" ({each.cue}): {each.text}"
        )
    return "\n".join(lines)


def _precision_recall_f1(judged: Sequence[Judged], kind: Kind) -> tuple[float, float, float]:
    hit = sum(each.truth == each.verdict == kind for each in judged)
    precision = hit / max(1, sum(each.verdict == kind for each in judged))
    recall = hit / max(1, sum(each.truth == kind for each in judged))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


if __name__ == "__main__":
    main()
