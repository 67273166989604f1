"""Packs: read from YAML or a table, and every fault named by its line and key."""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from question_bank import bank, packs, repeats, suggest
from question_bank.bank import Problem
from question_bank.packs import LEAST_OF_OURS, Pack, problems_of, read_pack
from question_bank.sheets import COLUMNS
from question_bank.suggest import closest_problem, suggest_problems

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
YAML = (SAMPLES / "bank_pack.yaml").read_text("utf-8")
CSV = (SAMPLES / "bank_pack.csv").read_text("utf-8")


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Pack]:
    def read(text: str | bytes, ending: str = "yaml", **also: Any) -> Pack:
        path = tmp_path / f"seals.{ending}"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_pack(path, **also)

    return read


def named(pack: Pack) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.key, fault.name) for fault in pack.faults]


def changed(was: str, becomes: str, text: str = YAML) -> str:
    assert was in text

    return text.replace(was, becomes, 1)


def sample(ending: str) -> tuple[Problem, ...]:
    pack = read_pack(SAMPLES / f"bank_pack.{ending}")
    return problems_of(pack.name, pack.content)


# --- what a pack may be --------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["yaml", "csv"])
def test_the_samples_are_in_order_and_say_nothing_twice(ending: str) -> None:
    pack = read_pack(SAMPLES / f"bank_pack.{ending}")

    assert () == pack.faults
    assert [] == [*repeats.repeated(pack.sayings), *repeats.misplaced(pack.sayings)]


def test_our_own_content_is_in_order_by_a_stricter_measure() -> None:
    found = list(packs.built_in())

    assert len(bank.INDUSTRIES) == len(found)
    assert [] == [fault for _, pack in found for fault in pack.faults]
    assert bank.problems() == tuple(
        bank.read_problem(raw) for _, pack in found for raw in pack.problems
    )


def test_our_own_content_says_nothing_twice() -> None:
    sayings = [saying for _, pack in packs.built_in() for saying in pack.sayings]

    assert [] == list(repeats.repeated(sayings, ()))


def test_yaml_and_a_table_say_the_same() -> None:
    (written,), (listed, _) = sample("yaml"), sample("csv")

    for part in ("industries", "solved_by", "situation", "need_payoff"):
        ours, theirs = getattr(written, part), getattr(listed, part)
        assert [getattr(x, "texts", x) for x in ours] == [getattr(x, "texts", x) for x in theirs]
    assert written.entry.texts == listed.entry.texts
    assert written.difficulties[0].worse and listed.difficulties[0].worse


def test_a_workbook_is_read_like_the_table_it_was_saved_from(tmp_path: Path) -> None:
    book = Workbook()
    with (SAMPLES / "bank_pack.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            book.worksheets[0].append(row)
    book.save(tmp_path / "bank_pack.xlsx")
    pack = read_pack(tmp_path / "bank_pack.xlsx")

    assert () == pack.faults
    assert sample("csv") == problems_of(pack.name, pack.content)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_table_may_be_divided_as_excel_does_elsewhere(
    read: Callable[..., Pack], tmp_path: Path, mark: str
) -> None:
    with (tmp_path / "divided").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=mark).writerows(csv.reader(CSV.splitlines()))

    assert read(CSV, "csv").content == read((tmp_path / "divided").read_bytes(), "csv").content


# --- what is wrong with it -----------------------------------------------------------------------

