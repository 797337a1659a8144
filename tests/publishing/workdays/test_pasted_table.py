"""Pasted lines: what is read, and what is said of a line that cannot be."""

from datetime import date

import pytest

from unionsite.core.tables import Unreadable
from unionsite.core.workdays import DayKind
from unionsite.publishing.workdays.pasted_table import MOST_CHARACTERS, MOST_ROWS, PROBLEMS_SHOWN, read_pasted


def read(text: str) -> list[tuple]:
    return [(entry.date, entry.kind, entry.name, entry.source_url) for entry in read_pasted(text)]


def problems(text: str) -> list[str]:
    with pytest.raises(Unreadable) as refused:
        read_pasted(text)
    return refused.value.messages


@pytest.mark.parametrize(
    "line",
    [
        "2027-01-01,休,元旦",
        "2027-1-1,休,元旦",
        "2027年1月1日,放假,元旦",
        "2027/1/1\t休息\t元旦",
        "２０２７－０１－０１，休，元旦",
        " 2027年 1月 1日 ; 休 ; 元旦 ",
        '"2027-01-01","休","元旦",',
        "\ufeff日期,安排,名称,依据网址\n2027-01-01,休,元旦",
        "\n\n2027-01-01，休,元旦\r\n,,\n",
    ],
)
def test_dates_kinds_and_separators_may_be_written_in_many_ways(line):
    assert read(line) == [(date(2027, 1, 1), DayKind.REST, "元旦", "")]


def test_days_come_in_order_with_all_they_have():
    text = "2027-01-03,班,元旦,https://www.gov.cn/a?b=1\n2027-01-01,休"
    assert read(text) == [
        (date(2027, 1, 1), DayKind.REST, "", ""),
        (date(2027, 1, 3), DayKind.WORK, "元旦", "https://www.gov.cn/a?b=1"),
    ]


@pytest.mark.parametrize("text", ["2027-10-01\t休\t{}", '2027-10-01，休,"{}"', "日期,安排,名称\n2027-10-01,休,{}"])
def test_names_keep_their_full_width_marks(text):
    assert read(text.format("国庆节（放假，第1天）"))[0][2] == "国庆节（放假，第1天）"


@pytest.mark.parametrize("word", ["班", "上班", "补班"])
def test_words_for_a_day_worked(word):
    assert read(f"2027-01-03,{word}")[0][1] is DayKind.WORK


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2027-13-01,休", "没有“2027-13-01”这一天"),
        ("2027-02-29,休", "没有“2027-02-29”这一天"),
        ("27-01-01,休", "看不懂"),
        ("2027-01/01,休", "看不懂"),
        ("1月1日,休", "看不懂"),
        ("1027-01-01,休", "年份应在2004至2099之间"),
        ("2027-01-01,调休", "安排“调休”不认识"),
        ("2027-01-01", "缺少日期或安排"),
        (",休,元旦", "缺少日期或安排"),
        ("2027-01-01,休,元旦,https://a.cn,多", "多于4列"),
        ("2027-01-01,休," + "元" * 41, "名称太长"),
        ("2027-01-01,休,元\u202e旦", "看不见的字符"),
        ("2027-01-01,休,元旦,javascript:alert(1)", "依据网址不对"),
        ("2027-01-01,休,元旦,ftp://a.cn/", "依据网址不对"),
        ("2027-01-01,休,元旦,https://a.cn/" + "a" * 300, "依据网址太长"),
    ],
)
def test_a_bad_line_is_named_with_its_number(line, said):
    (problem,) = problems(f"2027-05-01,休\n\n{line}")
    assert problem.startswith("第3行：")
    assert said in problem


def test_every_bad_line_is_named_and_a_day_named_twice():
    text = "2027-01-01,休\n2027-01-99,休\n2027-01-02,空\n2027/1/1,班"
    assert [problem[:4] for problem in problems(text)] == ["第2行：", "第3行：", "第4行："]
    assert "与第1行重复" in problems(text)[-1]


def test_many_bad_lines_are_not_all_named():
    said = problems("\n".join(["坏,休"] * (PROBLEMS_SHOWN + 5)))
    assert len(said) == PROBLEMS_SHOWN + 1
    assert said[-1] == "另有5行也有错误。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("日期,安排,名称", "没有读到日期"),
        (" \n,,\n", "没有读到日期"),
        ('2027-01-01,"休', "引号不成对"),
        ("2027-01-01,休\n" * (MOST_ROWS + 1), f"超过{MOST_ROWS}行"),
        ("x" * (MOST_CHARACTERS + 1), "太长"),
    ],
)
def test_a_paste_that_is_no_table_is_refused(text, said):
    (problem,) = problems(text)
    assert said in problem
