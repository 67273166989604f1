"""What a manager looks at first: what stands still, is late, or is seen in two ways (METHOD 8)."""

from collections.abc import Iterable

from dialogs.manager_facts import Exceptions
from dialogs.message import Say, say
from dialogs.references import reference

SHOWN = 6


def say_exceptions(found: Exceptions, visits: bool) -> Iterable[Say]:
    """Each sort in a paragraph of its own; where there were visits and none, that is said."""
    if visits and not found:
        yield say("digest.none")
    for sort in ("stalled", "overdue", "undebriefed", "gaps"):
        items = getattr(found, sort)
        shown = tuple(
            (one, reference(one.visit) if hasattr(one, "visit") else None) for one in items[:SHOWN]
        )
        if items:
            yield say(f"digest.{sort}", items=shown, more=len(items) > SHOWN)
