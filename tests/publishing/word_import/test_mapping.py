"""What becomes of the text: title, headings, paragraphs, lists, links, numbers, names."""

import pytest

from tests import word_documents as word
from tests.publishing.word_import.importing import blocks, imported, notes, places
from unionsite.accounts.models import Department

pytestmark = pytest.mark.once


@pytest.fixture
def take(tree, author):
    def take(*body, name="稿件.docx", **options):
        return imported(word.docx(*body, **options), parent=tree.news, user=author, name=name)

    return take


def test_styles_of_word_become_title_headings_paragraphs_and_quotations(take):
    result = take(
        word.p("公司工会召开职工代表座谈会", style="Title"),
        word.p("会议由工会主席主持。", word.run("17件", word.BOLD), "问题", word.run("现场", "<w:i/>"), "办结。"),
        word.p("会议听取的意见", style="1"),
        word.p("食堂", style="2"),
        word.p("问题不过夜。", style="Quote"),
        word.p("——一位班组长", style="Quote"),
    )

    assert result.page.title == "公司工会召开职工代表座谈会"
    assert blocks(result) == [
        ("paragraph", "<p>会议由工会主席主持。<b>17件</b>问题<i>现场</i>办结。</p>"),
        ("heading", {"text": "会议听取的意见", "level": "h2"}),
        ("heading", {"text": "食堂", "level": "h3"}),
        ("quote", {"text": "问题不过夜。", "attribution": "一位班组长"}),
    ]


def test_styles_and_numbers_of_wps_are_understood(take):
    result = take(
        word.p("关于开展安全月活动的通知", style="4"),
        word.p("活动安排", style="2"),
        word.p("宣传", style="3"),
        word.p("检查", style="3"),
        word.p("工作要求", style="2"),
        styles=word.WPS_STYLES,
        numbering=word.numbering(word.CHINESE),
    )

    assert result.page.title == "关于开展安全月活动的通知"
    assert [value["text"] for _kind, value in blocks(result)] == [
        "一、活动安排",
        "（一）宣传",
        "（二）检查",
        "二、工作要求",
    ]
    assert places(result, "自动编号") == ["一、“活动安排”", "（一）“宣传”", "（二）“检查”", "二、“工作要求”"]


def test_quotations_of_libreoffice_are_understood(take):
    styles = word.styles(word.style("BlockQuotation", "Block Quotation"))
    result = take(word.p("问题不过夜。", style="BlockQuotation"), styles=styles)
    assert blocks(result) == [("quote", {"text": "问题不过夜。", "attribution": ""})]


def test_a_first_centred_large_line_is_the_title_even_over_two_lines(take):
    big = word.size(44)
    result = take(
        word.p("关于组织职工", align="center", look=big),
        word.p("参加技能比武的通知", align="center", look=big),
        word.p("各部门："),
    )

    assert result.page.title == "关于组织职工参加技能比武的通知"
    assert blocks(result) == [("paragraph", "<p>各部门：</p>")]


def test_the_file_name_stands_in_for_a_missing_title_and_the_editor_is_told(take):
    result = take(word.p("第一段。"), name="九月座谈会.docx")

    assert result.page.title == "九月座谈会"
    assert "没有认出标题，暂用文件名“九月座谈会”，请改写。" in notes(result, "todo")


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["1", "2", "3"], ["h2", "h3", "h3"]),
        (["2", "3", "2"], ["h2", "h3", "h2"]),
        (["3", "1", "3"], ["h2", "h2", "h3"]),
    ],
)
def test_headings_come_into_a_right_order(take, levels, expected):
    result = take(word.p("正文在前。"), *(word.p(f"小标题{n}", style=style) for n, style in enumerate(levels)))

    assert [value["level"] for kind, value in blocks(result) if kind == "heading"] == expected


def test_bold_numbered_lines_are_headings_without_a_style(take):
    result = take(
        word.p("正文。"),
        word.p("一、活动安排", look=word.BOLD),
        word.p("（一）宣传", look='<w:rFonts w:eastAsia="楷体_GB2312"/>'),
        word.p("一、这一句有句号，不是小标题。", look=word.BOLD),
    )

    assert blocks(result)[1:3] == [
        ("heading", {"text": "一、活动安排", "level": "h2"}),
        ("heading", {"text": "（一）宣传", "level": "h3"}),
    ]
    assert blocks(result)[3] == ("paragraph", "<p><b>一、这一句有句号，不是小标题。</b></p>")


