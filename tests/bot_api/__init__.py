"""A simulated Telegram for end-to-end tests: the Bot API over HTTP, and scripted people.

    with SimulatedTelegram() as telegram:
        li = telegram.person("Li", language_code="zh-hans")
        li.sends("/plan")
        reply = li.hears()
        li.taps("Save")
        assert not telegram.violations

A real bot process is pointed at `telegram.root` with `telegram.token`. The simulation is as strict
as Telegram, and keeps what the bot did wrong in `telegram.violations`. Start with `simulation`,
which is all that a test needs besides `people`; `rules` has what Telegram refuses.
"""

from tests.bot_api.groups import Group
from tests.bot_api.people import Person, Tap
from tests.bot_api.places import Sent
from tests.bot_api.simulation import SimulatedTelegram
from tests.bot_api.state import Call, Heard, Upload

__all__ = ["Call", "Group", "Heard", "Person", "Sent", "SimulatedTelegram", "Tap", "Upload"]
