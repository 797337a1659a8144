"""Articles as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionsite.laws.references import ArticleReference, read_reference

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "words", "number", "branch"),
    [
        ("劳动合同法 39", ("劳动合同法",), 39, None),
        ("劳动合同法39", ("劳动合同法",), 39, None),
        ("劳动合同法３９", ("劳动合同法",), 39, None),
        ("劳动合同法　39", ("劳动合同法",), 39, None),
        ("劳动合同法第三十九条", ("劳动合同法",), 39, None),
        ("《中华人民共和国劳动合同法》第39条", ("劳动合同法",), 39, None),
        ("《劳动合同法》第三十九条第二款第（一）项", ("劳动合同法",), 39, None),
        ("劳动合同法三十九条", ("劳动合同法",), 39, None),
        ("第十九条之一", (), 19, 1),
        ("刑法 第133条之一", ("刑法",), 133, 1),
        ("39", (), 39, None),
        ("第三十九", (), 39, None),
        ("39 劳动合同法", ("劳动合同法",), 39, None),
        ("年休假", ("年休假",), None, None),
        ("劳动法 加班 工资", ("劳动法", "加班", "工资"), None, None),
        ("工会条例", ("工会条例",), None, None),
        ("解释（一）第三十二条", ("解释（一）",), 32, None),
        ("第三二十条", ("第三二十条",), None, None),
        ("2012年修正", ("2012年修正",), None, None),
        ("  ", (), None, None),
        ("", (), None, None),
    ],
)
def test_what_people_type(typed, words, number, branch):
    assert read_reference(typed) == ArticleReference(words, number, branch)


@given(st.text(max_size=40))
def test_never_fails(typed):
    read_reference(typed)
