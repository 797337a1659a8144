"""The pure rules of discussions."""

from datetime import timedelta

import pytest

from interact.activities.discussions import rules
from interact.activities.discussions.choices import NicknameFault, PostKind, PostState, Verdict
from tests.interact.conftest import NOW


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("职工1234", None),
        ("爱吃面的人", None),
        ("Sunny2026", None),
        ("甲", NicknameFault.LENGTH),
        ("甲" * 13, NicknameFault.LENGTH),
        ("甲 乙", NicknameFault.SIGNS),
        ("甲\u202e乙", NicknameFault.SIGNS),
        ("甲👍", NicknameFault.SIGNS),
        ("管理员1", NicknameFault.OFFICIAL),
        ("AdMin8", NicknameFault.OFFICIAL),
        ("晨桥的人", NicknameFault.OFFICIAL),
        ("我叫李明", NicknameFault.OWN),
        ("a1023号", NicknameFault.OWN),
    ],
)
def test_nicknames(name, fault):
    assert rules.fault_of_nickname(name, ["李明", "A1023"], ["晨桥", ""]) == fault


def test_names_that_look_alike_have_one_key():
    assert len({rules.nickname_key(name) for name in ("Sunny2", "ＳＵＮＮＹ2", "sun ny-2", "SUNNY２")}) == 1


def test_the_fair_order_has_everybody_and_gives_each_a_chance():
    keys = list(range(30))
    firsts = set()
    for hour in range(60):
        order = rules.fair_order(keys, NOW + timedelta(hours=hour))
        assert sorted(order) == keys
        firsts.add(order[0])
    assert len(firsts) > 15
    assert rules.fair_order(keys, NOW) == rules.fair_order(keys[::-1], NOW + timedelta(minutes=59))


@pytest.mark.parametrize(
    ("state", "is_hidden", "possible"),
    [
        (PostState.WAITING, False, (Verdict.PUBLISH, Verdict.REFUSE)),
        (PostState.PUBLIC, False, (Verdict.TAKE_DOWN,)),
        (PostState.PUBLIC, True, (Verdict.KEEP, Verdict.TAKE_DOWN)),
        (PostState.REFUSED, False, ()),
        (PostState.TAKEN_DOWN, False, ()),
    ],
)
def test_what_can_be_decided(state, is_hidden, possible):
    assert rules.verdicts(state, is_hidden) == possible


@pytest.mark.parametrize(
    ("is_host", "has_right", "kind", "state", "may"),
    [
        (True, False, PostKind.QUESTION, PostState.PUBLIC, True),
        (False, True, PostKind.QUESTION, PostState.PUBLIC, True),
        (False, False, PostKind.QUESTION, PostState.PUBLIC, False),
        (True, True, PostKind.STATEMENT, PostState.PUBLIC, False),
        (True, True, PostKind.QUESTION, PostState.WAITING, False),
    ],
)
def test_who_answers_what(is_host, has_right, kind, state, may):
    assert rules.may_answer(is_host=is_host, has_right=has_right, kind=kind, state=state) is may


@pytest.mark.parametrize(
    ("rule", "level", "stops"),
    [
        ("sensitive", "block", True),
        ("sensitive", "confirm", False),
        ("mobile", "confirm", True),
        ("typo", "hint", False),
    ],
)
def test_which_findings_stop_a_post(rule, level, stops):
    assert rules.stops(rule, level) is stops


def test_three_different_people_hide_a_post():
    assert rules.is_hidden_by([1, 2, 3])
    assert not rules.is_hidden_by([1, 2, 2])
