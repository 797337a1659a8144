"""Official texts line by line: small ones that are invented, and what is said of lines that are not understood."""

import pytest

from tests.laws import layouts
from unionsite.laws.official import read_official
from unionsite.laws.parsing import StatuteError, parse_data


def read(lines: list[str]):
    reading = read_official("\n\n".join(lines))
    return reading, parse_data(reading.data)


def became(reading) -> list[tuple[str, str]]:
    return [(line.text, line.became) for line in reading.lines]


@pytest.mark.parametrize(
    "layout",
    [
        layouts.plain,
        layouts.with_contents,
        layouts.with_page_numbers,
        layouts.by_order,
        layouts.history_on_lines,
        layouts.with_annex,
        layouts.label_on_its_own_line,
        layouts.with_half_spaces,
        layouts.without_space,
        layouts.in_wide_digits,
    ],
    ids=lambda layout: layout.__name__,
)
@pytest.mark.parametrize("change", [layouts.branched, lambda data: data], ids=["branched", "as it is"])
def test_every_layout_gives_the_same_articles(layout, change):
    data = layouts.invented()
    data = data if layout is layouts.in_wide_digits else change(data)
    reading, parsed = read(layout(data))
    wanted = parse_data(data)
    assert [row for row in parsed.articles if row.number] == list(wanted.articles)
    assert (parsed.title, parsed.category, parsed.issuer) == (wanted.title, wanted.category, wanted.issuer)
    assert reading.in_force in ("自2020年5月1日起施行", "自2019年4月1日起施行")


def test_books_chapters_and_sections_are_one_path():
    lines = ["职工休息法", "第一编　总　　则", "第一分编", "一般规定", "第一章　范围", "第一节　时间", "第一条　甲。"]
    reading, parsed = read([*lines, "第二章　附则", "第二条　乙。"])
    assert [row.chapter for row in parsed.articles] == [
        "第一编 总则 第一分编 一般规定 第一章 范围 第一节 时间",
        "第一编 总则 第一分编 一般规定 第二章 附则",
    ]
    assert ("第一分编 一般规定", "第一分编 一般规定") in became(reading)


def test_an_interpretation_has_an_announcement_a_number_and_a_preamble():
    data = layouts.invented(
        chapters=False, title="最高人民法院关于午间休息的解释（一）", preamble="为正确审理案件，制定本解释。"
    )
    reading, parsed = read(layouts.by_announcement(data))
    assert parsed.title == "最高人民法院关于午间休息的解释（一）"
    assert (parsed.category, parsed.issuer) == ("interpretation", "最高人民法院")
    assert parsed.preamble == "为正确审理案件，制定本解释。"
    assert len(parsed.articles) == 12
    assert became(reading)[5:8] == [
        ("法释〔2020〕26号", "令、公告、文号（不收入）"),
        ("最高人民法院", "标题"),
        ("关于午间休息的解释（一）", "标题"),
    ]
    assert became(reading)[-1] == ("2020年12月29日", "落款（不收入）")


def test_the_history_in_steps_and_what_is_guessed_from_it():
    history = (
        "（1992年4月3日第七届全国人民代表大会第五次会议通过　根据2001年10月27日第九届全国人民代表大会常务委员会"
        "第二十四次会议《关于修改〈甲法〉的决定》修正　自2001年12月1日起施行）"
    )
    _reading, parsed = read(["中华人民共和国甲法", history, "第一条　甲。"])
    assert parsed.history.split("\n") == [
        "1992年4月3日 第七届全国人民代表大会第五次会议通过",
        "2001年10月27日 第九届全国人民代表大会常务委员会第二十四次会议《关于修改〈甲法〉的决定》修正",
        "2001年12月1日 施行",
    ]
    assert (parsed.short_title, parsed.category, parsed.issuer) == ("甲法", "law", "全国人民代表大会")
    assert f"{parsed.amended_on}" == "2001-10-27"


@pytest.mark.parametrize(
    ("title", "history", "issuer", "category"),
    [
        (
            "某某省休息条例",
            "（2020年1月1日某某省第十届人民代表大会常务委员会第一次会议通过）",
            "某某省人民代表大会常务委员会",
            "local",
        ),
        ("休息条例", "（2004年11月1日中华人民共和国国务院令第423号公布）", "国务院", "regulation"),
        ("休息实施办法", "（2008年9月18日人力资源和社会保障部令第1号公布）", "人力资源和社会保障部", "rule"),
        ("人力资源市场暂行条例", "（2018年5月2日国务院第7次常务会议通过）", "国务院", "regulation"),
    ],
)
def test_who_made_it_is_guessed(title, history, issuer, category):
    _reading, parsed = read([title, history, "第一条　甲。"])
    assert (parsed.issuer, parsed.category) == (issuer, category)


def test_a_notice_without_articles_is_read_in_parts():
    lines = ["关于午休的通知", "劳社部发〔2008〕3号", "各单位：", "现通知如下：", "一、时间", "三十分钟。"]
    _reading, parsed = read([*lines, "二、本通知自2008年5月1日起施行，请遵照执行。", "某某部", "2008年4月1日"])
    assert (parsed.title, parsed.history) == ("关于午休的通知", "劳社部发〔2008〕3号")
    assert parsed.preamble == "各单位：\n现通知如下："
    assert [(row.label, row.text) for row in parsed.articles] == [
        ("一、时间", "三十分钟。"),
        ("二", "本通知自2008年5月1日起施行，请遵照执行。"),
    ]


def test_the_articles_of_a_decisions_annex_are_articles():
    reading, parsed = read(layouts.annex_of_a_decision(layouts.invented()))
    assert [row.label for row in parsed.articles[:4]] == ["一", "二", "附", "第一条"]
    assert parsed.articles[3].chapter == "附 第一章 总则"
    assert sum(row.number > 0 for row in parsed.articles) == 12
    assert not reading.doubts


def test_an_annex_keeps_its_own_articles_as_words():
    _reading, parsed = read(layouts.with_annex(layouts.invented()))
    assert (parsed.articles[-1].label, parsed.articles[-1].number) == ("附件1", 0)
    assert parsed.articles[-1].text.endswith("第一条附件自己的条文。")


def test_a_preface_comes_before_the_articles():
    _reading, parsed = read(
        ["某章程", "目录", "序言", "第一章　总则", "序　言", "开头的话。", "第一章　总则", "第一条　甲。"]
    )
    assert (parsed.preamble, len(parsed.articles)) == ("开头的话。", 1)


@pytest.mark.parametrize(
    ("lines", "number", "doubt"),
    [
        (["第一条　甲。", "第三条　丙。"], 3, "前面缺第二条。"),
        (["第一条　甲。", "第二条　乙。", "第一条　又一条。"], 4, "条号与前后不连"),
        (["第一条　甲。", "第九条　引用别的。", "第二条　乙。"], 3, "条号与前后不连"),
        (["第一条　甲。", "第二条"], 3, "只有条号，没有文字"),
        (["（2020年1月1日公布）", "编辑部", "第一条　甲。"], 3, "没有认出是什么"),
    ],
)
def test_what_is_not_understood_is_said_by_its_line(lines, number, doubt):
    reading, _parsed = read(["休息条例", *lines])
    assert [(line.number, doubt in line.doubt) for line in reading.doubts] == [(number, True)]


@pytest.mark.parametrize("text", ["", "第一天我们去了工厂。\n大家很高兴。", "第一章　总则"])
def test_a_text_without_articles_is_refused(text):
    with pytest.raises(StatuteError):
        parse_data(read_official(text).data)
