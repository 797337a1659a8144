"""权益问答: when an answer holds, its first sentence, and what is wrong with its wordings."""

from datetime import date, timedelta

import pytest

from rights.answers import rules

DAY = date(2026, 5, 8)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_valid"),
    [
        (BEFORE, None, True),
        (DAY, DAY, True),
        (BEFORE, BEFORE, False),
        (AFTER, None, False),
        (None, None, True),
    ],
)
def test_an_answer_holds_from_its_first_day_to_its_last(valid_from, valid_until, is_valid):
    assert rules.is_valid(valid_from, valid_until, DAY) is is_valid


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("不低于150%。休息日另算。", "不低于150%。"),
        ("能拒绝吗？能。", "能拒绝吗？"),
        ("At least 1.5 times the wage. More on holidays.", "At least 1.5 times the wage."),
        ("没有句号", "没有句号"),
        ("", ""),
    ],
)
def test_first_sentence(text, first):
    assert rules.first_sentence(text) == first


@pytest.mark.parametrize(
    ("wordings", "again"),
    [
        (["周末加班给几倍", "平时加班呢"], ""),
        (["周末加班给几倍", "周末加班，给几倍？"], "周末加班，给几倍？"),
        (["加班费怎么算"], "加班费怎么算"),
        ([], ""),
    ],
)
def test_repeated_wordings(wordings, again):
    assert rules.repeated(wordings, "加班费怎么算？") == again