WRONG: list[tuple[str, str, tuple[int, str, str]]] = [
    ("solved_by:", "solves:", (6, "problems.1.solves", "unknown_key")),
    ("id: seals_fail", "id: Seals fail", (4, "problems.1.id", "bad_id")),
    ("id: seals_fail", "id: 7", (4, "problems.1.id", "not_text")),
    (
        "[manufacturing_equipment, pharma]",
        "[pumps]",
        (5, "problems.1.industries.1", "unknown_industry"),
    ),
    ("[manufacturing_equipment, pharma]", "pharma", (5, "problems.1.industries", "not_a_list")),
    ("[manufacturing_equipment, pharma]", "[]", (5, "problems.1.industries", "unnamed_industry")),
    ("[maintenance]", "[magic]", (6, "problems.1.solved_by.1", "unknown_solution")),
    (', zh-Hans: "泵的密封没到检修期就坏"', "", (7, "problems.1.text", "no_language")),
    ('"泵的密封没到检修期就坏"', '" "', (7, "problems.1.text.zh-Hans", "empty")),
    ('"泵的密封没到检修期就坏"', "No", (7, "problems.1.text.zh-Hans", "not_text")),
    ('"泵的密封没到检修期就坏"', '"\\0"', (7, "problems.1.text.zh-Hans", "unprintable")),
    ('"泵的密封没到检修期就坏"', '"\\ud800"', (7, "", "not_yaml")),
    ('"泵的密封没到检修期就坏"', f'"{"坏" * 201}"', (7, "problems.1.text.zh-Hans", "too_long")),
    (
        'zh-Hans: "泵的密封没到检修期就坏"',
        'zh-Hans: "坏", de: "Dichtung"',
        (7, "problems.1.text.de", "unknown_key"),
    ),
    ("worse: true", "worse: very", (15, "problems.1.difficulties.1.worse", "not_yes_no")),
    (
        "worse: true",
        "worse: true\n        worse: true",
        (16, "problems.1.difficulties.1.worse", "twice"),
    ),
    ("        implication:", "        consequence:", (14, "problems.1.difficulties.1", "missing")),
    ("    text:", "    text: &t", (7, "", "")),
    ("  - id:", "  - &again\n    again: *again\n    id:", (5, "problems.1.again", "alias")),
    ("problems:", "industry: pumps\nproblems:", (3, "industry", "unknown_industry")),
]


@pytest.mark.parametrize(("was", "becomes", "fault"), WRONG)
def test_a_fault_is_named_by_its_line_and_key(
    read: Callable[..., Pack], was: str, becomes: str, fault: tuple[int, str, str]
) -> None:
    found = named(read(changed(was, becomes)))

    assert fault in found if fault[2] else [] == found


def test_a_problem_needs_one_problem_question_and_ours_need_more(
    read: Callable[..., Pack],
) -> None:
    start, end = YAML.index("    problem:"), YAML.index("    difficulties:")
    least = (
        "problems:\n  - {id: a, industries: [other], text: {en: Leaks, zh-Hans: 漏}, problem: []}"
    )

    assert [(4, "problems.1", "missing")] == named(read(YAML[:start] + YAML[end:]))
    assert [(2, "problems.1.problem", "too_few_questions")] == named(read(least))
    assert "too_few_questions" in [name for _, _, name in named(read(YAML, least=LEAST_OF_OURS))]


def test_faults_do_not_hide_each_other(read: Callable[..., Pack]) -> None:
    text = changed("[maintenance]", "[magic]", changed("worse: true", "worse: very"))

    assert [(6, "unknown_solution"), (15, "not_yes_no")] == [
        (line, name) for line, _, name in named(read(text))
    ]


def test_two_problems_cannot_share_an_id(read: Callable[..., Pack]) -> None:
    again = YAML + YAML[YAML.index("  - id:") :]

    assert [(19, "problems.2.id", "id_twice")] == named(read(again))


def test_a_half_written_yaml_gives_one_clear_sentence(read: Callable[..., Pack]) -> None:
    """Cut off after any character, as by a full disk or an editor that saves on its own. Two where
    something begun is missing, and what should follow it; none where nobody could tell."""
    cut = {end: len(read(YAML[:end]).faults) for end in range(len(YAML))}

    assert {0, 1, 2} == set(cut.values())
    assert all(YAML[:end].rstrip()[-1] in "}e:" for end, count in cut.items() if count == 0)
    assert 5 >= sum(count == 2 for count in cut.values())


