"""The client library as the tests of the simulation use it."""

from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from tests.bot_api import SimulatedTelegram

SAVE_OR_EDIT = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Save", callback_data="s:1:0")],
     [InlineKeyboardButton("Edit the plan", callback_data="s:1:1")]]
)  # fmt: skip


def bot_for(telegram: SimulatedTelegram, token: str | None = None) -> Bot:
    # Loading the certificates would take longer than most of the tests.
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        token or telegram.token,
        base_url=f"{telegram.root}/bot",
        base_file_url=f"{telegram.root}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )


async def updates(bot: Bot, **params: Any) -> list[dict[str, Any]]:
    """What the bot's own intake does: raw JSON, parsed later."""
    return list(await bot.do_api_request("getUpdates", api_kwargs=params))
