"""Numbers with units, in all their spellings."""

import pytest

from search.analysis.numbers import find_quantities


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("满10年", [("10年", "十年")]),
        ("三个月", [("三个月", "3个月")]),
        ("150%", [("150%", "百分之一百五十")]),
        ("2倍", [("2倍", "二倍", "两倍")]),
        ("休3个工作日", [("3个工作日", "三个工作日")]),
        ("8 小时", [("8小时", "八小时", "八个小时", "8个小时")]),
        ("三十周岁", [("三十周岁", "30周岁", "三十岁", "30岁")]),
        ("十五天或2个月", [("十五天", "15天", "十五日", "15日"), ("2个月", "二个月", "两个月")]),
        ("2024年5月", []),
        ("400日", []),
        ("3.5%", []),
        ("一次性", []),
        ("第三日", []),
    ],
)
def test_quantities(text, spellings):
    assert [quantity.spellings for quantity in find_quantities(text)] == spellings


def test_it_says_where_it_stands():
    assert [(quantity.start, quantity.end) for quantity in find_quantities("产假98天，陪产假15 天")] == [
        (2, 5),
        (9, 13),
    ]
