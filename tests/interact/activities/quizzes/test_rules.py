"""Scores, places and times, worked out by hand (S-5.2)."""

import random
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from interact.activities.quizzes import rules

NOON = datetime(2026, 5, 8, 12, 0)


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("工会法", True),
        (" 工 会 法 ", True),
        ("《工会法》。", True),
        ("工会法！", True),
        ("劳动法", False),
        ("", False),
        ("ＬＡＷ", True),
        ("law.", True),
        ("“Law”", True),
    ],
)
def test_fill_in_is_compared_without_width_case_spaces_and_marks_at_the_ends(typed, is_right):
    question = {"kind": "fill", "right": ["工会法", "Law"]}
    assert rules.is_right(question, [typed] if typed else []) == is_right


@pytest.mark.parametrize(("right", "typed"), [("50%", "50"), ("-5", "5"), ("1.5", "15"), (".5", "5")])
def test_signs_that_change_a_number_count(right, typed):
    assert not rules.is_right({"kind": "fill", "right": [right]}, [typed])


def asked(points, right=(0,), kind="single"):
    return {"kind": kind, "points": points, "right": list(right), "options": ["甲", "乙", "丙"]}


def test_the_score_is_the_points_of_what_is_wholly_right():
    questions = [asked(5), asked(10, (0, 2), "multiple"), asked(3, (1,)), asked(2)]
    assert rules.score_of(questions, {1: [0], 2: [2, 0], 3: [0]}) == 15
    assert rules.score_of(questions, {2: [0], 3: [1]}) == 3
    assert rules.score_of(questions, {}) == 0


@pytest.mark.parametrize(("score", "is_pass"), [(12, True), (11, False), (20, True), (0, False)])
def test_sixty_percent_of_twenty(score, is_pass):
    assert rules.has_passed(score, 20, 60) == is_pass


def test_two_thirds_are_no_67_percent():
    assert not rules.has_passed(2, 3, 67)
    assert rules.has_passed(2, 3, 66)


def test_shuffling_keeps_what_is_right():
    question = {"kind": "multiple", "options": ["甲", "乙", "丙", "丁"], "right": [0, 3]}
    for seed in range(20):
        mixed = rules.shuffled(question, random.Random(seed))  # noqa: S311
        assert sorted(mixed["options"]) == sorted(question["options"])
        assert {mixed["options"][place] for place in mixed["right"]} == {"甲", "丁"}


def test_the_time_is_bounded_by_what_the_attempt_had():
    assert rules.seconds_of(NOON, NOON + timedelta(minutes=5), NOON + timedelta(seconds=61.9)) == 61
    assert rules.seconds_of(NOON, NOON + timedelta(minutes=5), NOON + timedelta(hours=1)) == 300
    assert not rules.is_over(NOON, NOON + timedelta(seconds=1))
    assert rules.is_over(NOON, NOON + timedelta(seconds=1.01))


def best(person, score, seconds=60, minute=0, department="甲"):
    return rules.Best(person, f"人{person}", department, score, seconds, NOON + timedelta(minutes=minute), None)


def test_departments_by_share_then_mean_and_small_ones_together():
    """甲: 2 of 4, mean 15, one of two passed. 乙: 2 of 4, mean 18. 丙: 3 of 3. 丁 and nobody's: too few."""
    people = [
        best(1, 10, department="甲"),
        best(2, 20, department="甲"),
        best(3, 18, department="乙"),
        best(4, 18, department="乙"),
        *(best(number, 12, department="丙") for number in (5, 6, 7)),
        best(8, 20, department="丁"),
        best(9, 10, department=""),
    ]
    rows, rest = rules.department_places({"甲": 4, "乙": 4, "丙": 3, "丁": 9, "戊": 6}, people, 2, 20, 60)
    assert [(row.place, row.name, row.participants, row.share, row.mean, row.passed) for row in rows] == [
        (1, "丙", 3, 100.0, 12.0, 100.0),
        (2, "乙", 2, 50.0, 18.0, 100.0),
        (3, "甲", 2, 50.0, 15.0, 50.0),
    ]
    assert (rest.eligible, rest.participants, rest.share, rest.mean) == (16, 2, 12.5, 15.0)


def test_the_rest_has_no_mean_while_it_is_too_few():
    _rows, rest = rules.department_places({"甲": 9}, [best(1, 20)], 2, 20, 60)
    assert (rest.participants, rest.mean, rest.passed) == (1, 0.0, 0.0)


def test_equal_departments_share_a_place():
    people = [best(1, 10, department="甲"), best(2, 10, department="乙"), best(3, 5, department="丙")]
    rows, _rest = rules.department_places({"甲": 2, "乙": 2, "丙": 2}, people, 1, 20, 60)
    assert [(row.place, row.name) for row in rows] == [(1, "乙"), (1, "甲"), (3, "丙")]


@pytest.mark.parametrize(
    ("known", "may"),
    [
        ({"runs": True, "begun": 3, "in_all": 3, "is_invited": False}, True),
        ({"runs": False, "begun": 2, "in_all": 3, "is_invited": True}, True),
        ({"runs": False, "begun": 3, "in_all": 3, "is_invited": True}, False),
        ({"runs": False, "begun": 9, "in_all": None, "is_invited": True}, True),
        ({"runs": False, "begun": 0, "in_all": 3, "is_invited": False}, False),
    ],
)
def test_who_may_still_answer(known, may):
    assert rules.may_answer(**known) == may


def test_what_is_masked():
    assert rules.masked("欧阳春") == "欧**"
    assert rules.masked("李") == "李*"
    assert rules.masked_number("D0006") == "***06"


def test_a_draw_is_kept_as_it_is_published():
    person = SimpleNamespace(pk=7, name="王小二", employee_number="D0006")
    assert rules.result_of(NOON, 9, [person, None]) == {
        "at": "2026-05-08T12:00:00",
        "entitled": 9,
        "winners": [
            {"person": 7, "name": "王**", "number": "***06"},
            {"person": None, "name": "–", "number": "–"},
        ],
    }