def test_a_half_written_table_gives_one_clear_sentence(read: Callable[..., Pack]) -> None:
    """Or one for each cell of its last row."""
    for end in range(len(CSV)):
        faults = read(CSV[:end], "csv").faults

        assert 1 >= len({fault.line for fault in faults}), faults


@pytest.mark.parametrize("ending", ["yaml", "csv", "xlsx"])
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n \n",
        b"\xff\xfe\x00",
        b"\x00",
        "问题,原因".encode("gb18030"),
        b"[" * 5000,
        b"- " * 5000,
        b"!!python/object:os.system {}",
        b"problems: 7",
        b"problems: [7]",
        b"{? [a]: b}",
        b'"',
        b"a: b: c",
        b"PK\x03\x04 half a workbook",
        b"problems: !x [!!int x]",
        b"--- a\n--- b",
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_is_no_pack_is_a_fault_and_no_accident(
    read: Callable[..., Pack], raw: bytes, ending: str
) -> None:
    assert 1 == len(read(raw, ending).faults)


# fmt: off
@pytest.mark.parametrize(("was", "becomes", "fault"), [
    ("kind,", "sort,", (1, "", "no_columns")),
    ("worse\n", "worse,price\n", (1, "price", "unknown_key")),
    ("maintenance,problem,", "maintenance,pain,", (2, "kind", "unknown_kind")),
    ("maintenance", "magic", (2, "solved_by", "unknown_solution")),
    ('"manufacturing_equipment, pharma"', "", (2, "industries", "unnamed_industry")),
    ("哪几台泵的密封最让维修头疼？", "", (2, "question_zh-Hans", "empty")),
    ("A leak stops the whole line", "", (4, "difficulty_en", "empty")),
    (",yes\n", ",perhaps\n", (4, "worse", "not_yes_no")),
    ("tracking_visibility,P,", "tracking_visibility,N,", (6, "kind", "too_few_questions")),
    ('"If seals', '"If" seals', (5, "", "not_csv")),
])
def test_a_fault_of_a_table_is_named_by_its_row_and_column(
    read: Callable[..., Pack], was: str, becomes: str, fault: tuple[int, str, str]
) -> None:
    assert fault in named(read(changed(was, becomes, CSV), "csv"))
# fmt: on


def test_a_path_that_cannot_be_read_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("problems:")
    for path in (tmp_path, tmp_path / "seals.yaml", tmp_path / "notes.txt", Path("\0.yaml")):
        with pytest.raises(packs.NoPack):
            read_pack(path)


# --- what may be meant ---------------------------------------------------------------------------


def warned(pack: Pack) -> list[tuple[int, str]]:
    found = [*repeats.repeated(pack.sayings), *repeats.misplaced(pack.sayings)]
    assert all(fault.warning for fault in found)
    return [(fault.line, fault.name) for fault in found]


@pytest.mark.parametrize(
    ("was", "becomes", "warning"),
    [
        (
            "Pump seals fail long before the planned stop",
            "Deliveries run late in peak season",
            (7, "in_the_bank"),
        ),
        ("泵的密封没到检修期就坏", "旺季送货老是晚点", (7, "in_the_bank")),
        (
            "Which pumps give your fitters the most trouble with seals?",
            "in the busy weeks  which routes are hardest to finish ON TIME",
            (11, "in_the_bank"),
        ),
        ("哪几台泵的密封最让维修头疼？", "高温工况下密封的寿命您满意吗", (12, "said_above")),
    ],
)
def test_what_is_said_already_is_a_warning(
    read: Callable[..., Pack], was: str, becomes: str, warning: tuple[int, str]
) -> None:
    pack = read(changed(was, becomes))

    assert () == pack.faults
    assert [warning] == warned(pack)


def test_a_question_of_another_kind_is_a_warning(read: Callable[..., Pack]) -> None:
    pack = read(
        changed(
            "If seals lasted from one planned stop to the next, what would that be worth to you?",
            "How many pumps do you have?",
            changed("如果密封能撑到下次检修，对您来说值多少？", "您有多少台泵？"),
        )
    )
    (fault,) = repeats.misplaced(pack.sayings)

    assert (18, "problems.1.need_payoff.1") == (fault.line, fault.key)
    assert {"read": "situation", "filed": "need_payoff"} == fault.values


