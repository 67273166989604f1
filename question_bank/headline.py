"""Of several statements in a note the one that tells what came of the visit (METHOD 4, M1)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from question_bank.acts import Group, common_words
from question_bank.kinds import HAN, LATIN_WORD, OutcomeKind
from question_bank.weighing import Worth

_HIGHEST_FIRST = (
    OutcomeKind.ORDER,
    OutcomeKind.ADVANCE,
    OutcomeKind.NO_SALE,
    OutcomeKind.NOT_HELD,
    OutcomeKind.CONTINUATION,
)
# Of several stalls the one that says most about what is missing.
_TELLING = ("O1", "C5", "C7", "C4", "C6", "A2", "C3", "C2", "C1")
_SHORTEST_TELLING_WORD = 4


def consistent(worths: Sequence[Worth]) -> list[Worth]:
    """Nobody there, and yet talks; nothing signed, and yet "signed": the safer reading."""
    held = any(_tells_of_a_talk(worth) for worth in worths)
    unsigned = any(
        worth.statement.act.group is Group.ORDER and worth.statement.denied for worth in worths
    )
    called_off = _last_place(worths, OutcomeKind.NOT_HELD)

    def is_odd(worth: Worth) -> bool:
        match worth.kind:
            case OutcomeKind.NOT_HELD:
                return held
            case OutcomeKind.ADVANCE:
                return not held and worth.statement.place < called_off
            case OutcomeKind.ORDER:
                return unsigned and "amount" not in worth.statement.shows
        return False

    return [worth for worth in worths if not is_odd(worth)]


def _tells_of_a_talk(worth: Worth) -> bool:
    """Whoever was missing, somebody was there: they talked, or liked what they saw."""
    said = worth.statement
    liked = said.act.group is Group.WARM and not said.denied
    return liked or bool(said.shows & {"held", "talked"})


def _last_place(worths: Iterable[Worth], kind: OutcomeKind) -> int:
    """Where the last statement of that worth stands; -1 if there is none."""
    return max((worth.statement.place for worth in worths if worth.kind is kind), default=-1)


def together(worths: Sequence[Worth]) -> list[Worth]:
    """What a refusal in the note does to the rest of it."""
    refusals = [worth for worth in worths if worth.kind is OutcomeKind.NO_SALE]
    if not refusals:
        return list(worths)
    to_a_rival = any(worth.statement.act.id == "chose_rival" for worth in refusals)
    last = _last_place(worths, OutcomeKind.NO_SALE)
    undone = _last_place((w for w in refusals if "undone" in w.statement.shows), refusals[0].kind)
    kept = []
    for worth in worths:
        shows = worth.statement.shows
        if worth.kind is OutcomeKind.ORDER:
            if to_a_rival and ("rival" in shows or "ours" not in shows):
                continue
            if worth.statement.place < undone and "amount" not in shows:
                continue
            worth = replace(worth, rule="M1")
        if worth.kind is OutcomeKind.ADVANCE:
            guessed = worth.statement.act.group is Group.DATED_STEP and "ours" not in shows
            if worth.statement.place < last or guessed:
                continue  # a way on comes after the refusal; this was refused with the rest
            worth = replace(worth, rule="N1")
        kept.append(worth)
    return kept


def about(objective: str | None, worths: list[Worth]) -> list[Worth]:
    """With an objective the headline is what was said about it, if anything was."""
    aim = telling_words(objective or "")
    return [worth for worth in worths if aim & telling_words(worth.statement.said)] or worths


def highest(worths: Sequence[Worth]) -> Worth:
    return min(worths, key=_rank)


def telling_words(text: str) -> frozenset[str]:
    """Latin words, and pairs of Chinese letters."""
    lower = text.casefold()
    words = {each for each in LATIN_WORD.findall(lower) if len(each) >= _SHORTEST_TELLING_WORD}
    pairs = {a + b for a, b in pairwise(lower) if HAN.match(a) and HAN.match(b)}
    return frozenset(words | pairs) - common_words() if words or pairs else frozenset()


def _rank(worth: Worth) -> tuple[int, bool, int, float]:
    telling = _TELLING.index(worth.rule) if worth.rule in _TELLING else 0
    return _HIGHEST_FIRST.index(worth.kind), worth.weak, telling, -worth.confidence
