"""The rep: reads which question stands, answers it, and notes what was told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from dialogs.message import say
from tests.bot_api.places import Sent
from tests.bot_api.state import Heard
from tests.fuzz import words
from tests.fuzz.notebook import Answer, Job
from tests.fuzz.phones import Phone, heard
from tests.fuzz.reading import Question, label, numbered, other, recognised, says
from tests.fuzz.words import Inventor, Line

MOST_STEPS = 500
PATIENCE = 3
"""As often is a question answered well before the rep gives up."""
TITLES = {"plan": "planning.title", "debrief": "debrief.title"}
SAVED = {
    "plan": ("planning.saved.done", "planning.saved.open"),
    "debrief": ("debrief.saved.done",),
}


class Fault(Exception):
    """The coach did what it must not do; `kind` is what is counted."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass
class Tally:
    messages: int = 0
    answers: int = 0


class Rep:
    def __init__(self, phone: Phone, language: str, zone: str, chance: Random) -> None:
        self.phone, self.person, self.chance = phone, phone.person, chance
        self.language = self.writes = language
        self.zone = ZoneInfo(zone)
        self.inventor = Inventor(chance)
        self.used: set[str] = set()
        self.offers: list[str] = []
        self.jobs: list[Job] = []
        self.job: Job | None = None
        self.question: Question | None = None
        self.sheet: Heard | None = None
        self.old: list[Heard] = []
        self.reply = ""
        self.texts: dict[int, str] = {}
        self.tally = Tally()
        self._stuck: tuple[object, int] = (None, 0)

    # --- what a person does ----------------------------------------------------------------------

    def sends(self, text: str) -> Sent:
        sent = self.person.sends(text)
        self.texts[sent.message_id] = text
        self.tally.messages += 1
        return sent

    def says(self, text: str) -> None:
        """Something that is no answer."""
        self.sends(text)
        self.looks()

    def taps(self, wanted: str) -> None:
        """At times twice, at times by typing the label."""
        assert self.sheet is not None
        self.tally.messages += 1
        roll = self.chance.random()
        if roll < 0.08:
            self.person.taps_twice(wanted, on=self.sheet)
        elif roll < 0.14 and wanted.strip("0123456789 ") and len(wanted) < 60:
            self.person.sends(wanted)
        else:
            self.person.taps(wanted, on=self.sheet)
        self.looks()

    def taps_plainly(self, wanted: str) -> None:
        assert self.sheet is not None
        self.tally.messages += 1
        self.person.taps(wanted, on=self.sheet)
        self.looks()

    def presses_once(self, key: str) -> None:
        self.taps_plainly(label(key, self.language))

    def presses(self, key: str, **values: object) -> None:
        self.taps(label(key, self.language, **values))

    def looks(self, answered: bool = True) -> None:
        """Reads what has come; a question that stands further up still stands."""
        try:
            self.phone.settles()
        except AssertionError as silence:
            raise Fault("dead end", str(silence)) from silence
        new = heard(self.phone)
        if answered and not new:
            raise Fault("dead end", "nothing came back")
        if self.tally.messages > MOST_STEPS:
            raise Fault("dead end", f"{MOST_STEPS} messages, and no end")
        self.reply = "\n\n".join(message.plain for message in new if not message.edited)
        for message in new:
            self._reads(message)
        for job in self.jobs:
            if label("common.resumed", self.language, title=self.title(job)) in self.reply:
                self.job = job

    def _reads(self, message: Heard) -> None:
        labels = [text for row in message.buttons for text in row]
        language = self.language
        question = recognised(message.plain, labels, language)
        if question is None:
            if recognised(message.plain, labels, other(language)):
                raise Fault("wrong language", f"not in {language}: {message.plain}")
            return
        if self.sheet and self.sheet.buttons and self.sheet.plain != message.plain:
            self.old.append(self.sheet)
        self.question, self.sheet = question, message

    @property
    def labels(self) -> list[str]:
        assert self.sheet is not None
        return [text for row in self.sheet.buttons for text in row]

    def offered(self, key: str) -> bool:
        return label(key, self.language) in self.labels

    def title(self, job: Job) -> object:
        return say(TITLES[job.flow], name=job.account.text)

    def line(self, home: str, template: str | None = None) -> Line:
        ways = words.LINES[self.writes][template or home.partition(":")[0]]
        line = self.inventor.line(home, self.chance.choice(ways), self.writes)
        self.used.add(line.word)
        return line

    def today(self) -> date:
        return self.phone.now().astimezone(self.zone).date()

    # --- the work --------------------------------------------------------------------------------

    def begins(self, job: Job, how: str) -> None:
        self.jobs.append(job)
        self.job = job
        self.says(how)

    def answers(self) -> None:
        """The question that stands; one thing done about it."""
        question, job = self.question, self.job
        assert question is not None
        state = (question, job and len(job.everything()))
        self._stuck = (state, self._stuck[1] + 1 if self._stuck[0] == state else 1)
        if self._stuck[1] > PATIENCE + (question.name in _BESIDE):
            raise Fault("dead end", f"{question.name} was answered {PATIENCE} times")
        answer = _ANSWERS[question.name](self)
        self.notes(question, answer)

    def notes(self, asked: Question, answer: Answer | None) -> None:
        """An answer counts when the next question has come."""
        job = self.job
        if answer is None or job is None:
            return
        accepted = self.question != asked or answer.question in ("missing", "fact")
        if accepted:
            answer.n = answer.n or asked.n
            job.give(answer)
            self._stuck = (None, 0)
            self.tally.answers += 1
        if self.question:
            job.settle(self.question.name)
        if any(says(self.reply, key, self.language) for key in SAVED[job.flow]):
            job.saved = True

    def tells(self, question: str, lines: Sequence[Line]) -> Answer:
        """The lines in one message, in several sent before reading, or under a picture."""
        roll = self.chance.random()
        if len(lines) > 1 and roll < 0.25 and question not in _WHOLE:
            answer = Answer(question)
            for line in lines:
                answer.messages[self.sends(line.text).message_id] = [line]
            self.looks()
            return answer
        text = "\n".join(line.text for line in lines)
        if roll > 0.95:
            sent = self.person.sends_photo(caption=text)
            self.tally.messages += 1
        elif roll > 0.9 and question in _PLAIN:
            sent = self.sends(f"{text}\n{self.chance.choice(words.ASIDES[self.writes]['why'])}")
        else:
            sent = self.sends(text)
        self.looks()
        return Answer(question, messages={sent.message_id: list(lines)})

    def skips(self, question: str) -> Answer:
        spoken = {"en": ("skip", "don't know"), "zh-Hans": ("跳过", "不知道")}[self.writes]
        if self.offered("common.skip") and self.chance.random() < 0.5:
            self.presses("common.skip")
        else:
            self.says(self.chance.choice(("/skip", *spoken)))
        return Answer(question, skipped=True)

    def taps_for(self, question: str, key: str, skipped: bool = False) -> Answer:
        self.presses(key)
        return Answer(question, skipped=skipped)


