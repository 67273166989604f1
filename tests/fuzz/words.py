"""What a rep says to each question: plausible lines, each with a made-up word in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

# fmt: off
_SYLLABLES = ("bra", "cle", "dro", "fli", "gru", "kva", "lom", "mez", "nup", "pli", "quo", "rus",
              "sti", "tra", "vex", "wol", "yab", "zil", "hup", "jek")
_CHARACTERS = "昱珩翊澍睿浠澜璟煜宥沅昀晏祁翀邈珞霈彧嵘"
# fmt: on


@dataclass(frozen=True)
class Line:
    """`home` says where the word must be found; None: there is no word in it to look for."""

    text: str
    word: str = ""
    home: str | None = None

    def anew(self, word: str) -> "Line":
        """The same line with another word."""
        if not self.word:
            return self
        return replace(self, text=self.text.replace(self.word, word), word=word)


class Inventor:
    """Words that are in no dictionary, none of them part of another."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._made: set[str] = set()

    def word(self, language: str) -> str:
        pool, length = (_SYLLABLES, 3) if language == "en" else (tuple(_CHARACTERS), 3)
        while True:
            word = "".join(self._chance.choice(pool) for _ in range(length)).capitalize()
            if not any(word in other or other in word for other in self._made):
                self._made.add(word)
                return word

    def line(self, home: str, template: str, language: str) -> Line:
        word = self.word(language)
        return Line(template.format(w=word), word, home)


LINES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "offer": ("{w} pump sensors; fewer sudden stops", "{w} route planning, fewer late lorries"),
        "account": ("{w} Pumps", "{w} Freight Ltd", "Brothers {w}"),
        "whom": ("Anna {w}, plant manager", "Mr {w}", "Jane {w} (head of maintenance)"),
        "objective": ("Ms Zhao lends us the {w} line for a trial", "They send us the {w} drawings"),
        "fallback": ("She introduces me to Mr {w}", "they name a {w} contact"),
        "problem": (
            "{w} seals fail at night",
            "spare {w} parts arrive late",
            "nobody trusts the {w} gauges",
        ),
        "asks": ("How often do the {w} seals fail?", "Do you have trouble with the {w} spares?"),
        "difficulty": ("! the whole {w} line stops", "the {w} night shift waits"),
        "follows": (
            "What does an hour of {w} standstill cost you?",
            "What happens to your {w} deliveries when it stops?",
        ),
        "gains": (
            "How would it help you to know {w} a day ahead?",
            "What would it be worth to you to stop the {w} leaks?",
        ),
        "situation": ("How many {w} pumps run on the line?", "Who buys the {w} spares?"),
        "concern": ("the director fears {w} downtime", "price of the {w} service"),
        "outcome": (
            "Ms {w} sends us the failure log by Friday.",
            "Mr {w} liked the demo and will think about it.",
            "Ms {w} signed the order for three pumps today.",
            "Mr {w} said no, they buy from somebody else.",
            "Anna {w} tests the pump on line 3 next week. I send her the plan.",
        ),
        "fact": ("Mr {w} runs a test on line 3 from Monday.", "Ms {w} will send the drawings."),
        "reason": ("he signs for {w} orders of that size", "she told her {w} boss so"),
        "found": ("the {w} planner is leaving", "the {w} filters clog"),
        "need": ("Ms Zhao: we need a {w} warning before it stops", "they want fewer {w} stops"),
        "unplanned": ("Who else uses the {w} line?",),
        "capability": ("{w} alarm on the phone > 1", "the {w} report"),
        "worry": ("{w} downtime during installation", "the {w} budget"),
        "met": ("Mr {w}, IT +", "Ms {w} + =", "Tom {w}"),
        "news": ("a new {w} CFO joined in May", "the {w} plant moves"),
        "change": ("ask about {w} money before I show anything", "bring the {w} figures"),
        "next": ("Meet the {w} director", "they agree to the {w} trial"),
        "private": ("my {w} hunch: she is leaving",),
    },
    "zh-Hans": {
        "offer": ("{w}泵传感器，减少停机", "{w}路线规划软件，减少晚点"),
        "account": ("{w}物流", "{w}机械有限公司", "{w}泵业"),
        "whom": ("{w}总，运营总监", "{w}工", "{w}经理，设备部"),
        "objective": ("{w}总安排产线试用两周", "客户把{w}的图纸发给我们"),
        "fallback": ("引荐我见{w}总", "{w}把上个月的数据发给我们"),
        "problem": ("{w}密封件夜里老坏", "{w}备件总是晚到", "没人信{w}的仪表"),
        "asks": ("{w}的密封件是不是老坏？", "{w}的备件买起来困难吗？"),
        "difficulty": ("！{w}整条线停", "{w}夜班只能等"),
        "follows": ("{w}停一次会造成多少损失？", "{w}一停，对交货有什么影响？"),
        "gains": ("如果{w}不停，对您有什么帮助？", "要是{w}提前知道，能给您带来什么好处？"),
        "situation": ("{w}线上一共有几台泵？", "{w}的备件谁来买？"),
        "concern": ("担心{w}安装要停产", "{w}服务的价格"),
        "outcome": (
            "{w}总周五前把故障记录发给我们。",
            "{w}工觉得演示不错，说回头再考虑。",
            "{w}总今天签了三台泵的订单。",
            "{w}总说不买，他们从别家买。",
            "{w}工下周在三号线上测试。我把方案发给她。",
        ),
        "fact": ("{w}工下周一在三号线试用。", "{w}总会把图纸发来。"),
        "reason": ("这个金额{w}他有权签", "她当着{w}领导的面说的"),
        "found": ("{w}计划员要走", "{w}的滤网老堵"),
        "need": ("王总：我们需要{w}提前预警", "他们希望{w}少停几次"),
        "unplanned": ("{w}线还有谁在用？",),
        "capability": ("{w}手机报警 > 1", "{w}报表"),
        "worry": ("{w}安装时停产", "{w}的预算"),
        "met": ("{w}工，信息部 +", "{w}总 + =", "{w}经理"),
        "news": ("新来了{w}财务总监", "{w}工厂要搬"),
        "change": ("演示之前先问{w}的预算", "带上{w}的数据"),
        "next": ("见{w}总经理", "客户答应{w}试用"),
        "private": ("我觉得{w}要走",),
    },
}

ASIDES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "talk": ("thanks", "hello", "Thanks a lot!", "hi"),
        "asks": ("why?", "Why do you ask?", "example?", "what was the plan?", "repeat"),
        "why": ("Why do you ask?", "example?"),
        "marks": ("I meant", "Sorry, I meant", "Correction:"),
    },
    "zh-Hans": {
        "talk": ("谢谢", "你好", "在吗", "辛苦了"),
        "asks": ("为什么？", "为什么问这个？", "举个例子", "计划是什么", "再说一遍"),
        "why": ("为什么问这个？", "举个例子"),
        "marks": ("我是说 ", "写错了，是", "更正："),
    },
}
UNDERSTOOD_NOWHERE: Mapping[str, tuple[str, ...]] = {
    "en": ("whenever", "hmm dunno yet", "the usual"),
    "zh-Hans": ("看情况吧", "老时间", "到时候再说"),
}
"""As a day or a time of day."""


def typo(text: str, chance: Random) -> str:
    """Two letters inside a word change places."""
    places = [
        n for n in range(1, len(text) - 1) if text[n].isalpha() and text[n + 1 : n + 2].isalpha()
    ]
    if not places:
        return text
    n = chance.choice(places)
    return text[:n] + text[n + 1] + text[n] + text[n + 2 :]
