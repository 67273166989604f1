"""How fast the bot writes: a figure, as Telegram's limits are no promise either.

`SimulatedTelegram.strict_flood` makes a rule of them.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from tests.bot_api.state import Call

SENDS = {"sendmessage", "senddocument", "sendphoto"}


@dataclass(frozen=True)
class Pace:
    """The most messages that were accepted within a second."""

    in_all: int
    in_one_chat: int


def pace(calls: Iterable[Call]) -> Pace:
    sent = [call for call in calls if call.method.lower() in SENDS and call.status == 200]
    chats: dict[object, list[float]] = defaultdict(list)
    for call in sent:
        chats[call.params["chat_id"]].append(call.at)
    fastest = max(map(most_in_a_second, chats.values()), default=0)
    return Pace(most_in_a_second([call.at for call in sent]), fastest)


def most_in_a_second(times: Iterable[float]) -> int:
    most, window = 0, deque[float]()
    for at in sorted(times):
        window.append(at)
        while window[0] <= at - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most