# --- how each question is answered ---------------------------------------------------------------

_WHOLE = ("account", "when", "hour", "offer", "asked", "lesson", "next")
"""What a person tells in one message."""
_PLAIN = ("whom", "problems", "concern", "need", "worry", "news", "situation", "reason")
"""What can be followed by a question back in the same message."""
_BESIDE = ("today", "accounts", "settings", "languages", "idle")


def _offer(rep: Rep) -> None:
    line = rep.line("offer")
    rep.offers.append(line.word)
    rep.says(line.text)
    if rep.question == Question("account"):  # the introduction goes straight on to a plan
        rep.job = Job("plan", Line(""))
        rep.jobs.append(rep.job)


def _account(rep: Rep) -> Answer:
    job = _job(rep)
    if job.known:
        if job.account.text in rep.labels and rep.chance.random() < 0.4:
            rep.taps(job.account.text)
            return Answer("account")
        name = job.account.text
        sent = rep.sends(words.typo(name, rep.chance) if rep.chance.random() < 0.6 else name)
        rep.looks()
        return Answer("account", messages={sent.message_id: []})
    job.account = rep.line("account")
    return rep.tells("account", [job.account])


def _industry(rep: Rep) -> Answer | None:
    job = _job(rep)
    if job.account.text in rep.labels:
        rep.taps(job.account.text)
        return Answer("industry")
    if job.known:  # the typo was too bad
        rep.says("/back")
        job.take_back("account", 0)
        return None
    creating = label("planning.industry.create", rep.language, industry="other")[:3]
    new = [text for text in rep.labels if text.startswith(creating)]
    rep.taps(rep.chance.choice(new))
    return Answer("industry")


