"""Texts in the form in which words are looked for, and the way back."""

import pytest

from unionsite.publishing.textchecks.normalise import fold, simplified

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("登录", "登录"),
        ("登 录", "登录"),
        ("登　录", "登录"),
        ("登\u200b录", "登录"),
        ("登\u200b \u200b录", "登录"),
        ("登\ufe0f录", "登录"),
        ("登\u0336录\u0336", "登录"),
        ("帳號", "帐号"),
        ("ＡＢＣ１２３", "abc123"),
        ("㈱", "(株)"),
        ("第 3 条", "第 3 条"),
        ("甲\n乙", "甲\n乙"),
        ("", ""),
    ],
)
def test_what_hides_a_word_is_folded_away(text, folded):
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "word", "original"),
    [
        ("请登 \u200b陆网站", "登陆", "登 \u200b陆"),
        ("编号㈱之后登陆", "登陆", "登陆"),
        ("𠀀登陆", "登陆", "登陆"),
        ("用ＷＩＦＩ上网", "wifi", "ＷＩＦＩ"),
    ],
)
def test_the_way_back_gives_the_letters_as_they_were_written(text, word, original):
    folded = fold(text)
    start = folded.text.index(word)
    first, last = folded.span(start, start + len(word))

    assert text[first:last] == original


def test_simplified_text_is_as_long_as_before():
    text = "著作權人於乾坤之後，臺灣的頭髮"

    assert len(simplified(text)) == len(text)
