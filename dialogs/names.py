"""When two spellings of a company name mean the same company."""

import re
import unicodedata

_LEGAL = re.compile(
    r"(?:\b(?:ltd|limited|inc|corp|corporation|co|company|llc|plc|gmbh|ag|sa|bv|pte)\b\.?"
    r"|(?:股份|科技)?有限(?:责任)?公司|集团公司|公司)"
)


_AFTER_NAME = re.compile(r"[,，、;；(（]|\s[-–—]\s|(?<=[\u3400-\u9fff])\s")
"""Where a role begins: "Anna Reid, plant manager", 王建国 质量总监."""


def without_role(person: str) -> str:
    return _AFTER_NAME.split(person)[0].strip()


def name_key(name: str) -> str:
    """Two names with the same key are the same account: case, width, spaces, marks and the legal
    form do not tell companies apart."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(c for c in _LEGAL.sub(" ", plain) if c.isalnum())
    return bare or "".join(plain.split())


def likeness(one: str, other: str) -> float:
    """0 to 1, of two name keys: shared pairs of letters forgive a slip of the thumb."""
    pairs, others = _pairs(one), _pairs(other)
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0


def _pairs(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(len(key) - 1)} | {key[:1]}
