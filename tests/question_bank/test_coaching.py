"""One piece of advice on one planned question, or none; both languages."""

from time import thread_time

import pytest

from question_bank import bank
from question_bank.coaching import Advice, coach
from question_bank.kinds import LANGUAGES, Kind
from question_bank.place import Place

S, P, I, N = Kind.SITUATION, Kind.PROBLEM, Kind.IMPLICATION, Kind.NEED_PAYOFF  # noqa: E741
ALL = frozenset({P, I, N})
PLACES = {
    "en": Place(
        "Deliveries run late in December",
        ("Shops refuse the load", "Drivers work overtime"),
        asked=ALL,
        elsewhere=("Invoices go out with errors",),
    ),
    "zh-Hans": Place(
        "旺季送货经常晚点", ("门店拒收", "司机老加班"), asked=ALL, elsewhere=("发票老开错",)
    ),
}


def advice(text: str, language: str, wanted: Kind | None = None) -> Advice | None:
    finding = coach(text, PLACES[language], wanted)
    return finding.advice if finding else None


# fmt: off
POSITIVE: list[tuple[str, str, Kind | None, Advice]] = [
    ("en", "Can I show you how our planner works?",                      None, Advice.PITCH),
    ("en", "Did you know that our software replans routes by itself?",    None, Advice.PITCH),
    ("en", "Wouldn't you agree that our tracking is the best around?",    None, Advice.PITCH),
    ("en", "Would you like to try our new route planner?",               N, Advice.PITCH),
    ("en", "How about a free trial?",                                    None, Advice.PITCH),
    ("en", "If I could save you money, would you work with us?",
        None, Advice.EARLY_NEED_PAYOFF),
    ("en", "Would you sign this month if we took ten per cent off?",
        N, Advice.EARLY_NEED_PAYOFF),
    ("en", "What would it take to win your business?",                   None,
        Advice.EARLY_NEED_PAYOFF),
    ("en", "Where do routes fail most? How many did you lose last week?", None, Advice.SEVERAL),
    ("en", "How many trucks do you run, who plans the routes and what system do they use?",
        S, Advice.SEVERAL),
    ("en", "When an invoice is disputed, how long do you wait for payment?",
        None, Advice.UNLINKED),
    ("en", "How many employees does your company have?",                 S, Advice.PUBLIC_ANSWER),
    ("en", "When was your company founded?",                             S, Advice.PUBLIC_ANSWER),
    ("en", "Where is your head office?",                                 S, Advice.PUBLIC_ANSWER),
    ("en", "What was your turnover last year?",                          S, Advice.PUBLIC_ANSWER),
    ("en", "How many branches do you have?",                             S, Advice.PUBLIC_ANSWER),
    ("en", "Half the routes finish late",                                P, Advice.STATED),
    ("en", "Shops give the lane to somebody else",                       I, Advice.STATED),
    ("en", "Fewer second trips",                                         N, Advice.STATED),
    ("en", "How many people do invoices?",                               P, Advice.OTHER_KIND),
    ("en", "Who plans the routes in the evening?",                       I, Advice.OTHER_KIND),
    ("en", "How often do your drivers miss their slot?",                 I, Advice.OTHER_KIND),
    ("en", "When a shop refuses the load, what does that cost you?",     N, Advice.OTHER_KIND),
    ("en", "How would it help you if every route finished on time?",     P, Advice.OTHER_KIND),
    ("en", "How often do your drivers miss their slot?",                 S, Advice.OTHER_KIND),
    ("zh-Hans", "我给您演示一下我们的系统好吗？",                        None, Advice.PITCH),
    ("zh-Hans", "您听说过我们公司吗？",                                  None, Advice.PITCH),
    ("zh-Hans", "要不要试试我们的新软件？",                              N, Advice.PITCH),
    ("zh-Hans", "难道您不想把运费降下来吗？",                            None, Advice.PITCH),
    ("zh-Hans", "我们的软件能自动排线路，您看怎么样？",                  None, Advice.PITCH),
    ("zh-Hans", "如果我能帮您省钱，您愿意跟我们合作吗？",       None, Advice.EARLY_NEED_PAYOFF),
    ("zh-Hans", "要是我们价格再低一成，您会签吗？",             N, Advice.EARLY_NEED_PAYOFF),
    ("zh-Hans", "什么条件您才肯换我们？",                       None, Advice.EARLY_NEED_PAYOFF),
    ("zh-Hans", "送晚了要罚多少？客户那边会怎么说？",                    None, Advice.SEVERAL),
    ("zh-Hans", "您有几台车，谁来排线路，用的什么系统？",                S, Advice.SEVERAL),
    ("zh-Hans", "发票开错以后，财务要多花多少时间返工？",                None, Advice.UNLINKED),
    ("zh-Hans", "贵公司一共有多少名员工？",                              S, Advice.PUBLIC_ANSWER),
    ("zh-Hans", "你们公司是哪年成立的？",                                S, Advice.PUBLIC_ANSWER),
    ("zh-Hans", "贵司总部在哪里？",                                      S, Advice.PUBLIC_ANSWER),
    ("zh-Hans", "公司去年营业额是多少？",                                S, Advice.PUBLIC_ANSWER),
    ("zh-Hans", "贵公司的主要产品有哪些？",                              S, Advice.PUBLIC_ANSWER),
    ("zh-Hans", "一半的线路晚点",                                        P, Advice.STATED),
    ("zh-Hans", "大客户把线路给了别家",                                  I, Advice.STATED),
    ("zh-Hans", "少跑第二趟",                                            N, Advice.STATED),
    ("zh-Hans", "开票是几个人在做？",                                    P, Advice.OTHER_KIND),
    ("zh-Hans", "线路由谁来排？",                                        I, Advice.OTHER_KIND),
    ("zh-Hans", "司机会不会抱怨活儿干不完？",                            I, Advice.OTHER_KIND),
    ("zh-Hans", "门店拒收以后，第二趟的费用由谁承担？",                  N, Advice.OTHER_KIND),
    ("zh-Hans", "要是每条线路都准点，对您有什么帮助？",                  P, Advice.OTHER_KIND),
    ("zh-Hans", "送货最让您头疼的是哪一段？",                            S, Advice.OTHER_KIND),
]
NEGATIVE: list[tuple[str, str, Kind | None]] = [
    ("en", "Do your trucks often finish after eight?",                   P),  # closed, and as good
    ("en", "Are the shops unhappy with the arrival times?",              P),
    ("en", "Is it hard to find drivers for the night run?",              P),
    ("en", "Does that mean a second trip?",                              I),
    ("en", "Would fewer second trips help you?",                         N),
    ("en", "How many people do invoices?",                               S),  # in no annual report
    ("en", "How many people work in the dispatch office?",               S),
    ("en", "How many trucks do you send out each morning?",              S),
    ("en", "Who signs off the routes, and what do they go by?",          S),
    ("en", "What happens then, and who is hit?",                         I),
    ("en", "What does it cost you?",                                     I),
    ("en", "And then?",                                                  I),  # leans on another
    ("en", "Nights?",                                                    P),
    ("en", "When shops refuse a load, who pays for the way back?",       I),
    ("en", "When a big customer leaves over it, how long to win them back?", I),
    ("en", "If we could halve the second trips, how would that help you?",   N),
    ("en", "What would it be worth to you if routes held up all December?",  N),
    ("en", "You plan in the evening, right?",                            S),
    ("en", "Which routes are hardest to finish? Why?",                   P),
    ("en", "Where do our deliveries to you go wrong?",                   P),
    ("en", "Shops refuse the load",                                      None),  # a difficulty
    ("en", "Number of trucks",                                           S),
    ("en", "How far behind are you by noon on a bad day?",               None),
    ("zh-Hans", "旺季是不是经常送到晚上八点？",                          P),
    ("zh-Hans", "送晚了，门店会不会不满意？",                            P),
    ("zh-Hans", "夜班司机是不是很难招？",                                P),
    ("zh-Hans", "这样是不是得再跑一趟？",                                I),
    ("zh-Hans", "不用跑第二趟，对您有帮助吗？",                          N),
    ("zh-Hans", "开票有几个人？",                                        S),
    ("zh-Hans", "你们调度室有多少人？",                                  S),
    ("zh-Hans", "北边的车队每天早上出多少趟车？",                        S),
    ("zh-Hans", "线路由谁来排，主要看什么？",                            S),
    ("zh-Hans", "会怎么样？",                                            I),
    ("zh-Hans", "这要多花多少钱？",                                      I),
    ("zh-Hans", "然后呢？",                                              I),
    ("zh-Hans", "夜里呢？",                                              P),
    ("zh-Hans", "门店拒收以后，回程的费用谁出？",                        I),
    ("zh-Hans", "大客户因为这个走了，要多久才能拉回来？",                I),
    ("zh-Hans", "如果我们一起把第二趟减掉一半，对您有什么帮助？",        N),
    ("zh-Hans", "整个旺季线路都能准点，对您值多少？",                    N),
    ("zh-Hans", "您都是晚上排线路，对吧？",                              S),
    ("zh-Hans", "哪条线路最难跑完？为什么？",                            P),
    ("zh-Hans", "我们给您送的货，哪一段最容易出问题？",                  P),
    ("zh-Hans", "门店拒收",                                              None),
    ("zh-Hans", "车辆数",                                                S),
    ("zh-Hans", "碰上大雪那天，中午之前要晚多少单？",                    None),
]
# fmt: on


