"""How 汉字 sound and look."""

import pytest

from search.analysis.correction import MOST_READINGS, fold_sound, is_alike, sounds


@pytest.mark.parametrize(
    ("pinyin", "folded"),
    [("shenqing", "senqin"), ("zhang", "zan"), ("changsheng", "cansen"), ("lv", "lu"), ("an", "an")],
)
def test_what_people_confuse_is_made_one(pinyin, folded):
    assert fold_sound(pinyin) == folded


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        ("年假", ("nianjia",)),
        ("申请", ("senqin",)),
        ("重庆", ("zongqin", "congqin")),
        ("银行", ("yinxin", "yinhan")),
        ("仲裁", ("zongcai",)),
    ],
)
def test_sounds(word, readings):
    assert sounds(word) == readings


def test_a_word_in_wrong_characters_sounds_the_same():
    assert sounds("中才") == sounds("仲裁")
    assert {"zongxin", "congxin"} <= set(sounds("重新"))


def test_a_long_word_has_no_endless_readings():
    assert len(sounds("会数重行" * 5)) == MOST_READINGS


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("假", "假", True),
        ("己", "已", True),
        ("竟", "竞", True),
        ("工", "公", True),
        ("工", "会", False),
        ("林", "零", True),
        ("年", "法", False),
    ],
)
def test_is_alike(one, other, alike):
    assert is_alike(one, other) is alike
