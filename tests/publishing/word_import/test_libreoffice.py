"""Documents that a real office program wrote. Skipped where there is none."""

import base64

import pytest

from tests.factories import picture_bytes
from tests.office import converted, flat, needs_office
from tests.publishing.word_import.importing import blocks, imported, notes, upload

pytestmark = needs_office

STYLES = (
    '<style:style style:name="Title" style:family="paragraph"/>'
    '<style:style style:name="Quotations" style:family="paragraph"/>'
    + "".join(
        f'<style:style style:name="Heading_20_{n}" style:display-name="Heading {n}" style:family="paragraph"'
        f' style:default-outline-level="{n}"/>'
        for n in (1, 2)
    )
    + '<text:outline-style style:name="Outline">'
    '<text:outline-level-style text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>'
    '<text:outline-level-style text:level="2" style:num-format="一, 二, 三, ..." style:num-prefix="（"'
    ' style:num-suffix="）"/>'
    "</text:outline-style>"
    '<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    "</text:list-style>"
)
CHANGE = "<office:change-info><dc:creator>甲</dc:creator><dc:date>2026-05-08T10:00:00</dc:date></office:change-info>"
BODY = f"""<text:tracked-changes><text:changed-region text:id="gone"><text:deletion>{CHANGE}<text:p>已删除的话</text:p>
</text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name="Title">关于延长食堂夜班供餐时间的通报</text:p>
<text:h text:style-name="Heading_20_1" text:outline-level="1">总体情况</text:h>
<text:p>十一点下班<text:change text:change-id="gone"/>。<text:note text:note-class="footnote"><text:note-citation>1
</text:note-citation><text:note-body><text:p>脚注的话</text:p></text:note-body></text:note>见<text:a
 xlink:href="https://example.com/">网站</text:a>。<office:annotation><dc:creator>甲</dc:creator><text:p>批注的话</text:p>
</office:annotation></text:p>
<text:h text:style-name="Heading_20_2" text:outline-level="2">调查</text:h>
<text:list text:style-name="Bullets"><text:list-item><text:p>甲班</text:p></text:list-item>
<text:list-item><text:p>乙班</text:p></text:list-item></text:list>
<text:p>文字绕着图<draw:frame text:anchor-type="paragraph" svg:width="4cm" svg:height="3cm"><draw:image>
<office:binary-data>PICTURE</office:binary-data></draw:image><svg:desc>职工在食堂门口排队</svg:desc></draw:frame>。</text:p>
<text:p>框外<draw:frame text:anchor-type="paragraph" svg:width="4cm"><draw:text-box fo:min-height="1cm">
<text:p>框里的话</text:p></draw:text-box></draw:frame>的话。</text:p>
<table:table><table:table-column table:number-columns-repeated="3"/>
<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>部门</text:p></table:table-cell>
<table:table-cell table:number-columns-spanned="2"><text:p>人数</text:p></table:table-cell>
<table:covered-table-cell/></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>男</text:p></table:table-cell>
<table:table-cell><text:p>女</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>炼钢</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell>
<table:table-cell><text:p>1,034</text:p></table:table-cell></table:table-row></table:table>
<text:p text:style-name="Quotations">问题不过夜。</text:p>"""


@pytest.fixture
def source(settings, tmp_path) -> bytes:
    settings.MEDIA_ROOT = tmp_path / "media"
    return flat(BODY.replace("PICTURE", base64.b64encode(picture_bytes()).decode()), styles=STYLES)


@pytest.mark.parametrize("by_way_of", ["", "odt", "rtf"])
def test_what_libreoffice_wrote_is_understood(source, by_way_of, tree, author, tmp_path):
    name = "notice.fodt"
    if by_way_of:
        source, name = converted(tmp_path, name, source, by_way_of), f"notice.{by_way_of}"
    result = imported(converted(tmp_path, name, source, "docx"), parent=tree.news, user=author)

    assert result.page.title == "关于延长食堂夜班供餐时间的通报"
    found = blocks(result)
    assert [kind for kind, _value in found] == [
        "heading", "paragraph", "heading", "paragraph", "picture", "paragraph", "table", "quote",
    ]  # fmt: skip
    values = [value for _kind, value in found]
    assert [values[0]["text"][-4:], values[2]["text"][-2:]] == ["总体情况", "调查"]
    assert values[1] == '<p>十一点下班。见<a href="https://example.com/">网站</a>。</p>'
    assert values[3] == "<ul><li>甲班</li><li>乙班</li></ul><p>文字绕着图。</p>"
    assert values[4]["picture"]["alt_text"] == ("" if by_way_of == "rtf" else "职工在食堂门口排队")
    assert values[5] == "<p>框外的话。</p>"
    assert [column["heading"] for column in values[6]["columns"]] == ["部门", "人数·男", "人数·女"]
    assert values[6]["rows"] == [{"values": ["炼钢", 12.0, 1034.0]}]
    dropped = "".join(notes(result, "dropped") + notes(result, "changed"))
    for word in ("批注", "脚注", "文本框", "标为删除"):
        assert word in dropped


def test_an_old_word_file_is_refused_with_advice_whatever_its_name(source, tree, client, author, tmp_path):
    client.force_login(author)
    old = converted(tmp_path, "notice.fodt", source, "doc")
    for name in ("通报.doc", "通报.wps", "通报.docx"):
        response = upload(client, tree.news, old, name=name)
        assert response.status_code == 200
        assert "选“文件—另存为”，文件类型选“Word 文件（*.docx）”" in response.content.decode()
