"""Which problems are suggested: by industry, by what the team sells, by what was typed."""

import pytest

from question_bank import bank
from question_bank.bank import INDUSTRIES
from question_bank.kinds import LANGUAGES
from question_bank.suggest import closest_problem, suggest_problems, tags

ROUTES = {
    "en": "route planning software; fewer late deliveries",
    "zh-Hans": "路线规划软件，减少送货晚点",
}


def ids(industry: str, *offers: str, limit: int = 6) -> list[str]:
    return [problem.id for problem in suggest_problems(industry, offers, limit)]


# --- by industry and offer -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_offer_solves_comes_first(language: str) -> None:
    assert "logistics_late_deliveries" == ids("logistics", ROUTES[language])[0]


# fmt: off
@pytest.mark.parametrize(("offer", "industry", "first"), [
    ("predictive maintenance for machines", "manufacturing_equipment", "plant_unplanned_stops"),
    ("产线视觉检测设备，减少漏检", "manufacturing_equipment", "plant_missed_defects"),
    ("RFID asset tags and live location", "medical_devices", "med_device_hunt"),
    ("员工培训课程", "consumer_goods_retail", "retail_shop_staff_turnover"),
])
def test_the_offer_ranks_the_problems_of_an_industry(
    industry: str, offer: str, first: str
) -> None:
    assert first in ids(industry, offer)[:2]
# fmt: on


def test_the_newest_offer_does_not_push_out_the_others() -> None:
    both = tags([ROUTES["en"], "staff training"])

    assert tags([ROUTES["en"]]) < both
    assert tags(["staff training"]) < both


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_an_industry_gets_its_own_problems_whatever_is_sold(industry: str) -> None:
    for offers in ((), (ROUTES["en"],), ("密封件",)):
        found = suggest_problems(industry, offers, 6)

        assert 6 == len(found) == len({problem.id for problem in found})
        assert all(industry in problem.industries for problem in found)


def test_an_industry_we_know_nothing_of_gets_what_the_offer_solves_anywhere() -> None:
    found = suggest_problems("other", (ROUTES["en"],), 6)

    assert all(problem.solved_by & tags([ROUTES["en"]]) for problem in found)
    assert 6 == len(suggest_problems("other", (), 6))


def test_the_limit_is_kept() -> None:
    assert 3 == len(ids("logistics", ROUTES["en"], limit=3))


# fmt: off
@pytest.mark.parametrize(("offer", "tag"), [
    ("Scheduling for field crews",          "planning_scheduling"),
    ("APIs and data integrations",          "data_integration"),
    ("ＲＦＩＤ标签",                        "tracking_visibility"),
    ("我们做MES系统和排产",                 "planning_scheduling"),
])
def test_an_offer_is_recognised_by_its_words(offer: str, tag: str) -> None:
    assert tag in tags([offer])


@pytest.mark.parametrize("offer", ["", "seals", "repairman's lunch", "密封件"])
def test_an_offer_of_other_words_has_no_tag_by_accident(offer: str) -> None:
    assert not tags([offer])
# fmt: on


# --- by what was typed ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_banks_own_questions_and_difficulties_find_their_problem(language: str) -> None:
    """The figure in `suggest._CLOSE`; what is not found should be none rather than a wrong one."""
    found = [
        (problem, closest_problem(entry.texts[language], problem.industries[0]))
        for problem in bank.problems()
        for entry in (*problem.problem, *(each.entry for each in problem.difficulties))
    ]
    own = sum(problem is near for problem, near in found) / len(found)
    wrong = sum(near not in (problem, None) for problem, near in found) / len(found)

    assert own >= 0.95
    assert wrong <= 0.03


# fmt: off
@pytest.mark.parametrize(("typed", "expected"), [
    ("Trucks drive home empty",                  "logistics_empty_trips"),
    ("The warehouse keeps shipping wrong items", "logistics_picking_errors"),
    ("Machines break down without warning",      "plant_unplanned_stops"),
    ("Bad parts get through inspection",         "plant_missed_defects"),
    ("Nurses overlook alarms at night",          "med_alarm_overload"),
    ("Releases are late and full of bugs",       "software_escaped_defects"),
    ("年底送货老是晚点",                         "logistics_late_deliveries"),
    ("回程车空跑",                               "logistics_empty_trips"),
    ("仓库老发错货",                             "logistics_picking_errors"),
    ("人工检验漏检多",                           "plant_missed_defects"),
    ("熟练工招不到",                             "plant_operator_shortage"),
    ("护士漏看报警",                             "med_alarm_overload"),
    ("畅销品周末断货",                           "retail_stockouts"),
])
def test_a_typed_problem_finds_its_neighbour(typed: str, expected: str) -> None:
    meant = bank.find(expected)

    assert meant and meant is closest_problem(typed, meant.industries[0])


@pytest.mark.parametrize("typed", [
    "", "???", "Good morning, how are you", "Acme Pumps", "Seals fail every month",
    "The coffee machine is broken", "My dog ran away", "The choir sings out of tune",
    "Wine goes off in the cellar", "The swimming pool is cold", "z" * 4096,
    "早上好", "谢谢您", "宏远泵业", "密封件每个月都坏", "咖啡机坏了", "狗跑丢了", "合唱团跑调",
    "游泳池水太冷", "哈" * 4096,
])
@pytest.mark.parametrize("industry", ["manufacturing_equipment", "logistics", "other"])
def test_an_unrelated_text_finds_nothing(typed: str, industry: str) -> None:
    assert closest_problem(typed, industry) is None
# fmt: on


def test_a_problem_of_another_industry_must_be_much_nearer() -> None:
    typed = "Their trucks are often late in the busy season"
    at_home, elsewhere = closest_problem(typed, "logistics"), closest_problem(typed, "education")

    assert (True, None) == (at_home is bank.find("logistics_late_deliveries"), elsewhere)
