"""Groups as both databases want them, made by hand."""

import pytest

from search.analysis.query import Group, ParsedQuery, Term
from search.backend.matching import FTS5, TSQUERY, prune


def group(*texts, required=False):
    return Group(tuple(Term.of(text) for text in texts), is_required=required)


def query(*groups, without=()):
    return ParsedQuery(groups=groups, excluded=tuple(Term.of(text) for text in without))


PAY, OVERTIME, LEAVE = group("工资"), group("加班", "延长"), group("年假", required=True)


@pytest.mark.parametrize(
    ("asked", "sqlite", "postgresql"),
    [
        (query(), "", ""),
        (query(without=["加班"]), "", ""),
        (query(PAY), '("工资")', "('工资')"),
        (query(PAY, OVERTIME), '("工资" OR "加班" OR "延长")', "('工资' | '加班' | '延长')"),
        (query(PAY, LEAVE), '("年假")', "('年假')"),
        (query(LEAVE, group("工资", required=True)), '("年假") AND ("工资")', "('年假') & ('工资')"),
        (query(PAY, without=["加班", "年假"]), '(("工资")) NOT ("加班" OR "年假")', "(('工资')) & !('加班' | '年假')"),
        (query(group("年休假")), '("年休 休假")', "('年休' <-> '休假')"),
        (query(group("工资", "工资")), '("工资")', "('工资')"),
    ],
)
def test_expressions(asked, sqlite, postgresql):
    assert (FTS5.write(asked), TSQUERY.write(asked)) == (sqlite, postgresql)


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ({"工资": 5000, "加班": 20, "延长": 20}, ["加班", "延长"]),
        ({"工资": 5000, "加班": 20, "延长": 5000}, ["加班"]),
        ({"工资": 20, "加班": 20, "延长": 20}, ["工资", "加班", "延长"]),
        ({"工资": 5000, "加班": 5000, "延长": 5000}, ["工资", "加班"]),
        ({}, ["工资", "加班", "延长"]),
    ],
)
def test_words_that_stand_everywhere_step_back(counts, left):
    groups = prune(query(PAY, OVERTIME), lambda term: counts.get(term.text, 0), 6000)

    assert [term.text for one in groups for term in one.alternatives] == left


def test_what_is_required_stays_whole():
    assert prune(query(LEAVE, PAY), lambda term: 5000, 6000)[0] == LEAVE