# --- used ----------------------------------------------------------------------------------------


def test_a_packs_entries_are_known_by_ids_that_are_nobody_elses() -> None:
    (seals,) = sample("yaml")
    ids = [entry.id for entry in seals.entries()]

    assert len(set(ids)) == len(ids)
    assert "bank_pack:seals_fail" == seals.id
    assert all(bank.text(each, "en") is None and len(each) <= 120 for each in ids)


def test_a_question_keeps_its_id_when_another_is_put_before_it(read: Callable[..., Pack]) -> None:
    line = '      - {en: "Where do leaks begin?", zh-Hans: "一般从哪里开始漏？"}\n'
    at = YAML.index('      - {en: "Which pumps')
    (before,), (after,) = (
        problems_of("seals", read(text).content) for text in (YAML, YAML[:at] + line + YAML[at:])
    )

    assert before.problem == after.problem[1:]


def test_own_problems_are_ranked_among_ours() -> None:
    own = sample("csv")
    found = suggest_problems("manufacturing_equipment", ("pump seals",), 6, own)

    assert list(own) == list(found[:2])
    assert 4 == len([problem for problem in found if problem in bank.problems()])
    assert own[1] not in suggest_problems("pharma", ("pump seals",), 6, own)
    assert own[0] in suggest_problems("pharma", ("pump seals",), 6, own)


def test_a_typed_problem_finds_that_of_the_pack() -> None:
    own = sample("yaml")

    assert own[0] is closest_problem("Seals on our pumps keep failing", "pharma", own)
    assert closest_problem("Seals on our pumps keep failing", "pharma") is None
    assert bank.find("logistics_late_deliveries") is closest_problem(
        "Deliveries are late at peak times", "logistics", own
    )


def large(count: int = 100) -> tuple[Problem, ...]:
    """As large as ours, in words of ours with a number each."""
    kept = []
    for n, problem in enumerate((*bank.problems(),)[:count]):

        def told(entry: bank.Entry, n: int = n) -> dict[str, str]:
            return {language: f"{text} {n}" for language, text in entry.texts.items()}

        kept.append(
            {
                "id": f"own_{n}",
                "industries": problem.industries,
                "solved_by": sorted(problem.solved_by),
                "text": told(problem.entry),
                **{
                    k: [*map(told, getattr(problem, k))]
                    for k in ("situation", "problem", "need_payoff")
                },
                "difficulties": [
                    {"text": told(d.entry), "implication": told(d.implication)}
                    for d in problem.difficulties
                ],
            }
        )
    return problems_of("own", Pack("own", tuple(kept), (), ()).content)


def test_a_large_pack_is_compared_with_while_nobody_waits() -> None:
    """Less than 20 ms; the first time words are counted, so that is not looked at."""
    own = large()
    closest_problem("Trucks drive home empty", "logistics", own)
    taken = []
    for typed in (
        "Deliveries run late",
        "旺季送货经常晚点",
        "Seals fail",
        "z " * 2000,
        "晚点" * 2000,
    ):
        began = time.perf_counter()
        closest_problem(typed, "logistics", own)
        suggest_problems("logistics", (typed,), 6, own)
        taken.append(time.perf_counter() - began)

    assert 100 == len(own)
    assert sorted(taken)[len(taken) // 2] < 0.02, taken


def test_the_columns_are_those_the_manual_names() -> None:
    manual = (SAMPLES.parent / "bank_packs.md").read_text("utf-8")

    assert [] == [column for column in COLUMNS if f"`{column}`" not in manual]
    assert [] == [tag for tag in (*bank.INDUSTRIES, *bank.solutions()) if f"`{tag}`" not in manual]
    assert suggest.tags(["predictive maintenance"]) <= set(bank.solutions())
