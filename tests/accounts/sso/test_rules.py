"""Who comes in, how a 工号 is read from an answer, and the order of the buttons."""

import pytest

from unionsite.accounts.sso.rules import ANSWERS, LABELS, Problem, in_order, number_in, why_not

pytestmark = pytest.mark.once

ALL = ["oidc", "dingtalk", "feishu", "wecom"]
WECOM = "Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile wxwork/4.1.30 MicroMessenger/7.0.1"


@pytest.mark.parametrize(
    ("claim", "number"),
    [
        ("A1001", "A1001"),
        ("a 1001", "A1001"),
        ("Ａ１００１", "A1001"),
        (1001, "1001"),
        ("9" * 30, "9" * 30),
        ("9" * 31, ""),
        ("A1\x001", ""),
        ("", ""),
        (" ", ""),
        (None, ""),
        (True, ""),
        (1.5, ""),
        (["A1001"], ""),
        ({"number": "A1001"}, ""),
    ],
)
def test_a_number_is_one_short_text(claim, number):
    assert number_in(claim) == number


@pytest.mark.parametrize(
    ("is_on_roll", "is_active", "is_guarded", "problem"),
    [
        (True, True, False, None),
        (True, False, False, Problem.CLOSED),
        (False, True, False, Problem.UNKNOWN),
        (False, False, False, Problem.UNKNOWN),
        (True, True, True, Problem.STAFF),
        (True, False, True, Problem.STAFF),
        (False, False, True, Problem.STAFF),
    ],
)
def test_who_comes_in(is_on_roll, is_active, is_guarded, problem):
    assert why_not(is_on_roll=is_on_roll, is_active=is_active, is_guarded=is_guarded) is problem


def test_the_order_is_that_of_the_settings():
    assert in_order(ALL, "Mozilla/5.0") == ALL
    assert in_order(["wecom", "oidc"], "Mozilla/5.0") == ["wecom", "oidc"]


def test_within_wecom_its_own_button_comes_first():
    assert in_order(ALL, WECOM) == ["wecom", "oidc", "dingtalk", "feishu"]
    assert in_order(["oidc"], WECOM) == ["oidc"]


def test_every_provider_has_a_button_and_every_problem_words():
    assert list(LABELS) == ALL
    assert set(ANSWERS) == set(Problem)
