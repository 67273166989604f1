"""What a rep does instead of answering: digress, go back, edit, correct, cancel, be hasty.

Each returns False where it makes no sense at this moment. After it the notebook says again what the
rep believes to have told.
"""

from collections.abc import Callable
from datetime import timedelta

from tests.fuzz import reading, words
from tests.fuzz.notebook import CLEARING, Answer, Job
from tests.fuzz.reading import Question, label, says
from tests.fuzz.rep import Fault, Rep
from tests.fuzz.words import Line

FREE = ("whom", "concern", "need", "worry", "news", "reason", "private", "capability")
"""Questions that take any words, so that the answer needs no looking at the question."""


def does_something_else(rep: Rep) -> bool:
    ways = rep.chance.sample(WAYS, len(WAYS))
    return any(way(rep) for way in ways[:4])


def talks(rep: Rep) -> bool:
    ways = words.ASIDES[rep.writes]
    rep.sends(rep.chance.choice(ways[rep.chance.choice(("talk", "asks"))]))
    return _stays(rep, "small talk")


def sends_a_sticker(rep: Rep) -> bool:
    sending = (
        rep.person.sends_sticker,
        rep.person.sends_voice,
        rep.person.sends_location,
        rep.person.sends_photo,
    )
    rep.chance.choice(sending)()
    rep.tally.messages += 1
    return _stays(rep, "an attachment")


def taps_an_old_button(rep: Rep) -> bool:
    if not rep.old:
        return False
    message = rep.chance.choice(rep.old[-6:])
    rep.person.taps(rep.chance.choice([x for row in message.buttons for x in row]), on=message)
    rep.tally.messages += 1
    return _stays(rep, "an old button")


def asks_for_help(rep: Rep) -> bool:
    rep.sends(rep.chance.choice(("/help", "/weather", "/start")))
    return _stays(rep, "another command")


def looks_around(rep: Rep) -> bool:
    """The page that comes is no question; the rep finds back by its buttons or /resume."""
    job = rep.job
    if job is None or not job.everything():
        return False
    name = rep.chance.choice(("/today", "/accounts", "/settings", f"/accounts {job.account.text}"))
    rep.says(name)
    if name == "/today" and rep.chance.random() < 0.5:
        rep.says("/resume" if not _others_wait(rep) else "/help")
    return True


def goes_back(rep: Rep) -> bool:
    job, ways = rep.job, {"en": ("/back", "back"), "zh-Hans": ("/back", "上一步")}
    if job is None or not job.answers:
        return False
    if rep.offered("common.back") and rep.chance.random() < 0.5:
        rep.presses_once("common.back")
    else:
        rep.says(rep.chance.choice(ways[rep.writes]))
    question = rep.question
    assert question is not None
    if lost := job.take_back(question.name, question.n):
        raise Fault("misplaced", f"/back to {question.name} took {lost} with it")
    return True


def edits(rep: Rep) -> bool:
    job = rep.job
    if job is None:
        return False
    known = [
        (answer, message)
        for answer in job.everything()
        for message in answer.messages
        if message in rep.texts and any(line.word for line in answer.messages[message])
    ]
    if not known:
        return False
    answer, message = rep.chance.choice(known[-8:])
    text, lines = _anew(rep, rep.texts[message], answer.messages[message])
    rep.person.edits(message, text)
    rep.tally.messages += 1
    rep.looks()
    if not says(rep.reply, "common.edited", rep.language):
        raise Fault("lost", f"the edit “{text}” was not taken: {rep.reply}")
    rep.texts[message] = text
    answer.messages[message] = lines
    _amended(rep, job, answer)
    return True


def corrects_in_words(rep: Rep) -> bool:
    """What was typed last, whatever it was."""
    job = rep.job
    typed = [answer for answer in job.answers if answer.messages] if job else []
    if job is None or not typed or not any(line.word for line in typed[-1].lines):
        return False
    answer = typed[-1]
    whole = "\n".join(line.text for line in answer.lines)
    text, lines = _anew(rep, whole, answer.lines)
    sent = rep.sends(f"{rep.chance.choice(words.ASIDES[rep.writes]['marks'])} {text}")
    rep.looks()
    if not says(rep.reply, "common.edited", rep.language):
        raise Fault("lost", f"the correction “{text}” was not taken: {rep.reply}")
    rep.texts[sent.message_id] = text
    answer.messages = {sent.message_id: lines}
    _amended(rep, job, answer)
    return True


def cancels_and_resumes(rep: Rep) -> bool:
    job = rep.job
    if job is None or not job.everything():
        return False
    before = rep.question
    rep.says(rep.chance.choice(("/cancel", "cancel" if rep.writes == "en" else "取消")))
    if rep.question != Question("idle"):
        raise Fault("dead end", f"/cancel led to {rep.question}")
    if rep.chance.random() < 0.3:
        rep.sends(rep.chance.choice(words.ASIDES[rep.writes]["talk"]))
        rep.looks()
    rep.says("/resume")
    return _is_still(rep, before, "/cancel and /resume")