def test_a_heading_too_long_for_the_block_becomes_a_bold_paragraph(take):
    long = "很长的小标题" * 12
    result = take(word.p("正文。"), word.p(long, style="1"))

    assert blocks(result) == [("paragraph", f"<p>正文。</p><p><b>{long}</b></p>")]


def test_empty_paragraphs_leading_spaces_and_line_breaks_are_cleaned(take):
    result = take(
        word.p("\u3000\u3000第一段。"),
        word.p("  "),
        word.p("上一行", "<w:r><w:br/></w:r>", "下一行"),
    )

    assert blocks(result) == [("paragraph", "<p>第一段。</p><p>上一行</p><p>下一行</p>")]
    assert {"段首的空格已去掉，网页会用统一的段落样式。", "空段落已去掉。", "段内的人工换行已改为分段。"} <= set(
        notes(result, "changed")
    )


def test_plain_lists_stay_lists(take):
    result = take(
        word.p("要求："),
        word.p("佩戴安全帽", number=(1, 0)),
        word.p("凭证入场", number=(1, 0)),
        word.p("准备："),
        word.p("茶水", number=(2, 0)),
        word.p("桶装", number=(2, 1)),
        numbering=word.numbering(word.DECIMAL, word.BULLETS),
    )

    assert blocks(result) == [
        (
            "paragraph",
            "<p>要求：</p><ol><li>佩戴安全帽</li><li>凭证入场</li></ol><p>准备：</p>"
            "<ul><li>茶水<ul><li>桶装</li></ul></li></ul>",
        )
    ]


def test_a_list_that_goes_on_after_a_paragraph_keeps_its_numbers_as_text(take):
    result = take(
        word.p("报名", number=(1, 0)),
        word.p("初赛", number=(1, 0)),
        word.p("初赛之后公布名单。"),
        word.p("决赛", number=(1, 0)),
        numbering=word.numbering(word.DECIMAL),
    )

    assert blocks(result) == [
        ("paragraph", "<ol><li>报名</li><li>初赛</li></ol><p>初赛之后公布名单。</p><p>3.决赛</p>")
    ]


@pytest.mark.parametrize(
    ("format", "text", "expected"),
    [
        ("chineseCountingThousand", "第%1条", ["第十一条", "第十二条"]),
        ("japaneseCounting", "%1、", ["十一、", "十二、"]),
        ("decimalEnclosedCircle", "%1", ["⑪", "⑫"]),
        ("ideographDigital", "%1", ["一一", "一二"]),
        ("chineseLegalSimplified", "%1、", ["壹拾壹、", "壹拾贰、"]),
        ("upperLetter", "%1)", ["K)", "L)"]),
        ("lowerRoman", "%1.", ["xi.", "xii."]),
    ],
)
def test_automatic_numbers_are_written_as_word_shows_them(take, format, text, expected):
    result = take(
        word.p("甲句", number=(1, 0)),
        word.p("乙句", number=(1, 0)),
        numbering=word.numbering((word.level(0, format, text, start=11),)),
    )

    assert blocks(result) == [("paragraph", f"<p>{expected[0]}甲句</p><p>{expected[1]}乙句</p>")]


def test_an_unknown_kind_of_number_is_left_to_the_editor(take):
    result = take(word.p("甲句", number=(1, 0)), numbering=word.numbering((word.level(0, "hebrew1", "%1、"),)))

    assert "这里的自动编号样式不认识，暂写成数字，请核对。" in notes(result, "todo")


def test_numbers_restart_where_the_document_says_so(take):
    result = take(
        word.p("甲", number=(1, 0)),
        word.p("正文。"),
        word.p("乙", number=(5, 0)),
        numbering=word.numbering(word.CHINESE, overrides={5: 1}),
    )

    assert blocks(result) == [("paragraph", "<p>一、甲</p><p>正文。</p><p>一、乙</p>")]


