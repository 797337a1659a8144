"""The texts of the package: whole, with gaps that somebody can fill, resting on articles that there are."""

import re
from collections.abc import Iterator

import pytest

from starter.texts import all_texts, common_gaps, filled, gaps_in
from unionsite.laws.numerals import to_chinese

pytestmark = pytest.mark.once

# The last article of each statute that is cited, and what else may be cited of it.
STATUTES = {
    "人口与计划生育法": 48,
    "企业破产法": 136,
    "企业职工带薪年休假实施办法": 19,
    "住房公积金管理条例": 47,
    "全国年节及纪念日放假办法": 8,
    "公司法": 266,
    "关于工资总额组成的规定": 16,
    "关于职工全年月平均工作时间和工资折算问题的通知": 0,
    "劳动争议调解仲裁法": 54,
    "劳动保障监察条例": 36,
    "劳动合同法": 98,
    "劳动合同法实施条例": 38,
    "劳动法": 107,
    "国务院关于职工工作时间的规定": 9,
    "女职工劳动保护特别规定": 16,
    "妇女权益保障法": 86,
    "安全生产法": 119,
    "工会法": 58,
    "工伤保险条例": 67,
    "工资支付暂行规定": 20,
    "无障碍环境建设法": 72,
    "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）": 54,
    "最高人民法院关于审理工伤保险行政案件若干问题的规定": 9,
    "法律援助法": 71,
    "社会保险法": 98,
    "老年人权益保障法": 85,
    "职业教育法": 69,
    "职业病防治法": 88,
    "职工带薪年休假条例": 10,
}
SECTIONS = {
    ("女职工劳动保护特别规定", "附录"),
    ("关于职工全年月平均工作时间和工资折算问题的通知", "二、日工资、小时工资的折算"),
}


def articles_there() -> set[tuple[str, str]]:
    return SECTIONS | {
        (statute, f"第{to_chinese(number)}条") for statute, last in STATUTES.items() for number in range(1, last + 1)
    }


def cited(value) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "statute" in value:
            yield value["statute"], value["article"]
        if "law" in value:
            yield tuple(value["law"])
        value = [*value.values()]
    if isinstance(value, list):
        for one in value:
            yield from cited(one)


def test_each_has_an_address_of_its_own_and_a_day_of_its_check():
    texts = all_texts()
    assert len({text.key for text in texts}) == len(texts) > 100
    for text in texts:
        assert re.fullmatch(r"[a-z0-9-]{3,50}", text.key)
        assert text.checked_on.year >= 2026


def test_the_cited_articles_exist():
    there = articles_there()
    for text in all_texts():
        assert set(cited(dict(text.row))) <= there, text.key


def test_what_stands_in_many_texts_is_asked_once():
    assert {"人力资源部门", "工会地址", "工会电话", "值班电话", "事实核实人"} <= set(common_gaps(all_texts()))


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("请打〔工会电话〕，值班打〔值班电话〕。", ["工会电话", "值班电话"]),
        ("人社部发〔2025〕2号", []),
        (["〔甲方〕", {"x": "〔乙方〕"}], ["甲方", "乙方"]),
    ],
)
def test_a_gap_is_known_by_its_brackets(text, gaps):
    assert list(gaps_in(text)) == gaps


def test_what_is_known_is_filled_and_nothing_else():
    row = {"text": "〔工会电话〕、〔值班电话〕", "rows": [["〔工会电话〕", 3]]}
    assert filled(row, {"工会电话": "8812351"}) == {"text": "8812351、〔值班电话〕", "rows": [["8812351", 3]]}
