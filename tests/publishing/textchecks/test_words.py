"""The word list: what is found, what is not, what an exception takes back."""

import pytest

from tests.publishing.textchecks.checking import checklist, found
from unionsite.publishing.textchecks.choices import Level, Role, WordKind
from unionsite.publishing.textchecks.engine import check_parts
from unionsite.publishing.textchecks.extraction import Parts, Text
from unionsite.publishing.textchecks.words import Word

pytestmark = pytest.mark.once

SENSITIVE = Word("内部资料", WordKind.SENSITIVE)
TYPO = Word("登陆", WordKind.TYPO, "登录")
LANDING = Word("台风登陆", WordKind.EXCEPTION)
CHAIR = Word("王建国", WordKind.PERSON, "工会主席")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这是内部资料。", [("sensitive", "内部资料")]),
        ("这是内 部\u200b资料。", [("sensitive", "内 部\u200b资料")]),
        ("这是内部\n资料。", []),
        ("请登陆网站，再次登陆。", [("typo", "登陆"), ("typo", "登陆")]),
        ("台风登陆后，请登陆网站。", [("typo", "登陆")]),
    ],
)
def test_words_are_found_where_they_stand(text, expected):
    assert found(text, SENSITIVE, TYPO, LANDING) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("用usb线", []), ("SB一个", ["SB"]), ("说ｓｂ。", ["ｓｂ"]), ("a.sb.c", ["sb"])],
)
def test_a_latin_word_is_not_found_inside_another(text, expected):
    assert found(text, Word("sb", WordKind.SENSITIVE), rule="sensitive") == expected


def test_of_words_that_overlap_the_longest_of_the_first_counts():
    words = [Word("劳动", WordKind.SENSITIVE), Word("劳动合同", WordKind.SENSITIVE), Word("合同书", WordKind.SENSITIVE)]

    assert found("签订劳动合同书", *words, rule="sensitive") == ["劳动合同"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工会主席王建国讲话", []),
        ("公司工会主席王建国讲话", []),
        ("王建国讲话", []),
        ("职工王建国说", []),
        ("工会副主席王建国讲话", ["工会副主席王建国"]),
        ("车间主任王建国讲话", ["车间主任王建国"]),
    ],
)
def test_an_office_before_a_name_must_be_that_of_the_list(text, expected):
    assert found(text, CHAIR, rule="person") == expected


def test_a_word_may_have_a_level_of_its_own_and_a_rule_can_be_switched_off():
    parts = Parts("zh-hans", texts=[Text("title", "标题", "内部资料", Role.TITLE)])
    hint = Word("内部资料", WordKind.SENSITIVE, level=Level.HINT)

    assert [finding.level for finding in check_parts(parts, checklist(SENSITIVE))] == [Level.BLOCK]
    assert [finding.level for finding in check_parts(parts, checklist(hint))] == [Level.HINT]
    assert check_parts(parts, checklist(hint, levels={"sensitive": Level.OFF})) == ()


def test_no_exception_lets_an_identity_card_through():
    number = "11010519491231002X"

    assert found(f"证号{number}", Word(number, WordKind.EXCEPTION)) == [("idcard", number)]


def test_an_exception_lets_the_unions_own_account_through():
    account = "6222021234567890128"

    assert found(f"账号{account}") == [("bankcard", account)]
    assert found(f"账号{account}", Word(account, WordKind.EXCEPTION)) == []