def test_links_to_the_web_stay_others_lose_their_address(take):
    result = take(
        word.p('<w:hyperlink r:id="web"><w:r><w:t>网站</w:t></w:r></w:hyperlink>'),
        word.p('<w:hyperlink r:id="script"><w:r><w:t>脚本</w:t></w:r></w:hyperlink>'),
        word.p('<w:hyperlink r:id="file"><w:r><w:t>文件</w:t></w:r></w:hyperlink>'),
        word.p('<w:hyperlink w:anchor="_Toc1"><w:r><w:t>目录项</w:t></w:r></w:hyperlink>'),
        links={"web": "https://example.com/a?b=1&c=2", "script": "javascript:alert(1)", "file": "file:///C:/a.doc"},
    )

    assert blocks(result) == [
        (
            "paragraph",
            '<p><a href="https://example.com/a?b=1&amp;c=2">网站</a></p><p>脚本</p><p>文件</p><p>目录项</p>',
        )
    ]
    assert places(result, "链接没有保留") == ["第2段“脚本”", "第3段“文件”"]


def test_looks_within_a_link_stay_inside_it(take):
    inside = word.run("网站", word.BOLD) + word.run("首页", f"{word.BOLD}<w:i/>") + word.run("见")
    result = take(
        word.p("请", f'<w:hyperlink r:id="web">{inside}</w:hyperlink>'), links={"web": "https://example.com/"}
    )

    assert blocks(result) == [("paragraph", '<p>请<a href="https://example.com/"><b>网站<i>首页</i></b>见</a></p>')]


@pytest.mark.parametrize(
    ("font", "code", "sign"), [("Wingdings", "F0FC", "✓"), ("Wingdings 2", "0052", "☑"), ("Symbol", "F0B1", "±")]
)
def test_signs_of_symbol_fonts_are_those_of_unicode(take, font, code, sign):
    result = take(word.p("已办", f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'))

    assert blocks(result) == [("paragraph", f"<p>已办{sign}</p>")]


def test_markup_in_words_stays_words(take):
    result = take(word.p(word.run("<b onclick=x>&amp;")))

    assert blocks(result) == [("paragraph", "<p>&lt;b onclick=x&gt;&amp;amp;</p>")]


def test_names_and_source_go_to_their_fields(take, department):
    result = take(
        word.p("座谈会召开", style="Title"),
        word.p("来源：公司工会　　作者：李明　摄影：王五", align="center"),
        word.p("会议于2026年5月8日召开。"),
        word.p("（供稿：机加车间）"),
    )

    page = result.page
    assert (page.source_name, page.author, page.department) == ("公司工会", "李明", department)
    assert blocks(result) == [("paragraph", "<p>会议于2026年5月8日召开。</p>")]


def test_an_unknown_department_is_left_to_the_editor(take):
    result = take(word.p("正文。"), word.p("供稿：没有的车间"))

    assert result.page.department is None
    assert not Department.objects.filter(name="没有的车间").exists()
    assert "供稿部门“没有的车间”不在部门列表里，请选择。" in notes(result, "todo")


def test_a_sentence_that_begins_like_a_credit_stays_in_the_text(take, author):
    result = take(word.p("作者：在这次会议上，他讲了三件事。大家都同意。"))

    assert result.page.author == author.name, "of whoever imports, as in a new piece"
    assert blocks(result) == [("paragraph", "<p>作者：在这次会议上，他讲了三件事。大家都同意。</p>")]


def test_the_day_of_the_event_is_taken_from_the_text_and_said(take):
    result = take(word.p("会议于2026年5月8日召开。"))

    assert f"{result.page.starts_at:%Y-%m-%d %H:%M}" == "2026-05-08 09:00"
    assert "“开始时间”取自文稿，填为2026-05-08，请改为实际的时间。" in notes(result, "todo")


def test_a_day_that_the_text_does_not_name_is_not_made_up(take):
    result = take(word.p("会议已经召开。"))

    assert result.page.starts_at is None
    assert "“开始时间”必须填写，文稿里没有找到日期，请填写。" in notes(result, "todo")
