"""What does not come over is named, with its place."""

import pytest

from tests import word_documents as word
from tests.publishing.word_import.importing import blocks, imported, notes, places

pytestmark = pytest.mark.once


@pytest.fixture
def take(tree, author):
    def take(*body, **options):
        return imported(word.docx(*body, **options), parent=tree.news, user=author)

    return take


def note_part(kind: str, words: str) -> str:
    name = kind.removesuffix("s")
    return f'{word.XML}<w:{kind} {word.NAMESPACES}><w:{name} w:id="2">{word.p(words)}</w:{name}></w:{kind}>'


@pytest.mark.parametrize(
    ("inside", "words", "place"),
    [
        (word.text_box(word.p("联系人电话")), "文本框没有导入", "第1段“正文一句” “联系人电话”"),
        (word.CHART, "图表没有导入", "第1段“正文一句”"),
        (word.FORMULA, "公式没有导入", "第1段“正文一句”"),
        (word.OBJECT, "嵌入的文件", "第1段“正文一句”"),
        ("<w:r><w:pict><v:rect/></w:pict></w:r>", "形状、线条", "第1段“正文一句”"),
        (word.run("不公开的话", "<w:vanish/>"), "隐藏的文字没有导入", "第1段“正文一句不公开的话”"),
        ('<w:r><w:sym w:font="Unknown" w:char="F0FF"/></w:r>', "特殊符号没有导入", "第1段“正文一句”"),
        ('<w:r><w:sym w:font="Unknown" w:char="zz"/></w:r>', "特殊符号没有导入", "第1段“正文一句”"),
    ],
)
def test_what_is_no_text_is_dropped_with_its_place(take, inside, words, place):
    result = take(word.p("正文一句", inside))

    assert blocks(result) == [("paragraph", "<p>正文一句</p>")]
    assert places(result, words) == [place]


def test_footnotes_and_comments_are_dropped_and_quoted(take):
    result = take(
        word.p("有注的一段", '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        relations=word.relation("f", "footnotes", "footnotes.xml") + word.relation("c", "comments", "comments.xml"),
        extra={
            "word/footnotes.xml": note_part("footnotes", "数据来自质量部"),
            "word/comments.xml": note_part("comments", "这里要再核实"),
        },
    )

    assert blocks(result) == [("paragraph", "<p>有注的一段</p>")]
    assert places(result, "脚注") == ["第1段“有注的一段” “数据来自质量部”"]
    assert places(result, "批注") == ["“这里要再核实”"]


def test_headers_and_footers_are_named_unless_they_hold_a_page_number_only(take):
    def part(kind: str, words: str) -> str:
        return f"{word.XML}<w:{kind} {word.NAMESPACES}>{word.p(words)}</w:{kind}>"

    result = take(
        word.p("正文。"),
        relations=word.relation("h", "header", "header1.xml") + word.relation("f", "footer", "/word/footer1.xml"),
        extra={"word/header1.xml": part("hdr", "内部资料"), "word/footer1.xml": part("ftr", "- 1 -")},
    )

    assert [text for text in notes(result) if "页眉" in text or "页脚" in text] == ["页眉没有导入：“内部资料”。"]


def test_tracked_changes_insertions_stay_deletions_go(take):
    deleted = '<w:del w:id="1"><w:r><w:delText>旧的</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{word.run("新的")}</w:ins>'
    result = take(
        word.p("开头", deleted, inserted, "结尾"),
        word.p("并到下一段", properties="<w:rPr><w:del w:id='3'/></w:rPr>"),
        word.p("的话"),
    )

    assert blocks(result) == [("paragraph", "<p>开头新的结尾</p><p>并到下一段的话</p>")]
    assert {"修订：插入的内容已接受。请确认修订都已定稿。", "修订：标为删除的内容没有导入。"} <= set(
        notes(result, "changed")
    )


def test_a_table_of_contents_is_left_out(take):
    result = take(word.p("一、安排……1", style="TOC1"), word.p("正文。"))

    assert blocks(result) == [("paragraph", "<p>正文。</p>")]
    assert "自动目录没有导入，网页不需要。" in notes(result, "dropped")


def test_raised_figures_keep_their_meaning(take):
    result = take(word.p("1200m", word.run("2", '<w:vertAlign w:val="superscript"/>')))

    assert blocks(result) == [("paragraph", "<p>1200m²</p>")]


def test_words_of_another_document_never_come_in_through_a_relation(take):
    """A template or picture on another host is neither fetched nor kept."""
    result = take(
        word.p("正文。", word.picture("far")),
        relations=word.relation("far", "image", "http://192.0.2.1/x.png", is_external=True)
        + word.relation("t", "attachedTemplate", "http://192.0.2.1/x.dotm", is_external=True),
    )

    assert blocks(result) == [("paragraph", "<p>正文。</p>")]
    assert {
        "链接到外部的图片没有导入，请另存到电脑后上传。",
        "指向其他文件的外部链接（模板、子文档）没有导入。",
    } <= set(notes(result, "dropped"))


def test_a_clean_document_has_nothing_to_say_but_the_date(take):
    result = take(word.p("标题", style="Title"), word.p("正文。"))

    assert notes(result, "dropped") == []
