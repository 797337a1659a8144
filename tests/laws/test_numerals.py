"""Numerals both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionsite.laws.numerals import LARGEST, from_chinese, to_chinese

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (19, "十九"),
        (20, "二十"),
        (39, "三十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (119, "一百一十九"),
        (266, "二百六十六"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (9999, "九千九百九十九"),
    ],
)
def test_both_ways(number, text):
    assert to_chinese(number) == text
    assert from_chinese(text) == number


@given(st.integers(min_value=1, max_value=LARGEST))
def test_every_number_comes_back(number):
    assert from_chinese(to_chinese(number)) == number


@given(st.text(alphabet="零一二三四五六七八九十百千〇两", max_size=9))
def test_a_text_is_refused_or_a_number_in_range(text):
    try:
        number = from_chinese(text)
    except ValueError:
        return
    assert 1 <= number <= LARGEST


@pytest.mark.parametrize(("text", "number"), [("一十九", 19), ("一百〇一", 101), ("两百", 200)])
def test_other_ways_to_write_it(text, number):
    assert from_chinese(text) == number


@pytest.mark.parametrize("text", ["", "零", "百", "三二十", "一二", "十十", "39", "甲", "一百一", "一零一"])
def test_nonsense_is_refused(text):
    with pytest.raises(ValueError, match="numeral"):
        from_chinese(text)


@pytest.mark.parametrize("number", [0, -1, LARGEST + 1])
def test_outside_the_range(number):
    with pytest.raises(ValueError, match="between"):
        to_chinese(number)
