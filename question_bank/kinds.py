"""The kinds of question and of outcome, and the two languages they are told in."""

import re
from enum import StrEnum
from typing import Literal

Language = Literal["en", "zh-Hans"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hans")

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LATIN_WORD = re.compile(r"[A-Za-z\uff21-\uff3a\uff41-\uff5a]+")


class Kind(StrEnum):
    SITUATION = "situation"
    PROBLEM = "problem"
    IMPLICATION = "implication"
    NEED_PAYOFF = "need_payoff"
    OTHER = "other"


class OutcomeKind(StrEnum):
    """What came of a visit (METHOD 4)."""

    ORDER = "order"
    ADVANCE = "advance"
    CONTINUATION = "continuation"
    NO_SALE = "no_sale"
    NOT_HELD = "not_held"


SPIN: tuple[Kind, ...] = (Kind.SITUATION, Kind.PROBLEM, Kind.IMPLICATION, Kind.NEED_PAYOFF)


def detect_language(text: str, otherwise: Language = "en") -> Language:
    """The language most of the words are in; `otherwise` when neither outweighs the other.

    A Chinese word is about as long as two characters, so "ERP多久down一次" is Chinese and
    "What worries 王总 most?" English.
    """
    han = len(HAN.findall(text))
    latin = len(LATIN_WORD.findall(text))
    if han == latin:
        return otherwise
    return "zh-Hans" if han > latin else "en"
