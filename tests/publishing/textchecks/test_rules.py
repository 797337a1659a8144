"""The rules that need a text alone, as tables: what they find, and what they must leave alone."""

import pytest

from tests.publishing.textchecks.checking import LAWS, checklist, found
from unionsite.publishing.textchecks.choices import Level, Role
from unionsite.publishing.textchecks.engine import check_text

pytestmark = pytest.mark.once

ID = "11010519491231002X"
CARD = "6222021234567890128"


# --- Personal data ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"证号{ID}。", [("idcard", ID)]),
        ("证号11010519491231002x。", [("idcard", "11010519491231002x")]),
        ("证号110105 19491231 002X。", [("idcard", "110105 19491231 002X")]),
        ("证号１１０１０５１９４９１２３１００２Ｘ", [("idcard", "１１０１０５１９４９１２３１００２Ｘ")]),
        ("证号110105194912310021。", [("idcard_like", "110105194912310021")]),
        ("证号110105491231002。", [("idcard_like", "110105491231002")]),
        # No such day, no such province, part of a longer number, a code of an organisation.
        ("编号110105194913310021", []),
        ("编号990105194912310021", []),
        (f"编号{ID[:-1]}55555", []),
        ("统一社会信用代码91110105MA01ABCD2X", []),
        (f"卡号{CARD}。", [("bankcard", CARD)]),
        ("卡号6222 0212 3456 7890 128。", [("bankcard", "6222 0212 3456 7890 128")]),
        ("卡号6222021234567890129。", []),
        ("流水号2026050800000000", []),
        ("请拨13812345678。", [("mobile", "13812345678")]),
        ("请拨138-1234-5678。", [("mobile", "138-1234-5678")]),
        ("请拨+86 138 1234 5678。", [("mobile", "+86 138 1234 5678")]),
        ("请拨138****5678。", []),
        ("请拨0571-88123456，或88123456转8012。", []),
        ("全国热线12351，客服400-810-1234。", []),
        ("订单20260508138123456789", []),
    ],
)
def test_personal_data(text, expected):
    assert [pair for pair in found(text) if pair[0] != "width"] == expected


def test_a_contact_is_there_to_be_called_at():
    (hit,) = check_text("张工 13812345678", Role.CONTACT, checklist())

    assert (hit.rule, hit.level) == ("mobile", Level.HINT)


def test_a_message_does_not_repeat_the_number():
    (hit,) = check_text(f"证号{ID}", Role.BODY, checklist())

    assert ID not in hit.message
    assert "1949" not in hit.message


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_personal_data_is_found_in_every_language(language):
    assert found(f"ID {ID}", rule="idcard", language=language) == [ID]


# --- Traditional characters ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("召開職工代表大會", ["開職", "會"]),
        ("著作权、皇后、乾坤、瞭望、一目了然、於姓", []),
        ("里程、公里、云计算、发展、头发、面条、复习、才能", []),
    ],
)
def test_traditional_characters(text, expected):
    assert [word for word in found(text, rule="traditional") if word != "於"] == expected


# --- Punctuation and width ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("完成率98%,较去年增长。", [","]),
        ("同志们:大家好!", [":", "!"]),
        ('他说:"好的"。', [":", '"好的"']),
        ("参加(含家属)会议。", ["(含家属)"]),
        ("会议结束.大家鼓掌。", ["."]),
        ("等等...", ["..."]),
        ("等等。。。", ["。。。"]),
        ("他来了，。", ["，。"]),
        ("大家好，，请坐。", ["，，"]),
        ("职工--我们的家人", ["--"]),
        ("有。 后面", [" "]),
        ("比分3:2，时间14:30，共1,200人，增长3.5%。", []),
        ("网址https://www.example.com/a?b=1，文件a.docx。", []),
        ("GPT-4和5G，A4纸（3张），“好”……是吗？！", []),
        ("1）第一；2）第二", []),
        ("第一章 总则", []),
        ("In English, it is fine: yes!", []),
        ("“第一段没有完\n“第二段完了。”", ["“第一段没有完"]),
    ],
)
def test_punctuation(text, expected):
    assert found(text, rule="punctuation") == expected