def _whom(rep: Rep) -> Answer:
    if _job(rep).quick and rep.offered("planning.whom.quick"):
        return rep.taps_for("whom", "planning.whom.quick", skipped=True)
    if rep.chance.random() < 0.1:
        return rep.skips("whom")
    return rep.tells("whom", [rep.line("whom") for _ in range(rep.chance.choice((1, 1, 2)))])


def _when(rep: Rep) -> Answer:
    roll, today = rep.chance.random(), rep.today()
    if roll < 0.1:
        return rep.taps_for("when", "planning.when.open", skipped=True)
    if roll < 0.15:
        rep.says(rep.chance.choice(words.UNDERSTOOD_NOWHERE[rep.writes]))
    days = [today + timedelta(days=n) for n in range(10)]
    shown = {label("planning.when.on", rep.language, day=day): day for day in days}
    offered = [  # after a long pause what says "today" is long past
        (text, day) for text in rep.labels for ending, day in shown.items() if text.endswith(ending)
    ]
    if roll < 0.5 and offered:
        wanted, day = rep.chance.choice(offered)
        rep.taps(wanted)
        return Answer("when", day=day)
    day = today + timedelta(days=rep.chance.randint(1, 6))
    line = Line(date_words(day, rep.writes, rep.chance.choice((True, False))))
    return _dated(rep.tells("when", [line]), day)


def _dated(answer: Answer, day: date) -> Answer:
    answer.day = day
    return answer


def date_words(day: date, language: str, hour: bool = False) -> str:
    if language == "en":
        return f"{day.day} {day:%B}{', 3pm' if hour else ''}"
    return f"{day.month}月{day.day}日{'下午3点' if hour else ''}"


def _day(rep: Rep) -> Answer:
    rep.taps(rep.labels[0])
    return Answer("day")


def _hour(rep: Rep) -> Answer:
    if rep.offered("planning.hour.yes"):
        key = rep.chance.choice(("planning.hour.yes", "planning.hour.yes", "planning.hour.no"))
        return rep.taps_for("hour", key)
    sent = rep.sends({"en": "9:30", "zh-Hans": "下午3点"}[rep.writes])
    rep.looks()
    return Answer("hour", messages={sent.message_id: []})


def _objective(rep: Rep) -> Answer:
    if rep.chance.random() < 0.1:
        return rep.skips("objective")
    lines = [rep.line("objective"), rep.line("fallback")]
    return rep.tells("objective", lines[: rep.chance.choice((1, 2, 2))])


def _problems(rep: Rep) -> Answer:
    roll, listed = rep.chance.random(), numbered(rep.reply)
    listed = {} if _job(rep).known else listed  # carried over, with words of an earlier plan
    if roll < 0.1 and listed:
        tick = label("common.tick", rep.language, n=1, mark="")
        rep.taps_plainly(tick)
        return rep.taps_for("problems", "common.done")
    count = 1 if _job(rep).quick else rep.chance.choice((1, 2, 2, 3, 4))
    lines = [rep.line("problem" if n < 3 else "note", "problem") for n in range(count)]
    if roll < 0.2 and listed and count < 3:
        lines.append(Line("1"))
    return rep.tells("problems", lines)


def _questions(rep: Rep) -> Answer:
    assert rep.question is not None
    home, roll = f"chain:{rep.question.n}", rep.chance.random()
    if roll < 0.12 and rep.offered("planning.questions.use"):
        return rep.taps_for("questions", "planning.questions.use")
    if roll < 0.2:
        return rep.skips("questions")
    ways = ("asks", "difficulty", "follows", "gains")[: rep.chance.choice((1, 2, 3, 4, 4, 4))]
    lines = [rep.line(home, way) for way in ways]
    rep.chance.shuffle(lines)
    return rep.tells("questions", lines)


def _change(rep: Rep) -> Answer:
    assert rep.question is not None
    return rep.tells("change", [rep.line(f"chain:{rep.question.n}", "follows")])