@pytest.mark.parametrize(("language", "text", "wanted", "expected"), POSITIVE)
def test_what_needs_a_word_gets_it(
    language: str, text: str, wanted: Kind | None, expected: Advice
) -> None:
    assert expected == advice(text, language, wanted)


@pytest.mark.parametrize(("language", "text", "wanted"), NEGATIVE)
def test_a_good_question_is_left_alone(language: str, text: str, wanted: Kind | None) -> None:
    assert advice(text, language, wanted) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_asked_before_any_problem_is_early(language: str) -> None:
    text = {"en": "How would punctual routes help you?", "zh-Hans": "线路准点对您有什么帮助？"}
    place = Place(PLACES[language].problem, asked=frozenset({N}))
    finding = coach(text[language], place)

    assert finding is not None
    assert (Advice.UNAGREED, P) == (finding.advice, finding.turn.kind)


# fmt: off
@pytest.mark.parametrize(("text", "wanted", "slot", "words"), [
    ("How many people do invoices?",               P, "topic",   "invoices"),
    ("Which carrier handles your export freight?", P, "topic",   "export freight"),
    ("How often do the seals fail?",               I, "clause",  "the seals fail"),
    ("When the line stops, what does it cost you?", P, "clause", "the line stops"),
    ("When the line stops, what does it cost you?", N, "clause", "the line stops"),
    ("How would it help you if routes held up?",   I, "problem", "Shops refuse the load"),
    ("Who plans the routes in the evening?",       N, "problem", "Deliveries run late in December"),
    ("线路由谁来排？",                             P, "topic",   "线路"),
    ("开票是几个人在做？",                         P, "topic",   "开票"),
    ("司机会不会抱怨活儿干不完？",                 I, "clause",  "司机抱怨活儿干不完"),
    ("要是线路都能准点，对您有什么帮助？",         I, "problem", "门店拒收"),
])
def test_it_is_turned_in_the_rep_s_own_words(
    text: str, wanted: Kind, slot: str, words: str
) -> None:
    language = "en" if text.isascii() else "zh-Hans"
    known = PLACES[language]
    place = Place(known.problem, known.difficulties, known.difficulties[0], known.asked)
    finding = coach(text, place, wanted)

    assert finding is not None
    assert (wanted, slot, words) == (finding.turn.kind, finding.turn.slot, finding.turn.words)
