"""Lines, digits and blanks of imported statutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.builders import encode, row, statute_data
from unionsite.laws.parsing import StatuteError, mend, parse_statute

pytestmark = pytest.mark.once

PRINTED = "（一）用人单位依法安排劳动者在日法定标准工作时间以外延长工作时间的，"


@pytest.mark.parametrize(
    ("printed", "mended"),
    [
        (
            f"{PRINTED}\n按照不低于劳动合同规定的劳动者本人小时工资标准的１５０％支付\n劳动者工资；\n（二）用人单位",
            f"{PRINTED}按照不低于劳动合同规定的劳动者本人小时工资标准的150%支付劳动者工资；\n（二）用人单位",
        ),
        ("没有财产的，\n不再清算。", "没有财产的，\n不再清算。"),  # too short to have been broken by a printer
        ("女职工禁忌从事的劳动范围\n一、矿山井下作业", "女职工禁忌从事的劳动范围\n一、矿山井下作业"),
        (f"{PRINTED}\n二、另一项", f"{PRINTED}\n二、另一项"),
        (f"{PRINTED}\n第十四条另一条", f"{PRINTED}\n第十四条另一条"),
        ("104天（休息日）-11天（法定节假日）＝250天\n季工作日", "104天（休息日）-11天（法定节假日）＝250天\n季工作日"),
        (
            "这是完整的一句话，有二十个字以上，并且以句号结束。\n另一段",
            "这是完整的一句话，有二十个字以上，并且以句号结束。\n另一段",
        ),
        ("交由符合条 件的申请人\n\u200b\n收养", "交由符合条件的申请人\n收养"),
        ("ＡＢ１２３", "AB123"),
    ],
)
def test_what_the_printer_left(printed, mended):
    assert mend(printed) == mended


@given(st.text(alphabet="工资，。；１%％ \n\u200b（一）、＝a"))
def test_mending_twice_changes_nothing_more_and_loses_no_letter(text):
    mended = mend(text)
    assert mend(mended) == mended
    assert mended.count("工") == text.count("工")


def test_an_import_stores_whole_sentences():
    rows = [row(1, f"{PRINTED}\n按照１５０％支付。")]
    (article,) = parse_statute(encode(statute_data(articles=rows))).articles
    assert article.text == f"{PRINTED}按照150%支付。"


def test_an_article_of_invisible_signs_is_empty():
    with pytest.raises(StatuteError, match="是空的"):
        parse_statute(encode(statute_data(articles=[row(1, "\u200b")])))
