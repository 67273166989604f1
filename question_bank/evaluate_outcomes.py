"""How well the outcome judge does on labelled files.

    python -m question_bank.evaluate_outcomes FILE.tsv... [--half tuned|held-out] [--mistakes 20]

A file needs a header with `kind` (or `label`) and `text` columns. Half a training file, by its
`theme` column, is judged by the rules alone: the n-grams have read it, and the cues were tuned on
the themes of one half only, so that the other tells what they are worth. Flattering errors, a
stall called an advance or an order, and advances called orders are listed in full: they are the
worst.
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from question_bank.evaluate import read_rows
from question_bank.kinds import OutcomeKind
from question_bank.leaning import WON
from question_bank.outcomes import OutcomeVerdict, by_rules, judge_outcome

HALVES = ("tuned", "held-out")
FOUR = tuple(kind for kind in OutcomeKind if kind is not OutcomeKind.NOT_HELD)


@dataclass(frozen=True)
class Judged:
    text: str
    truth: OutcomeKind
    verdict: OutcomeVerdict
    kind: OutcomeKind

    @property
    def right(self) -> bool:
        return self.truth is self.kind

    @property
    def flattering(self) -> bool:
        return self.truth not in WON and self.kind in WON

    @property
    def oversold(self) -> bool:
        """An advance called an order."""
        return self.truth is OutcomeKind.ADVANCE and self.kind is OutcomeKind.ORDER


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--mistakes", type=int, default=20)
    options = parser.parse_args(arguments)
    for file in options.files:
        rows = [row for row in read_rows(file) if options.half in (None, half(row))]
        judge = by_rules if options.half else judge_outcome
        print(f"{file}\n{report([judged(row, judge) for row in rows], options.mistakes)}\n")


def half(row: Mapping[str, str]) -> str:
    """By a hash of the theme, so that a theme is never in both."""
    digest = hashlib.sha256(row.get("theme", "").encode()).digest()
    return HALVES[digest[0] % 2]


def judged(row: Mapping[str, str], judge: Callable[[str], OutcomeVerdict]) -> Judged:
    verdict = judge(row["text"])
    return Judged(row["text"], OutcomeKind(row.get("label") or row["kind"]), verdict, verdict.kind)


def accuracy(judged: Sequence[Judged]) -> float:
    """Over the four kinds of a visit that was held."""
    of_four = [each for each in judged if each.truth in FOUR]
    return sum(each.right for each in of_four) / max(1, len(of_four))


def report(judged: Sequence[Judged], mistakes: int) -> str:
    sure = [each for each in judged if each.verdict.settles is None]
    lines = [
        f"{len(judged)} notes, accuracy over four kinds {accuracy(judged):.4f};"
        f" {len(sure)} without a question to settle, there {accuracy(sure):.4f}",
        f"{'':12} {'precision':>9} {'recall':>7}   taken for "
        + " ".join(f"{kind:>12}" for kind in OutcomeKind),
    ]
    pairs = Counter((each.truth, each.kind) for each in judged)
    for kind in OutcomeKind:
        called = sum(pairs[truth, kind] for truth in OutcomeKind)
        there = sum(pairs[kind, taken_for] for taken_for in OutcomeKind)
        hit = pairs[kind, kind]
        lines.append(
            f"{kind:12} {hit / max(1, called):9.3f} {hit / max(1, there):7.3f}             "
            + " ".join(f"{pairs[kind, taken_for]:12}" for taken_for in OutcomeKind)
        )
    flattering = [each for each in judged if each.flattering]
    oversold = [each for each in judged if each.oversold]
    others = [each for each in judged if not (each.right or each.flattering or each.oversold)]
    lines += [f"{len(flattering)} flattering errors", *map(_line, flattering)]
    lines += [f"{len(oversold)} advances called orders", *map(_line, oversold)]
    lines += [f"{len(others)} other errors", *map(_line, others[:mistakes])]
    return "\n".join(lines)


def _line(each: Judged) -> str:
    verdict = each.verdict
    cue = f"{verdict.rule} {verdict.because.cue}: {verdict.because.words}"
    return f"  {each.truth} taken for {each.kind} ({cue}): {each.text}"


if __name__ == "__main__":
    main()
