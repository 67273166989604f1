"""Which spellings of a company name mean the same company."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.names import likeness, name_key


# fmt: off
@pytest.mark.parametrize(("one", "other"), [
    ("Acme Pumps",          "ACME  pumps"),
    ("Acme Pumps",          "Acme Pumps Ltd."),
    ("Acme Pumps",          "Acme-Pumps, Inc"),
    ("Müller",              "MÜLLER GmbH"),
    ("Acme Pumps",          "Ａｃｍｅ　Ｐｕｍｐｓ"),
    ("O'Neill & Sons",      "ONeill Sons"),
    ("宏远泵业",            "宏远 泵业"),
    ("宏远泵业",            "宏远泵业有限公司"),
    ("宏远泵业",            "宏远泵业（有限责任公司）"),
    ("宏远泵业",            "宏远泵业股份有限公司"),
])
def test_the_same_company(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [
    ("Acme Pumps",   "Acme Pulp"),
    ("Acme Pumps",   "Acme"),
    ("Cobalt",       "Balt"),
    ("Saga",         "Ga"),
    ("宏远泵业",     "宏远阀门"),
    ("宏远泵业",     "鸿远泵业"),
    ("Ltd",          "Inc"),
    ("???",          "!!!"),
])
def test_other_companies(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(("typed", "meant"), [
    ("Acme Pumsp",      "Acme Pumps"),
    ("Acme Pmups",      "Acme Pumps"),
    ("Harbor Logistic", "Harbour Logistics"),
    ("宏远泵叶",        "宏远泵业"),
])
def test_a_slip_of_the_thumb_is_near(typed: str, meant: str) -> None:
    assert likeness(name_key(typed), name_key(meant)) >= 0.6


@pytest.mark.parametrize(("one", "other"), [
    ("Acme Pumps", "Harbour Logistics"),
    ("宏远泵业",   "顺达物流"),
    ("Acme Pumps", ""),
])
def test_another_name_is_far(one: str, other: str) -> None:
    assert likeness(name_key(one), name_key(other)) < 0.4
# fmt: on


@given(st.text(min_size=1, max_size=30))
def test_a_key_of_a_visible_name_is_never_empty_and_stays_the_same(name: str) -> None:
    key = name_key(name)

    assert bool(key) == bool(name.strip())
    assert 1.0 == likeness(key, key) or not key


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_between_nought_and_one_and_works_both_ways(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) == likeness(other, one) <= 1.0
