"""What every run ends with: Telegram had nothing to object to, nobody heard a thing twice.

A message that Telegram accepted and that no row of the outbox knows as its own is a copy: its row
was sent again. After a kill or a lost answer nobody can know better, so each of these may cost one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.bot_api import SimulatedTelegram
from tests.end_to_end.process import Coach


@contextmanager
def objections(telegram: SimulatedTelegram) -> Iterator[None]:
    """Looks at the end of the run, however the bot ended."""
    before = len(telegram.violations)
    yield
    found = telegram.violations[before:]
    assert not found, "\n".join(found)


def copies(telegram: SimulatedTelegram, coach: Coach) -> list[str]:
    """Messages sent beyond the first of their row, as far as no fault excuses them."""
    rows = coach.rows(
        "select c.address, o.message_id from outbox o join chat c on c.id = o.chat_id"
        " where o.message_id is not null"
    )
    known = {(str(address), message_id) for address, message_id in rows}
    extra = [
        f"{call.params['chat_id']}: {call.params['text'][:60]!r}"
        for call in telegram.calls_of("sendMessage")
        if call.status == 200
        and (str(call.params["chat_id"]), call.result["message_id"]) not in known
    ]
    excused = telegram.answers_lost + coach.kills
    return extra if len(extra) > excused else []