def changes_the_language(rep: Rep) -> bool:
    before, new = rep.question, reading.other(rep.language)
    asked = rep.chance.random() < 0.3
    if asked:
        rep.says("/language")
        rep.language = new
        rep.taps_plainly(label(f"common.languages.{new}", new))
    else:
        rep.language = new
        rep.says(f"/language {new[:2]}")
    if rep.chance.random() < 0.5:
        rep.writes = rep.language
    return _is_still(rep, before, "/language")


def pauses(rep: Rep) -> bool:
    hours = rep.chance.choice((1, 5, 20, 70))
    if not rep.phone.waits(timedelta(hours=hours)):
        return False
    rep.looks(answered=False)
    return True


def sees_a_crash(rep: Rep) -> bool:
    rep.phone.crashes()
    rep.looks(answered=False)
    return True


def plans_another(rep: Rep) -> bool:
    job = rep.job
    if job is None or not job.everything() or any(other.quick for other in rep.jobs):
        return False
    another = Job("plan", Line(""), quick=True)
    rep.begins(another, "/plan")
    if rep.chance.random() < 0.5:
        return True
    for _ in range(rep.chance.randint(1, 4)):
        rep.answers()
        if another.saved:
            return True
    if another.everything() and not another.saved:
        rep.says("/resume")  # what was put aside first
    return True


def is_hasty(rep: Rep) -> bool:
    """Something beside the question, and its answer at once, before either was answered."""
    question = rep.question
    if question is None or question.name not in FREE or rep.job is None:
        return False
    beside = rep.chance.choice(("sticker", "thanks", "old button", "help"))
    if beside == "sticker":
        rep.person.sends_sticker()
    elif beside == "old button" and rep.old:
        message = rep.old[-1]
        rep.person.taps(next(x for row in message.buttons for x in row), on=message)
    else:
        rep.sends("/help" if beside == "help" else words.ASIDES[rep.writes]["talk"][0])
    line = rep.line(question.name)
    sent = rep.sends(line.text)
    rep.looks()
    rep.notes(question, Answer(question.name, messages={sent.message_id: [line]}))
    if rep.question == question:
        raise Fault("misplaced", f"“{line.text}”, sent right after {beside}, was not the answer")
    return True


def has_an_afterthought(rep: Rep) -> bool:
    """An answer, and before reading on a word of thanks, a question back, or a correction."""
    question = rep.question
    if question is None or question.name not in FREE or rep.job is None:
        return False
    ways = words.ASIDES[rep.writes]
    line, kind = rep.line(question.name), rep.chance.choice(("talk", "asks", "marks"))
    sent = rep.sends(line.text)
    if kind == "marks":
        new = line.anew(rep.inventor.word(rep.writes))
        rep.used.add(new.word)
        sent = rep.sends(f"{rep.chance.choice(ways['marks'])} {new.text}")
        rep.texts[sent.message_id], line = new.text, new
    else:
        rep.sends(rep.chance.choice(ways[kind]))
    rep.looks()
    rep.notes(question, Answer(question.name, messages={sent.message_id: [line]}))
    return True


def repeats_a_message(rep: Rep) -> bool:
    """Telegram delivers an update again that was confirmed long ago."""
    if not rep.phone.repeats():
        return False
    rep.looks(answered=False)
    return True


WAYS: tuple[Callable[[Rep], bool], ...] = (
    talks,
    sends_a_sticker,
    taps_an_old_button,
    asks_for_help,
    looks_around,
    goes_back,
    goes_back,
    edits,
    edits,
    corrects_in_words,
    cancels_and_resumes,
    changes_the_language,
    pauses,
    sees_a_crash,
    plans_another,
    is_hasty,
    is_hasty,
    has_an_afterthought,
    has_an_afterthought,
    repeats_a_message,
)


def _stays(rep: Rep, after: str) -> bool:
    before = rep.question
    rep.looks()
    return _is_still(rep, before, after)


def _is_still(rep: Rep, before: Question | None, after: str) -> bool:
    if rep.question != before:
        raise Fault("misplaced", f"{before} was asked; after {after} it was {rep.question}")
    return True


def _others_wait(rep: Rep) -> bool:
    return any(not job.saved and job is not rep.job for job in rep.jobs)


def _anew(rep: Rep, text: str, lines: list[Line]) -> tuple[str, list[Line]]:
    found: list[Line] = []
    for line in lines:
        new = line.anew(rep.inventor.word(rep.writes)) if line.word else line
        if line.word:
            rep.used.add(new.word)
            text = text.replace(line.word, new.word)
        found.append(new)
    return text, found


def _amended(rep: Rep, job: Job, answer: Answer) -> None:
    if answer.question == "account":
        job.account = next(line for line in answer.lines if line.word)
    question = rep.question
    unclear = question is not None and question.name in CLEARING.get(answer.question, ())
    job.amend(answer, unclear)
    if question:
        job.settle(question.name)
