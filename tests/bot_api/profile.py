"""The methods about the bot itself: who it is, its commands and descriptions, its webhook."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.bot_api import rules
from tests.bot_api.formatting import utf16_length
from tests.bot_api.messages import MESSAGE_METHODS
from tests.bot_api.parameters import Parameters
from tests.bot_api.state import BOT, Json, Refused, State

Method = Callable[[State, Parameters], Any]


def get_me(state: State, params: Parameters) -> Json:
    return {
        **BOT,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def set_my_commands(state: State, params: Parameters) -> bool:
    commands = rules.command_list(params.structure("commands"))
    state.commands[_shelf(state, params)] = commands
    return True


def get_my_commands(state: State, params: Parameters) -> list[Json]:
    return state.commands.get(_shelf(state, params), [])


def delete_my_commands(state: State, params: Parameters) -> bool:
    state.commands.pop(_shelf(state, params), None)
    return True


def keeper(parameter: str, limit: int) -> Method:
    """setMyName, setMyDescription and setMyShortDescription differ only in these two."""

    def keep(state: State, params: Parameters) -> bool:
        text = params.text(parameter)
        if utf16_length(text) > limit:
            raise Refused(400, f"Bad Request: {parameter.replace('_', ' ')} is too long")
        state.profile[parameter, rules.language_code(params)] = text
        return True

    return keep


def set_webhook(state: State, params: Parameters) -> bool:
    url, secret = params.text("url"), params.text("secret_token")
    if url and not re.match(r"https?://", url):
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    if params.flag("drop_pending_updates"):
        state.inbox.waiting.clear()
    allowed = params.structure("allowed_updates")
    if allowed is not None:
        state.inbox.allowed = allowed
    state.webhook = {"url": url, "secret_token": secret} if url else {}
    return True


def delete_webhook(state: State, params: Parameters) -> bool:
    return set_webhook(state, Parameters({**params.values, "url": ""}))


def get_webhook_info(state: State, params: Parameters) -> Json:
    return {
        "url": state.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(state.inbox.waiting),
    }


def _shelf(state: State, params: Parameters) -> tuple[str, str]:
    """Commands are kept per scope and language."""
    scope = params.structure("scope") or {"type": "default"}
    chat_id = scope.get("chat_id")
    if chat_id is not None and chat_id not in state.chats:
        raise Refused(400, "Bad Request: chat not found")
    where = scope["type"] if len(scope) == 1 else json.dumps(scope, sort_keys=True)
    return where, rules.language_code(params)


# By name in lower case: Telegram does not mind the case of a method.
METHODS: dict[str, Method] = {
    **MESSAGE_METHODS,
    "getme": get_me,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": keeper("name", 64),
    "setmydescription": keeper("description", 512),
    "setmyshortdescription": keeper("short_description", 120),
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
