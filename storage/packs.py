"""The packs of a team: problems and questions of its own, kept as they were checked."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from dialogs.facts import ProvenQuestion, ProvenQuestions, TeamBank
from question_bank.bank import Problem
from question_bank.packs import Pack, problems_of
from storage.actor import Actor, mine
from storage.tables import bank_pack, question, team

PACKS = 5
"""Of a team. With as many problems as a pack may have, a typed one is still found at once."""
LONGEST_NAME = 40
"""With it the longest id of a question still fits where it was planned."""
_NAMESAKES = 10
_LATELY = 1000
"""Whether a question works is told by as many that were asked last."""


class CannotKeep(Exception):
    """The key names the sentence that says why."""

    def __init__(self, name: str, **values: Any) -> None:
        super().__init__(f"{name}: {values}")
        self.name = name
        self.values_said = values


@dataclass(frozen=True)
class Team:
    id: int
    name: str


def team_called(work: Connection, said: str) -> Team:
    """By its name, or by its number where no team has that name. Locked, so that of two who bring
    a pack at once one comes after the other."""
    teams = select(team.c.id, team.c.name).order_by(team.c.id).limit(_NAMESAKES).with_for_update()
    found = work.execute(teams.where(team.c.name == said)).all()
    if not found and said.isascii() and said.isdecimal() and len(said) < 19:
        found = work.execute(teams.where(team.c.id == int(said))).all()
    if not found:
        raise CannotKeep("unknown_team", team=said)
    if len(found) > 1:
        raise CannotKeep("several_teams", team=said, numbers=[row.id for row in found])
    return Team(found[0].id, found[0].name)


def keep_pack(work: Connection, to: Team, pack: Pack, at: datetime) -> bool:
    """True: it is in place of another of its name."""
    if len(pack.name) > LONGEST_NAME:
        raise CannotKeep("long_name", most=LONGEST_NAME)
    kept = select(bank_pack.c.name).where(bank_pack.c.team_id == to.id).order_by(bank_pack.c.name)
    names = work.execute(kept.limit(PACKS)).scalars().all()
    if pack.name not in names and len(names) == PACKS:
        raise CannotKeep("too_many_packs", team=to.name, most=PACKS, names=names)
    told = {"content": pack.content, "imported_at": at}
    flavour = postgresql if work.dialect.name == "postgresql" else sqlite
    adding = flavour.insert(bank_pack).values(team_id=to.id, name=pack.name, **told)
    work.execute(adding.on_conflict_do_update(index_elements=["team_id", "name"], set_=told))
    return pack.name in names


def team_bank(work: Connection, actor: Actor, query: TeamBank) -> tuple[Problem, ...]:
    packs = mine(actor, bank_pack, bank_pack.c.name, bank_pack.c.content)
    rows = work.execute(packs.order_by(bank_pack.c.name).limit(PACKS))
    found = (problem for row in rows for problem in problems_of(row.name, row.content))
    return tuple(islice(found, query.limit))


def proven_questions(
    work: Connection, actor: Actor, query: ProvenQuestions
) -> tuple[ProvenQuestion, ...]:
    """Counted over all visits of the team; those that worked most often."""
    told = (question.c.bank_id, question.c.text, question.c.worked)
    asked = mine(actor, question, *told).where(question.c.asked)
    lately = asked.order_by(question.c.id.desc()).limit(_LATELY).subquery()
    key = func.coalesce(lately.c.bank_id, lately.c.text)
    worked = func.count().filter(lately.c.worked)
    counted = select(key.label("key"), func.count().label("asked"), worked.label("worked"))
    best = counted.group_by(key).having(worked > 0).order_by(worked.desc(), key).limit(query.limit)
    return tuple(ProvenQuestion(row.key, row.asked, row.worked) for row in work.execute(best))