def _missing(rep: Rep) -> Answer:
    last = _job(rep).answers[-1:]
    if (last and last[0].question == "missing") or rep.chance.random() < 0.4:
        return rep.taps_for("missing", "planning.missing.enough", skipped=True)
    spoken_of = [a.n for a in _job(rep).answers if a.question == "questions"]
    home = f"chain:{spoken_of[-1]}"
    answer = rep.tells("missing", [rep.line(home, "follows"), rep.line(home, "gains")])
    answer.n = spoken_of[-1]
    return answer


def _review(rep: Rep) -> Answer:
    edits = sum(answer.question == "review" for answer in _job(rep).everything())
    if edits < 2 and rep.chance.random() < 0.2:
        return rep.taps_for("review", "planning.review.edit")
    return rep.taps_for("review", "planning.review.save")


def _part(rep: Rep) -> Answer:
    plan = ("whom", "objective", "situation", "concern")
    debrief = ("needs", "concerns", "people", "news", "next", "outcome")
    parts = plan if _job(rep).flow == "plan" else debrief
    flow = "planning" if _job(rep).flow == "plan" else "debrief"
    if _job(rep).flow == "plan" and rep.chance.random() < 0.2:
        start = label("planning.edit.questions", rep.language, problem="")[:2]
        rep.taps(next(text for text in rep.labels if text.startswith(start)))
        return Answer("part")
    return rep.taps_for("part", f"{flow}.edit.{rep.chance.choice(parts)}")


def _visit(rep: Rep) -> Answer:
    name = _job(rep).account.text
    planned = [text for text in rep.labels if text.startswith((f"{name},", f"{name}，"))]
    rep.taps(rep.chance.choice(planned))
    return Answer("visit")


def _outcome(rep: Rep) -> Answer:
    lines = [rep.line("outcome")]
    if rep.chance.random() < 0.3:
        lines.append(rep.line("outcome", "fact"))
    return rep.tells("outcome", lines)


def _verdict(rep: Rep) -> Answer:
    roll = rep.chance.random()
    facts = sum(answer.question == "fact" for answer in _job(rep).answers)
    if roll < 0.2 and facts < 2:
        return rep.tells("fact", [rep.line("outcome", "fact")])
    if roll < 0.35:
        return rep.taps_for("verdict", "debrief.verdict.otherwise")
    if roll < 0.4:
        return rep.taps_for("verdict", "debrief.save_now")
    if roll < 0.45:
        rep.presses("debrief.verdict.why")
    return rep.taps_for("verdict", "debrief.verdict.right")


def _label(rep: Rep) -> Answer:
    rep.taps(rep.chance.choice([text for text in rep.labels if not _is_way(rep, text)]))
    return Answer("label")


def _found(rep: Rep) -> Answer:
    listed, roll = numbered(rep.reply), rep.chance.random()
    if roll < 0.15:
        return rep.skips("found")
    if roll < 0.3 and rep.offered("common.done"):
        rep.taps_plainly(label("common.tick", rep.language, n=1, mark=""))
        answer = rep.taps_for("found", "common.done")
        answer.marks = _marked(rep, listed, {1: "confirmed"})
        return answer
    lines = [rep.line("found") for _ in range(rep.chance.choice((1, 1, 2)))]
    if not rep.offered("common.done"):
        return rep.tells("found", lines)
    marks = {1: "confirmed", 2: "denied"} if len(listed) > 1 else {1: "confirmed"}
    typed = Line("1 2-" if len(listed) > 1 else "1")
    answer = rep.tells("found", [typed, *lines])
    answer.marks = _marked(rep, listed, marks)
    return answer


def _marked(rep: Rep, listed: Mapping[int, str], marks: Mapping[int, str]) -> dict[str, str]:
    """By the rep's own words in the items, where they are the rep's own."""
    return {
        word: mark for n, mark in marks.items() for word in rep.used if word in listed.get(n, "")
    }


