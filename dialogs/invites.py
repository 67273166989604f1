"""An invite is a code that whoever holds it may use once. Only its hash is kept."""

import hashlib
from datetime import timedelta

LASTS = timedelta(days=7)
TRIES = 5
"""Wrong ones, in the time below."""
HOUR = timedelta(hours=1)
_HANDLE = 32


def hashed(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()


def handle(code_hash: str) -> str:
    """As much of the hash as a button carries: enough to find the invite, useless to join with."""
    return code_hash[:_HANDLE]


def is_handle(text: str) -> bool:
    return len(text) == _HANDLE and all(letter in "0123456789abcdef" for letter in text)
