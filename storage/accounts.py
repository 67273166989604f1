"""An account as its reader knows it: of a colleague's it is said whose it is."""

from typing import Any

from sqlalchemy import ColumnElement, Row, func

from dialogs.facts import KnownAccount
from storage.actor import Actor, mine
from storage.tables import account, person_user
from storage.team_tables import merged_account

ACCOUNT = (
    account.c.id.label("account_id"),
    account.c.name.label("account_name"),
    account.c.industry,
    account.c.owner_id.label("account_owner"),
    person_user.c.name.label("owner_name"),
)
OWNED = account.join(person_user, person_user.c.id == account.c.owner_id)


def known(actor: Actor, row: Row[Any]) -> KnownAccount:
    colleague = None if row.account_owner == actor.person else row.owner_name
    return KnownAccount(row.account_id, row.account_name, row.industry, colleague)


def now(actor: Actor, account_id: int) -> ColumnElement[int]:
    """Its number; or, where it was merged into another since, that one's."""
    kept = mine(actor, merged_account, merged_account.c.kept)
    return func.coalesce(
        kept.where(merged_account.c.gone == account_id).scalar_subquery(), account_id
    )
