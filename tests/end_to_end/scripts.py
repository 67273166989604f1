"""What the reps of these tests say. A line in brackets is a tap; the rest is typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bot_api import Heard, Person


@dataclass(frozen=True)
class Action:
    does: str
    hears: str
    """Words of the question that follows."""

    def by(self, person: Person) -> None:
        if self.does.startswith("["):
            person.taps(self.does.strip("[]"))
        else:
            person.sends(self.does)


def play(person: Person, actions: Sequence[Action]) -> Heard:
    """Each action answered by what it should be answered by; the last answer."""
    heard = None
    for action in actions:
        action.by(person)
        heard = person.hears(edits=False)
        assert action.hears in heard.plain, f"after {action.does!r}:\n{heard.plain}"
    assert heard is not None
    return heard


INTRODUCTION: Mapping[str, Sequence[Action]] = {
    "en": [
        Action("/start", "what do you sell?"),
        Action("pump sensors and predictive maintenance; fewer sudden stops", "Which customer"),
    ],
    "zh-hans": [
        Action("/start", "您销售什么"),
        Action("路线规划软件，减少送货晚点", "哪家客户"),
    ],
}

TYPED: Mapping[str, Sequence[Action]] = {
    "en": [
        Action("Acme Pumps", "Whom will you see?"),
        Action("Ms Zhao, plant manager", "When?"),
        Action("Friday 3pm", "agree to do"),
        Action(
            "Ms Zhao lends us one line for a two-week trial\nShe introduces me to the director",
            "Which problems",
        ),
        Action("Seals fail at night\nSpare parts arrive late\nNobody trusts the gauges", "1/3"),
        Action(
            "How often do the seals fail?\n! the whole line stops\n"
            "What does an hour of standstill cost you?\n"
            "How would it help you to know a day ahead?",
            "2/3",
        ),
        Action(
            "Do you have trouble getting spare parts in time?\nthe night shift waits\n"
            "What happens to your delivery dates when a part is late?\n"
            "What would it be worth to you to have the part before it is needed?",
            "3/3",
        ),
        Action(
            "Are you unhappy with the gauges?\noperators overrule them\n"
            "What does that lead to when an alarm is ignored?\n"
            "Would it be useful if everybody trusted the numbers?",
            "Which facts",
        ),
        Action("How many pumps run on the critical line?", "concern"),
        Action("the plant director fears downtime during installation", "Objective:"),
        Action("[Save]", "Saved"),
    ],
    "zh-hans": [
        Action("顺达物流", "您要见谁"),
        Action("王总，运营总监", "什么时候去"),
        Action("周五下午3点", "答应做什么"),
        Action("王总安排调度部试用两周\n王总把上个月的晚点数据发给我们", "哪些您能解决的难点"),
        Action("旺季送货晚点\n车辆回程放空\n司机流失严重", "1/3"),
        Action(
            "旺季晚点是不是很严重？\n！门店开始换供应商\n晚点对门店续约有什么影响？\n"
            "如果每车都准点，对您有什么帮助？",
            "2/3",
        ),
        Action(
            "回程空车的问题大不大？\n油费白花\n空跑一趟会造成多少损失？\n"
            "如果回程都有货，能给您带来什么好处？",
            "3/3",
        ),
        Action(
            "招司机困难吗？\n新手总走错路\n司机一走，会导致哪些线路送不出去？\n"
            "要是司机愿意留下来，对您意味着什么好处？",
            "哪些情况",
        ),
        Action("平时一个司机一天送多少单？", "顾虑"),
        Action("担心老调度不会用新系统", "拜访目标："),
        Action("[保存]", "已保存"),
    ],
}

NEW_ACCOUNT: Mapping[str, Sequence[Action]] = {
    "en": [Action("Acme Pumps", "Which industry"), Action("[Create: manufacturing]", "Whom")],
    "zh-hans": [Action("顺达物流", "哪个行业"), Action("[新建：物流]", "您要见谁")],
}

FIRST_TIME: Mapping[str, Sequence[Action]] = {
    "en": [Action("Friday", "10:00"), Action("[Yes]", "agree to do")],
    "zh-hans": [Action("周五", "10:00"), Action("[对]", "答应做什么")],
}

PLAN = {"en": Action("/plan", "Which customer"), "zh-hans": Action("/plan", "哪家客户")}


def first_plan(language: str) -> list[Action]:
    """From the first word to the first saved plan, with a new account and a first time of day."""
    _, whom, _, *rest = TYPED[language]
    start = [*INTRODUCTION[language], *NEW_ACCOUNT[language], whom]
    return [*start, *FIRST_TIME[language], *rest]


def visited_today(language: str) -> list[Action]:
    """From the first word to a saved plan of a visit that was today."""
    today = {
        "en": [Action("[Today]", "10:00"), Action("[Yes]", "agree to do")],
        "zh-hans": [Action("[今天]", "10:00"), Action("[对]", "答应做什么")],
    }
    dated = FIRST_TIME[language]
    whole = first_plan(language)
    place = whole.index(dated[0])
    return [*whole[:place], *today[language], *whole[place + len(dated) :]]


OUTCOME: Mapping[str, Action] = {
    "en": Action(
        "Ms Zhao gives us line 3 for a two-week trial from Monday. I send her the test plan.",
        "advance",
    ),
    "zh-hans": Action("王总安排调度部下周一开始试用两周。我周三前把测试方案发给他。", "进展"),
}

DEBRIEF: Mapping[str, Sequence[Action]] = {
    "en": [
        OUTCOME["en"],
        Action("[That's right]", "Which problems came up?"),
        Action("1 2-\nThe planner is leaving", "What do they need"),
        Action("Ms Zhao: we need a warning before the line stops", "Which questions did you ask?"),
        Action("1 2 3! 4", "What did you show them"),
        Action("alarm on the phone > 1", "What concerns"),
        Action("downtime during installation", "Whom did you meet?"),
        Action("1 + =\nMr Li, IT +", "Any news"),
        Action("new CFO joined in May", "What will you do differently"),
        Action("ask about money before showing anything\n3", "What comes next?"),
        Action("Meet the plant director", "Objective:"),
        Action("[Save]", "Saved: Acme Pumps"),
    ],
    "zh-hans": [
        OUTCOME["zh-hans"],
        Action("[没错]", "哪些难点谈到了"),
        Action("1 2-\n计划员要离职", "客户需要什么"),
        Action("王总：我们需要提前知道哪辆车会晚", "哪些提问用上了"),
        Action("1 2 3！ 4", "证实了哪些能力"),
        Action("晚点预警 > 1", "哪些顾虑"),
        Action("担心老调度不会用", "见到了谁"),
        Action("1 + =\n李工，信息部 +", "新情况"),
        Action("新任财务总监五月到岗", "改变哪一点"),
        Action("演示之前先问预算\n3", "下一步是什么"),
        Action("见总经理", "拜访目标："),
        Action("[保存]", "已保存：顺达物流"),
    ],
}

START_DEBRIEF: Mapping[str, Action] = {
    "en": Action("/debrief", "What did the customer agree to do"),
    "zh-hans": Action("/debrief", "客户答应做什么"),
}