# fmt: on


# --- the bank ------------------------------------------------------------------------------------

SAYS_TWO_THINGS = 9
"""Chinese implication questions of the bank that put a second question mark after the first: each
can be asked alone, so saying so is right."""


def every_question(language: str) -> list[tuple[str, Place]]:
    asked = []
    for problem in bank.problems():
        difficulties = tuple(d.entry.texts[language] for d in problem.difficulties)
        place = Place(problem.entry.texts[language], difficulties, asked=ALL)
        entries = [*problem.situation, *problem.problem, *problem.need_payoff]
        entries += [difficulty.implication for difficulty in problem.difficulties]
        asked += [(entry.texts[language], place) for entry in entries]
    return asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_of_the_bank_need_no_word_but_for_two_in_one(language: str) -> None:
    asked = every_question(language)
    findings = [found for text, place in asked if (found := coach(text, place))]

    assert {finding.advice for finding in findings} <= {Advice.SEVERAL}
    assert len(findings) <= SAYS_TWO_THINGS * (1 + len(asked) // 1300)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_implication_is_linked_to_its_problem_even_without_its_difficulty(
    language: str,
) -> None:
    for problem in bank.problems():
        place = Place(problem.entry.texts[language], asked=ALL)
        for difficulty in problem.difficulties:
            finding = coach(difficulty.implication.texts[language], place)

            assert finding is None or finding.advice is not Advice.UNLINKED


@pytest.mark.parametrize("language", LANGUAGES)
def test_ninety_nine_in_a_hundred_take_less_than_five_milliseconds(language: str) -> None:
    asked = every_question(language)[:400]
    took = []
    for text, place in asked:
        begun = thread_time()  # of this thread: what else runs on the machine is not measured
        coach(text, place, I)
        took.append(thread_time() - begun)

    assert sorted(took)[len(took) * 99 // 100] < 0.005
