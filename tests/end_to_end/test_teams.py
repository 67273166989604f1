"""Wang makes a team, Li and Bob come into it, Eve stays outside; the real program over HTTP."""

import re
import subprocess
import sys

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.process import Coach, here

REFUSED = "This invite does not open anything."
OFFER = "pump seals that last"


def types(coach: Coach, *words: str) -> str:
    """At the command line, in the folder of the running coach."""
    command = [sys.executable, "-m", "bot", *words]
    folder = coach.folder
    done = subprocess.run(
        command, cwd=folder, env=here(), capture_output=True, text=True, timeout=60
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def code_in(text: str) -> str:
    (found,) = re.findall(r"https://t\.me/visit_coach_rehearsal_bot\?start=([\w-]{1,64})", text)
    return str(found)


def opens(person: Person, code: str) -> str:
    person.sends(f"/start {code}")
    return person.hears().text


def plans_of(person: Person, account: str) -> None:
    """The first plan of somebody who has only just come, in 60 seconds."""
    for words in (OFFER, account):
        person.sends(words)
        person.hears()
    person.taps("Create: manufacturing")
    person.hears()
    person.taps("Plan in 60 seconds")
    person.hears()
    for words in ("Chen agrees to try two seals by Friday", "1"):
        person.sends(words)
        person.hears()
    person.taps("Use these")
    person.hears()
    person.taps("Save")
    assert "Saved" in person.hears().text


@pytest.fixture
def team(coach: Coach) -> str:
    """The code of its first admin."""
    coach.says("running")
    return code_in(types(coach, "team", "create", "North"))


def test_a_team_comes_together_and_nobody_else_sees_it(
    telegram: SimulatedTelegram, coach: Coach, team: str
) -> None:
    wang, li, bob, eve = map(telegram.person, ("Wang", "Li", "Bob", "Eve"))
    assert "Your role in the team is admin now" in opens(wang, team)
    codes = []
    for _ in range(2):
        wang.sends("/invite rep")
        codes.append(code_in(wang.hears().text))

    li.sends("/start")
    li.hears()
    plans_of(li, "Acme Pumps")
    assert "bring your own customers" in opens(li, codes[0])
    li.taps("Bring all of them")
    assert "are the customers of North now" in li.hears().text
    assert "Welcome to the team" in opens(bob, codes[1])
    for member in (wang, bob):
        member.sends("/accounts Acme Pumps")
        assert "Li's account" in member.hears().text

    eve.sends("/start")
    eve.hears()
    eve.sends("elevators; shorter waits")
    heard = [eve.hears()]
    for guess in (team, *codes, "North"):
        assert REFUSED in opens(eve, guess)
    for command in ("/accounts Acme Pumps", "/plan Acme Pumps", "/today", "/invite", "/help"):
        eve.sends(command)
        heard.append(eve.hears())
    visits = [row[0] for row in coach.rows("SELECT id FROM visit")]
    for forged in (
        *(f"o:{verb}:{visits[0]}" for verb in ("debrief", "kept", "moved", "broken")),
        *("o:bring:all", "o:bring:none", "o:confirm:1:admin", "o:refuse:1:admin"),
        *(f"o:revoke:{row[0]}" for row in coach.rows("SELECT substr(hash, 1, 32) FROM invite")),
    ):
        eve.forges(forged, on=heard[-1])
        heard.append(eve.hears())
    seen = "\n".join(message.text for message in heard)

    for words in ("North", "Wang", "Chen", "two seals", "Li's"):
        assert words not in seen
    assert [("admin",), ("rep",), ("rep",), (None,)] == coach.rows(
        "SELECT role FROM membership ORDER BY role IS NULL, role"
    )
    assert 1 == len(coach.rows("SELECT DISTINCT team_id FROM account"))
    stored = repr(coach.rows("SELECT * FROM invite") + coach.rows("SELECT * FROM outbox"))
    assert not [code for code in (team, *codes) if code in stored]


def test_the_menu_of_a_member_shows_what_others_do_not_have(
    telegram: SimulatedTelegram, coach: Coach, team: str
) -> None:
    wang = telegram.person("Wang")
    opens(wang, team)
    wang.sends("/help")
    assert "/invite" in wang.hears().text
    wang.sends("/today")
    wang.hears()
    shown = [
        {command["command"] for command in menu}
        for (where, _), menu in telegram.commands.items()
        if "chat" in where
    ]

    assert [True] == ["invite" in menu for menu in shown]
    everybody = [menu for (where, _), menu in telegram.commands.items() if where == "default"]
    assert everybody
    assert not [c for menu in everybody for c in menu if c["command"] in ("invite", "leave")]


def test_a_manager_by_an_invite_in_the_chat_waits_for_an_admin(
    telegram: SimulatedTelegram, coach: Coach, team: str
) -> None:
    wang, bob = telegram.person("Wang"), telegram.person("Bob")
    opens(wang, team)
    wang.sends("/invite manager")
    assert "An admin still has to confirm" in opens(bob, code_in(wang.hears().text))
    bob.sends("/invite")
    assert "Only managers and admins" in bob.hears().text
    assert "has come into North" in wang.hears(15).text
    wang.taps("Bob: manager")
    assert "Bob is manager now" in wang.hears().text
    assert "Your role in the team is manager now" in bob.hears(15).text
    bob.sends("/invite")
    assert code_in(bob.hears().text)
