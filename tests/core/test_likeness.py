"""Whether a text is about what a question asks."""

import pytest

from unionsite.core.likeness import is_about, pairs


def test_pairs_leave_out_what_stands_everywhere():
    assert pairs("请问年休假，怎么算？A12") == ["年休", "休假", "a12"]
    assert pairs("我在单位哪里领补贴") == ["领补", "补贴"]


@pytest.mark.parametrize(
    ("question", "text", "is_same"),
    [
        ("年休假", "年休假没休完怎么办", True),
        ("夜班津贴几号发", "夜班食堂供餐时间", False),
        ("住院慰问金怎么领", "申请住院慰问要什么材料", True),
        ("宿舍热水", "食堂的菜太咸", False),
    ],
)
def test_one_word_in_common_is_not_enough(question, text, is_same):
    assert is_about([pair in text for pair in pairs(question)]) is is_same
