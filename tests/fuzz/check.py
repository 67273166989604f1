"""What is really stored of a rep, and whether it is what the rep believes to have told."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.fuzz.notebook import Job
from tests.fuzz.phones import Phone
from tests.fuzz.words import ASIDES

# fmt: off
_VISIT = "select v.id, {} from visit v {} where v.team_id = {team}"
PLACES = {
    # home          where it is stored: the visit, the words
    "objective":    "select id, objective from visit where team_id = {team}",
    "fallback":     "select id, fallback from visit where team_id = {team}",
    "concern":      "select id, concern from visit where team_id = {team}",
    "note":         "select id, notes from visit where team_id = {team}",
    "whom":         "select x.visit_id, p.name from visit_person x join person p"
                    " on p.id = x.person_id where x.team_id = {team}",
    "problem":      "select visit_id, text from problem where version is null and team_id = {team}",
    "situation":    "select visit_id, text from question where problem_id is null"
                    " and team_id = {team}",
    "chain:1":      "chain 0",
    "chain:2":      "chain 1",
    "chain:3":      "chain 2",
    "outcome":      "select visit_id, text from debrief where team_id = {team}",
    "reason":       "select visit_id, reason from debrief where team_id = {team}",
    "found":        "select visit_id, text from problem where version is not null"
                    " and team_id = {team}",
    "need":         "select visit_id, text from need where team_id = {team}",
    "unplanned":    "select visit_id, notes from debrief where team_id = {team}",
    "capability":   "select visit_id, text from capability where team_id = {team}",
    "worry":        "select visit_id, text from concern where team_id = {team}",
    "met":          "select f.visit_id, p.name from person_fact f join person p"
                    " on p.id = f.person_id where f.team_id = {team}",
    "news":         "select visit_id, text from news where team_id = {team}",
    "change":       "select visit_id, change from debrief where team_id = {team}",
    "next":         "select visit_id, next_objective from debrief where team_id = {team}",
    "private":      "select visit_id, text from private_note where team_id = {team}",
    "promise":      "select visit_id, what || ' / ' || coalesce(who, '') from commitment"
                    " where team_id = {team}",
    "offer":        "select 0, text from offer where team_id = {team}",
    "account":      "select 0, name from account where team_id = {team}",
    "person":       "select 0, name from person where team_id = {team}",
}
_CHAIN = (
    "select p.visit_id, q.text from question q join problem p on p.id = q.problem_id"
    " where p.place = {place} and p.version is null and q.team_id = {team}"
    " union all select p.visit_id, d.text from difficulty d join problem p on p.id = d.problem_id"
    " where p.place = {place} and p.version is null and d.team_id = {team}"
    " union all select p.visit_id, p.notes from problem p"
    " where p.place = {place} and p.version is null and p.team_id = {team}"
)
ALSO = {
    # home      where its words may stand beside
    "whom":     ("person", "met"),
    "met":      ("person",),
    "outcome":  ("promise",),
}
# fmt: on


@dataclass(frozen=True)
class Stored:
    home: str
    visit: int
    text: str


def stored(phone: Phone) -> Iterator[Stored]:
    team = team_of(phone)
    for home, query in PLACES.items():
        if query.startswith("chain"):
            query = _CHAIN.replace("{place}", query.removeprefix("chain "))
        for visit, words in phone.rows(query.format(team=team)):
            if words:
                yield Stored(home, int(visit), str(words))


def team_of(phone: Phone) -> int:
    found = phone.rows(
        "select m.team_id from membership m join chat c on c.person_id = m.person_id"
        f" where c.address = '{phone.person.id}'"
    )
    return int(found[0][0])


def faults(phone: Phone, jobs: Sequence[Job], offers: Sequence[str], used: set[str]) -> list[str]:
    """In sentences; `used`: every word the rep ever said."""
    rows = _readable(list(stored(phone)))
    found: list[str] = []
    known: set[str] = set(offers)
    for job in jobs:
        visits = set()
        for line in job.expected():
            known.add(line.word)
            if line.home is None or line.home == "account":
                continue
            places = [row for row in rows if line.word in row.text]
            main = [row for row in places if row.home not in ALSO.get(line.home, ())]
            if [row.home for row in main] != [line.home] or main[0].text.count(line.word) != 1:
                told = [f"{row.home} ({row.text})" for row in places]
                found.append(f"“{line.text}” is {line.home}, but stored as {told}")
            else:
                visits.add(main[0].visit)
        if len(visits) > 1:
            found.append(f"the {job.flow} of {job.account.word} is spread over visits {visits}")
        found += _dates_and_marks(phone, job)
    accounts = {job.account.word for job in jobs}
    known |= accounts
    for word in sorted(accounts):
        count = sum(row.home == "account" and word in row.text for row in rows)
        if count != 1:
            found.append(f"{count} accounts called {word}")
    for word in offers:
        if sum(row.home == "offer" and word in row.text for row in rows) != 1:
            found.append(f"the offer {word} is not stored once")
    for word in sorted(used - known):
        found += [
            f"{word} was taken back, but stored as {row.home}: {row.text}"
            for row in rows
            if word in row.text
        ]
    found += _asides(rows)
    return [*found, *_counts(phone, jobs)]


def _readable(rows: list[Stored]) -> list[Stored]:
    """The notes of a debrief are JSON."""
    return [
        Stored(row.home, row.visit, row.text.encode().decode("unicode_escape"))
        if row.home == "unplanned" and "\\u" in row.text
        else row
        for row in rows
    ]


def _dates_and_marks(phone: Phone, job: Job) -> Iterator[str]:
    team = team_of(phone)
    for answer in job.counting():
        if answer.day and answer.question == "when":
            days = phone.rows(
                "select v.day from visit v join account a on a.id = v.account_id"
                f" where v.team_id = {team} and a.name like '%{job.account.word}%'"
            )
            if (answer.day.isoformat(),) not in [(str(day),) for (day,) in days]:
                yield f"{job.account.word} is to be visited on {answer.day}, not {days}"
        for word, mark in answer.marks.items():
            table, column = ("problem", "state") if answer.question == "found" else ("question", "")
            column = column or "asked || worked"
            values = phone.rows(
                f"select {column} from {table} where team_id = {team} and text like '%{word}%'"
            )
            if [(mark,)] != [(str(value),) for (value,) in values]:
                yield f"{word} was marked {mark}, but stored as {values}"


def _asides(rows: Sequence[Stored]) -> Iterator[str]:
    said = {x.casefold() for ways in ASIDES.values() for kind in ways.values() for x in kind}
    for row in rows:
        for line in row.text.splitlines():
            if line.casefold() in said:
                yield f"an aside was stored as {row.home}: {row.text}"


def _counts(phone: Phone, jobs: Sequence[Job]) -> Iterator[str]:
    team = team_of(phone)
    wanted: dict[str, int] = defaultdict(int)
    for job in jobs:
        wanted["visit"] += job.flow == "plan"
        wanted["debrief"] += job.flow == "debrief"
    for table, count in wanted.items():
        (found,) = phone.rows(f"select count(*) from {table} where team_id = {team}")[0]
        if found != count:
            yield f"{found} rows in {table}, not {count}"
    (people,) = phone.rows(f"select count(*) from person where team_id = {team}")[0]
    lines = {x.word for job in jobs for x in job.expected() if x.home in ("whom", "met")}
    if people != len(lines):
        yield f"{people} people are stored, not {len(lines)}"
