"""What was meant by misspelt words and pinyin."""

import pytest

from search.analysis.correction import MOST_QUESTIONS, MOST_READINGS, Corrector, fold_sound, is_alike, sounds
from tests.search.analysis.test_normalise_and_tokens import HOSTILE

pytestmark = pytest.mark.once

CORPUS = "工伤认定 经济补偿 加班费 公积金 年休假 年假 试用期 多久 劳动合同法 竞业限制 失业保险金 女职工 职工商会"


def occurs(text):
    return text in CORPUS


@pytest.fixture(scope="module")
def corrector(dictionary):
    return Corrector(dictionary, ["《中华人民共和国劳动合同法》"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("工商认定", "工伤认定"),
        ("加班废怎么算", "加班费怎么算"),
        ("公积今", "公积金"),
        ("经济补尝", "经济补偿"),
        ("年修假", "年休假"),
        ("竟业限制", "竞业限制"),
        ("失业保脸金", "失业保险金"),
        ("动劳合同法", "劳动合同法"),
        ("劳动合法", "劳动合同法"),
        ("nianjia", "年假"),
        ("gongshangrending", "工伤认定"),
        ("shi yong qi duojiu", "试用期 多久"),
        ("nvzhigong", "女职工"),
        ("加班费 nianjia", "加班费 年假"),
    ],
)
def test_corrected(corrector, typed, meant):
    assert corrector.correct(typed, occurs).text == meant


@pytest.mark.parametrize(
    "typed", ["加班费", "工商", "职工商会", "wifi 密码", "高温津帖", "怎么办", "the annual leave", *HOSTILE]
)
def test_left_alone(corrector, typed):
    assert corrector.correct(typed, occurs) is None


def test_what_was_replaced_is_named(corrector):
    correction = corrector.correct("工商认定怎么办", occurs)
    assert (correction.words, correction.replaced) == (("工伤认定",), ("工商认定",))


@pytest.mark.parametrize("typed", ["年修假公积今" * 30, "nianjia" * 28, "shi " * 50])
def test_the_corpus_is_not_asked_without_end(corrector, typed):
    asked = []
    corrector.correct(typed, lambda text: bool(asked.append(text)))
    assert len(asked) <= MOST_QUESTIONS


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