def _asked(rep: Rep) -> Answer:
    listed, roll = numbered(rep.reply), rep.chance.random()
    if roll < 0.1:
        return rep.skips("asked")
    if roll < 0.3:
        answer = rep.taps_for("asked", "debrief.questions.all")
        answer.marks = _marked(rep, listed, dict.fromkeys(listed, "10"))
        return answer
    worked = len(listed)
    marks = {1: "10", worked: "11"} if worked > 1 else {1: "10"}
    typed = Line(f"1 {worked}!" if worked > 1 else "1")
    more = [rep.line("unplanned")] if rep.chance.random() < 0.3 else []
    answer = rep.tells("asked", [typed, *more])
    answer.marks = _marked(rep, listed, marks)
    return answer


def _several(question: str) -> Callable[[Rep], Answer]:
    def told(rep: Rep) -> Answer:
        roll = rep.chance.random()
        if roll < 0.1 and rep.offered("common.skip"):
            return rep.skips(question)
        if roll < 0.13 and rep.offered("debrief.save_now"):
            return rep.taps_for(question, "debrief.save_now", skipped=True)
        count = rep.chance.choice((1, 1, 2))
        return rep.tells(question, [rep.line(question) for _ in range(count)])

    return told


def _one(question: str) -> Callable[[Rep], Answer]:
    def told(rep: Rep) -> Answer:
        if rep.offered("common.skip") and rep.chance.random() < 0.1:
            return rep.skips(question)
        return rep.tells(question, [rep.line(question)])

    return told


def _situation(rep: Rep) -> Answer:
    if rep.chance.random() < 0.15 and rep.offered("common.done"):
        rep.taps_plainly(label("common.tick", rep.language, n=1, mark=""))
        return rep.taps_for("situation", "common.done")
    return _several("situation")(rep)


def _lesson(rep: Rep) -> Answer:
    line = rep.line("change")
    lines = [line, Line("3")] if rep.chance.random() < 0.5 else [line]
    return rep.tells("lesson", lines)


def _next(rep: Rep) -> Answer:
    line = rep.line("next")
    day = date_words(rep.today() + timedelta(days=7), rep.writes)
    return rep.tells("next", [line, Line(day)] if rep.chance.random() < 0.5 else [line])


def _preview(rep: Rep) -> Answer:
    done = sum(answer.question == "preview" for answer in _job(rep).everything())
    roll = rep.chance.random()
    if done < 2 and roll < 0.15:
        return rep.taps_for("preview", "debrief.preview.edit")
    if done < 2 and roll < 0.3:
        return rep.taps_for("preview", "debrief.preview.private")
    return rep.taps_for("preview", "debrief.preview.save")


def _back_to_work(rep: Rep) -> None:
    """From a page beside the question, or where nothing is in hand."""
    job = rep.job
    if job and not job.saved and job.everything():
        goes_on = label("common.resume", rep.language, title=rep.title(job))
        if goes_on in rep.labels:
            rep.taps(goes_on)
            return
        rep.says("/resume")
    elif job and not job.saved:  # nothing was answered, so nothing was kept
        rep.says({"plan": "/plan", "debrief": "/debrief"}[job.flow])
    else:
        rep.says("/today" if rep.question == Question("languages") else "/resume")


def _job(rep: Rep) -> Job:
    if rep.job is None:
        raise Fault("misplaced", f"{rep.question} with nothing in hand")
    return rep.job


def _is_way(rep: Rep, text: str) -> bool:
    return text in (label("common.back", rep.language), label("common.skip", rep.language))


_ANSWERS: Mapping[str, Callable[[Rep], Answer | None]] = {
    "offer": _offer,
    "account": _account,
    "industry": _industry,
    "whom": _whom,
    "when": _when,
    "day": _day,
    "hour": _hour,
    "objective": _objective,
    "problems": _problems,
    "questions": _questions,
    "change": _change,
    "missing": _missing,
    "situation": _situation,
    "concern": _one("concern"),
    "review": _review,
    "part": _part,
    "visit": _visit,
    "outcome": _outcome,
    "verdict": _verdict,
    "label": _label,
    "reason": _one("reason"),
    "found": _found,
    "need": _several("need"),
    "asked": _asked,
    "capability": _several("capability"),
    "worry": _several("worry"),
    "met": _several("met"),
    "news": _several("news"),
    "lesson": _lesson,
    "next": _next,
    "preview": _preview,
    "private": _one("private"),
    **dict.fromkeys(("today", "accounts", "settings", "languages", "idle"), _back_to_work),
}