def test_places_in_the_text_are_exact_after_a_line_break():
    text = "第一行。\n第二行,还有"
    (hit,) = [hit for hit in check_text(text, Role.BODY, checklist()) if hit.rule == "punctuation"]

    assert (hit.start, hit.end, hit.suggestion) == (8, 9, "，")


# --- Laws ---


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("《劳动合同法》第三十九条", "law", []),
        ("《中华人民共和国劳动合同法（2012年修正）》第39条", "law", []),
        ("《劳动合同法》第九十九条", "law", ["《劳动合同法》第九十九条"]),
        ("《劳动法》第200条", "law", ["《劳动法》第200条"]),
        ("《女职工劳动保护规定》", "law", ["女职工劳动保护规定"]),
        ("《生产安全法》", "law", ["生产安全法"]),
        ("《行政处罚法》", "law", []),
        ("《行政处罚法》", "unknown_law", ["行政处罚法"]),
        ("《公司考勤管理办法》《工作方法》《人民日报》", "unknown_law", []),
        ("《公司考勤管理办法》《工作方法》《人民日报》", "law", []),
    ],
)
def test_law_titles(text, rule, expected):
    assert found(text, rule=rule) == expected


def test_the_name_that_was_meant_is_suggested():
    (hit,) = check_text("《女职工劳动保护规定》", Role.BODY, checklist())

    assert hit.suggestion == "女职工劳动保护特别规定"


def test_an_empty_library_finds_nothing():
    assert check_text("《劳动合同发》《劳动合法同》", Role.BODY, checklist(laws=type(LAWS)())) == []


# --- Dates ---


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("width", "共１２３人", ["１２３"]),
        ("width", "ＡＢ岗", ["ＡＢ"]),
        ("width", "共123人（3％）", []),
        ("date", "2月30日", ["2月30日"]),
        ("date", "2月29日", []),
        ("date", "2026年2月29日", ["2026年2月29日"]),
        ("date", "13月5日", ["13月5日"]),
        ("date", "2026-13-05", ["2026-13-05"]),
        ("date", "2026年5月8日（星期五）", []),
        ("date", "2026年5月8日（星期四）", ["2026年5月8日（星期四）"]),
        ("date", "5月8日星期五", []),
        ("date", "5月8日星期二", ["5月8日星期二"]),
        ("date", "5月30日至28日", ["5月30日至28日"]),
        ("date", "5月30日至6月2日", []),
        ("date", "12月30日至1月3日", []),
        ("date", "下午14时75分", ["14时75分"]),
        ("date", "上午25:00", ["25:00"]),
        ("date", "比分35:78，比例3:100", []),
        ("date", "8月1日至7月31日", ["8月1日至7月31日"]),
        ("unfinished", "〔待补充：写本期的创新做法〕", ["〔待补充：写本期的创新做法〕"]),
        ("unfinished", "到会35人【待核实】。", ["【待核实】"]),
        ("unfinished", "（待填写", ["（待填写"]),
        ("unfinished", "值班请打〔值班电话〕。", ["〔值班电话〕"]),
        ("unfinished", "人社部发〔2025〕2号，〔唐〕李白", []),
        ("unfinished", "材料待补充的，请在三日内补充。", []),
    ],
)
def test_width_dates_and_gaps(rule, text, expected):
    assert found(text, rule=rule) == expected


# --- Other languages, and text as it is ---


def test_rules_of_chinese_writing_leave_english_alone():
    text = "In 2026年2月30日 (星期五),登陸 《劳动合同发》"

    assert found(text, language="en") == []


@pytest.mark.parametrize(
    "text",
    [
        "5月8日，公司工会在综合楼报告厅召开第十二届职工代表大会第三次会议，98名代表到会。",
        "会议审议通过了《集体合同（草案）》，并就女职工特殊权益保护作了说明。",
        "依据《劳动合同法》第三十八条，劳动者可以解除劳动合同；用人单位应当支付经济补偿。",
        "咨询电话：0571-88123456（工作日8:30—17:00），邮箱：union@example.com。",
        "“五一”前夕，机加车间李师傅获评“工人先锋号”：3台机床、12个夜班、0次返工……",
        "奖金分三档：一等奖1,200元，二等奖800元，三等奖500元；增长3.5个百分点。",
    ],
)
def test_good_text_has_no_finding(text):
    assert found(text) == []
