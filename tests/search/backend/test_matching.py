"""Wagtail's query objects as expressions: pure rules, for both dialects."""

import pytest
from wagtail.search.query import MATCH_ALL, MATCH_NONE, And, Boost, Fuzzy, Not, Or, Phrase, PlainText

from search.analysis.dictionary import shipped_dictionary
from search.backend.matching import FTS5, TSQUERY, Completer, Matcher


def counted(terms):
    return {term.text: 1 for term in terms}, 100


def match(query, dialect=FTS5, kind=Matcher):
    return kind(dialect, shipped_dictionary(), counted).match(query)


@pytest.mark.parametrize(
    ("query", "expression", "is_negated"),
    [
        (PlainText("铸造总装", "or"), '(("铸造" OR "总装"))', False),
        (Phrase("劳动合同"), '(("劳动 动合 合同"))', False),
        (Fuzzy("公会"), '(("公会"))', False),
        (Boost(Phrase("工会"), 2), '(("工会"))', False),
        (Not(Phrase("工会")), '(("工会"))', True),
        (And([Phrase("工会"), Phrase("工资")]), '((("工会")) AND (("工资")))', False),
        (Or([Phrase("工会"), Phrase("工资")]), '((("工会")) OR (("工资")))', False),
        (And([Phrase("工会"), Not(Phrase("工资"))]), '(((("工会"))) NOT ((("工资"))))', False),
        (And([Not(Phrase("工会")), Not(Phrase("工资"))]), '((("工会")) OR (("工资")))', True),
        (Or([Phrase("工会"), Not(Phrase("工资"))]), '(((("工资"))) NOT ((("工会"))))', True),
        (And([Phrase("工会"), MATCH_ALL]), '((("工会")))', False),
        (MATCH_ALL, "", True),
        (MATCH_NONE, "", False),
        (And([Phrase("工会"), MATCH_NONE]), "", False),
        (Or([Phrase("工会"), MATCH_ALL]), "", True),
        (Or([Phrase("工会"), MATCH_NONE]), '((("工会")))', False),
        (PlainText("？！"), "", False),
        (Phrase(""), "", False),
        (PlainText("-工资", "or"), "", False),
    ],
)
def test_expressions_of_fts5(query, expression, is_negated):
    found = match(query)
    assert (found.expression, found.is_negated) == (expression, is_negated)


def test_expressions_of_postgresql():
    query = And([Phrase("劳动合同"), Not(PlainText("工资 overtime", "or"))])
    expression = match(query, TSQUERY).expression
    assert "'劳动' <-> '动合' <-> '合同'" in expression
    assert " & !(" in expression
    assert "'overtim'" in expression


def test_and_asks_for_every_word():
    both = match(PlainText("工资 食堂", "and")).expression
    assert both.count(" AND ") == 1
    assert " AND " not in match(PlainText("工资 食堂", "or")).expression
    # Not for what the lists say of two words together.
    assert match(PlainText("破产 工资", "and")).expression.count(" AND ") == 1


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("集体协", '(("集体 体协"))'),
        ("税", '(("税"*))'),
        ("overt", '(("overt"*))'),
        ("Overtime pa", '(("overtime") AND ("pa"*))'),
        ("劳动法4", '(("劳动 动法") AND ("4"*))'),
        ("", ""),
        ("\x00*\"'", ""),
    ],
)
def test_completing(typed, expression):
    assert match(PlainText(typed), kind=Completer).expression == expression


@pytest.mark.parametrize(
    "typed",
    ['加班"费', "a\x00b", "NEAR(工资, 2)", "title : 工资", "工资*", "^工资", "'; DROP TABLE x", "\\", "工 & | ! 资"],
)
def test_nothing_typed_gets_into_an_expression(typed):
    for dialect in (FTS5, TSQUERY):
        for query in (PlainText(typed, "or"), PlainText(typed), Phrase(typed)):
            expression = match(query, dialect).expression
            for operator in (" OR ", " AND ", " NOT ", " | ", " & ", " <-> ", ":*", "!"):
                expression = expression.replace(operator, "")
            assert not set(expression) & set(";:\\^,\x00=")
            assert expression.count('"') % 2 == expression.count("'") % 2 == 0
