"""The menu of commands: one for everybody, and one of their own for the members of a team."""

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from dialogs.access import Role
from dialogs.catalogue import LANGUAGES, plain
from dialogs.coach import COMMANDS
from dialogs.message import say
from dialogs.talk import Turn
from dialogs.teams import commands_for

log = structlog.get_logger()


async def set_menus(bot: Bot) -> None:
    """Telegram wants two letters; the menu without a language is everybody else's."""
    for language in LANGUAGES:
        menu = _menu(None, language)
        await bot.set_my_commands(menu, language_code=language[:2])
        if language == LANGUAGES[0]:
            await bot.set_my_commands(menu)


class Menus:
    """Those of single chats, set when a turn shows that they should be others. Best effort: it is
    the turn itself that decides who may do what."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._shown: dict[str, tuple[Role | None, str]] = {}

    def changed(self, address: str, turn: Turn) -> bool:
        """Somebody of whom nothing is known has the menu of everybody."""
        wanted = (turn.role, turn.language)
        known = self._shown.get(address)
        return wanted != known and (turn.role is not None or known is not None)

    async def show(self, address: str, turn: Turn) -> None:
        scope = BotCommandScopeChat(address)
        self._shown[address] = (turn.role, turn.language)
        try:
            if turn.role is None:
                del self._shown[address]
                await self._bot.delete_my_commands(scope=scope)
            else:
                await self._bot.set_my_commands(_menu(turn.role, turn.language), scope=scope)
        except TelegramError as error:
            self._shown.pop(address, None)
            log.info("menu_not_set", reason=type(error).__name__)


def _menu(role: Role | None, language: str) -> list[BotCommand]:
    names = commands_for(role, COMMANDS)
    return [BotCommand(x, plain(say(f"terms.commands.{x}"), language)) for x in names]
