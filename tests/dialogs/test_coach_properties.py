"""A rep who does anything at any time, in both languages: what holds whatever is done."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from dialogs.catalogue import plain
from dialogs.coach import COMMANDS
from dialogs.events import Commanded, Edited, Event, Said, Tapped
from dialogs.facts import KnownAccount, Person
from dialogs.session import Answer, Session, Typed
from dialogs.talk import FLOWS, Turn
from tests.dialogs.chat import Chat
from tests.dialogs.kept import Kept

ACCOUNTS = (
    KnownAccount(1, "Acme Pumps", "manufacturing_equipment", None),
    KnownAccount(2, "顺达物流", "logistics", None),
    KnownAccount(3, "Borealis Freight", "logistics", "Li"),
)
TEXTS = (
    *("Acme Pumps", "acme pumsp", "Harbour Logistics", "顺达物流", "<b>{{7*7}}</b>", "Jane\nTom"),
    *("tomorrow 3pm", "next Friday", "Friday 30th", "周五", "下周三下午3点", "9:30 Berlin", "15号"),
    *("1", "2 3", "１、３", "1 2-", "1 9", "2-\n1=I", "3=暗示", "1 3!"),
    "They agree to a trial on line 2\nAnna introduces me to the plant manager",
    "How often do the seals fail?\n! The line stops\nWhat does it cost you?\nI: And then?",
    "密封件最让您头疼的是什么？\n整条线停\n停一次要损失多少？\n如果不停，对您有什么帮助？",
    "The customer will send the drawings by Friday. They were very interested.",
    "They test it by Friday.\nneed: no more stops\npeople: 1 +\nnews: a new plant manager\nnext: x",
    "Acme Pumps\nwhom: Jane\ndate: never\nobjective: they test it\nconcern: the price",
    *("why?", "举个例子", "what was the plan?", "Jane. Why do you ask?"),
    *("李工周五前把图纸发给我们", "我们回头再联系", "seals; fewer leaks", "密封件，减少泄漏"),
    *("back", "上一步", "skip", "不知道", "cancel", "取消", "resume", "继续", "help", "yes", "对"),
    *("", " ", "\u200b", "!", "？", ":", "z" * 301, "哈" * 4096, "thanks", "谢谢"),
)
ARGUMENTS = ("", "", "Acme Pumps", "顺达物流", "en", "zh", "0", "1", "99", "<b>", "z" * 100)
NAMES = (*COMMANDS, "start", "delete", "weather")
LASTING = (
    *("kept:1", "moved:1", "broken:99", "kept:", "x", "one_week:1"),
    *("debrief:1", "debrief:99", "debrief:x", "go_on:last", "go_on:"),
)
texts = st.sampled_from(TEXTS)

PLAN = (
    *("/plan Acme Pumps", "Jane Hill", "Friday 3pm", "Jane sends us the leak log"),
    *("Seals fail\nSpares are late\nLeaks at night", "How often do the seals fail?", "skip"),
    *("！停线\n停一次要损失多少？", "skip", "skip", "How many pumps?", "Price", "edit"),
)
DEBRIEF = (
    *("/debrief", "Acme Pumps", "Anna tests the pump next week.", "that is right", "Seals fail"),
    *("They want fewer stops", "skip", "Sealless drive", "Price", "Anna", "skip", "ask more I"),
    *("Anna decides\nFriday 3pm", "edit"),
)
"""Two conversations that go well, as far as the one that is tested goes along with them."""


def kept_text(session: Session) -> list[Typed]:
    """All that was typed for what is in hand or put aside, but for what only looks things up, and
    for what was said of a verdict alone, which may change with the words it judged."""
    drafts = [*session.parked, *([session.draft] if session.draft else [])]
    logs = [draft.log for draft in drafts if FLOWS[draft.flow].kept]
    told = (answer for log in logs for answer in log if not of_the_verdict(answer))
    return [typed for answer in told for typed in answer.typed]


def of_the_verdict(answer: Answer) -> bool:
    return answer.value == "right" or answer.step == "reason"


def log(session: Session) -> tuple[Answer, ...]:
    return session.draft.log if session.draft else ()


class AnyRep(RuleBasedStateMachine):
    @initialize(
        language=st.sampled_from(["en", "zh-Hans"]),
        offers=st.sampled_from([(), ("route planning; fewer late deliveries",)]),
        talk=st.sampled_from([PLAN, DEBRIEF]),
        along=st.integers(0, len(DEBRIEF)),
    )
    def somebody_writes(
        self, language: str, offers: tuple[str, ...], talk: tuple[str, ...], along: int
    ) -> None:
        self.now = datetime(2026, 9, 28, 8, 40, tzinfo=ZoneInfo("Asia/Shanghai"))
        bob = Person(1, "Bob", language, "Asia/Shanghai", None)
        self.kept = Kept.of(bob, offers, ACCOUNTS, self.now)
        self.chat = Chat(self.kept)
        self.source = 100
        for text in talk[:along] if offers else ():
            name, _, argument = text.removeprefix("/").partition(" ")
            self.commands(name, argument) if text.startswith("/") else self.says(text)

    @rule(text=texts)
    def says(self, text: str) -> None:
        self.hear(Said(at=self.now, source=self.next(), text=text))

    @rule(data=st.data(), steps=st.integers(1, 8))
    def goes_on(self, data: st.DataObject, steps: int) -> None:
        """By the answers on offer where there are some, so that the end is reached at times."""
        for _ in range(steps):
            answers = [
                place
                for place, button in enumerate(self.chat.session.offered)
                if not isinstance(button.value, dict) or "do" not in button.value
            ]
            if data.draw(st.booleans()) and answers:
                self.tap(data.draw(st.sampled_from(answers)))
            else:
                self.says(data.draw(texts))

    @rule(text=texts)
    def says_before_having_seen_the_question(self, text: str) -> None:
        self.hear(Said(at=self.now, source=self.next(), text=text, unseen=True))

    @rule(caption=st.sampled_from(["", "Jane Hill"]))
    def sends_a_picture(self, caption: str) -> None:
        self.hear(Said(at=self.now, source=self.next(), text=caption, attachment="photo"))

    @rule(name=st.sampled_from(NAMES), argument=st.sampled_from(ARGUMENTS))
    def commands(self, name: str, argument: str) -> None:
        self.hear(Commanded(at=self.now, source=self.next(), name=name, argument=argument))

    @precondition(lambda self: self.chat.session.offered)
    @rule(data=st.data())
    def taps(self, data: st.DataObject) -> None:
        self.tap(data.draw(st.integers(0, len(self.chat.session.offered) - 1)))

    @precondition(lambda self: self.chat.session.offered)
    @rule(data=st.data())
    def types_a_label(self, data: st.DataObject) -> None:
        button = data.draw(st.sampled_from(self.chat.session.offered))
        text = plain(button.label, self.chat.memory.me.language)
        self.hear(Said(at=self.now, source=self.next(), text=text))

    @rule(age=st.integers(1, 9), index=st.integers(-1, 20))
    def taps_an_old_button(self, age: int, index: int) -> None:
        version = self.chat.session.version - age
        self.stale(Tapped(at=self.now, version=version, index=index))

    @rule(ahead=st.integers(0, 3))
    def taps_what_was_never_offered(self, ahead: int) -> None:
        session = self.chat.session
        forged = len(session.offered) + ahead
        self.stale(Tapped(at=self.now, version=session.version, index=forged))

    @rule(lasting=st.sampled_from(LASTING))
    def taps_a_lasting_button(self, lasting: str) -> None:
        self.hear(Tapped(at=self.now, version=-1, index=-1, lasting=lasting))

    @rule(back=st.integers(0, 12), text=texts)
    def edits(self, back: int, text: str) -> None:
        source = self.source - back
        before = kept_text(self.chat.session)
        turn = self.hear(Edited(at=self.now, source=source, text=text), lossless=False)
        lost = [typed for typed in before if typed not in kept_text(turn.session)]

        assert {typed.source for typed in lost} <= {source}

    @rule(hours=st.sampled_from([1, 30, 24 * 40]))
    def waits(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.kept.now = self.now

    @rule()
    def is_reminded(self) -> None:
        """Of all that is due; the question in hand stays open as it is."""
        for _, event in self.kept.due():
            before = self.chat.session
            turn = self.chat.hear(event)
            self.kept.remind(turn.reminders)

            assert before == turn.session
            assert all(button.lasting for button in turn.message.buttons) if turn.message else True

    # --- what always holds -----------------------------------------------------------------------

    def next(self) -> int:
        self.source += 1
        return self.source

    def tap(self, index: int) -> None:
        session = self.chat.session
        lasting = session.offered[index].lasting
        self.hear(Tapped(at=self.now, version=session.version, index=index, lasting=lasting))

    def stale(self, event: Tapped) -> None:
        before = self.chat.session
        turn = self.hear(event)
        after = self.chat.session

        assert (log(before), before.parked, before.marks) == (
            log(after),
            after.parked,
            after.marks,
        )
        assert not turn.records and turn.notices

    def hear(self, event: Event, lossless: bool = True) -> Turn:
        """The chat itself renders each message in every language, puts the session through JSON,
        and lets the coach ask the memory three times at most."""
        before = self.chat.session
        turn = self.chat.hear(event)
        self.kept.remind(turn.reminders)
        after = turn.session

        assert turn.message or isinstance(event, Edited)
        if turn.message:
            shown = 0 if turn.message.in_place else 1
            assert before.version + shown == after.version
            assert turn.message.buttons == after.offered
        else:
            assert before == self.chat.session
        assert turn.language == self.chat.memory.me.language
        if lossless:
            self.nothing_typed_is_lost(before, self.chat.session, turn)
        return turn

    def nothing_typed_is_lost(self, before: Session, after: Session, turn: Turn) -> None:
        """It stays until it is saved, taken back, or deleted as a draft."""
        lost = [typed for typed in kept_text(before) if typed not in kept_text(after)]
        saved = any(type(record).__name__.startswith("Keep") for record in turn.records)
        taken_back = before.draft and after.draft and len(log(after)) == len(log(before)) - 1
        deleted = len(after.parked) == len(before.parked) - 1

        assert not lost or saved or taken_back or deleted


AnyRep.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    # Without looking for the shortest story, which takes minutes; take this line out to get it.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestAnyRep = AnyRep.TestCase
