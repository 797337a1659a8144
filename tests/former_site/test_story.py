"""HTML and plain text of a former website as blocks of the body."""

import pytest

from former_site.story import NoStory, to_story


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("第一段。\r\n\r\n　　第二段 <3 & 好。", [("paragraph", "<p>第一段。</p><p>第二段 &lt;3 &amp; 好。</p>")]),
        ("<div>甲<br><br>乙<br>丙</div>", [("paragraph", "<p>甲</p><p>乙<br/>丙</p>")]),
        (
            '<p style="color:red">他<strong>说</strong><em>好</em><script>alert(1)</script></p>',
            [("paragraph", "<p>他<b>说</b><i>好</i></p>")],
        ),
        ("<h1>一、开头</h1><p>文</p>", [("heading", {"text": "一、开头", "level": "h2"}), ("paragraph", "<p>文</p>")]),
        (f"<h2>{'长' * 61}</h2>", [("paragraph", f"<p><b>{'长' * 61}</b></p>")]),
        (
            "<ul><li>甲<ol><li>乙</li></ol></li><li></li></ul>",
            [("paragraph", "<ul><li>甲<ol><li>乙</li></ol></li></ul>")],
        ),
        ("<blockquote><p>原话</p></blockquote>", [("quote", {"text": "原话", "attribution": ""})]),
        (
            '<p><a href="https://example.com/a?b=1&c=2" onclick="x()">网</a>和<a href="javascript:alert(1)">坏</a></p>',
            [("paragraph", '<p><a href="https://example.com/a?b=1&amp;c=2">网</a>和坏</p>')],
        ),
        ("<div><p>甲</p>乙<span>丙<p>丁</p></span></div>", [("paragraph", "<p>甲</p><p>乙丙</p><p>丁</p>")]),
        (
            "<table><tr><td><p>版式</p><ul><li>项</li></ul></td></tr></table>",
            [("paragraph", "<p>版式</p><ul><li>项</li></ul>")],
        ),
        (
            "<table><caption>表一</caption><tr><th>车间</th><th>人数</th></tr><tr><td>总装</td><td>12</td></tr></table>",
            [
                (
                    "table",
                    {
                        "caption": "表一",
                        "columns": [{"type": "text", "heading": "车间"}, {"type": "number", "heading": "人数"}],
                        "rows": [{"values": ["总装", 12.0]}],
                    },
                )
            ],
        ),
    ],
)
def test_what_becomes_of_a_body(body, blocks):
    assert to_story(body)[0] == blocks


def test_links_within_the_old_site_lead_there_where_it_is_known():
    body = '<p><a href="/news/1.html">旧文</a></p>'

    assert to_story(body, "https://old.example.com/x/2.html") == (
        [("paragraph", '<p><a href="https://old.example.com/news/1.html">旧文</a></p>')],
        [],
    )
    assert to_story(body) == ([("paragraph", "<p>旧文</p>")], ["1个站内链接只留文字"])


def test_pictures_are_told():
    assert to_story("<p>文<img src='a.jpg'></p><p><img src='b.jpg'></p>") == (
        [("paragraph", "<p>文</p>")],
        ["2张图片没有导入"],
    )


def test_files_beside_the_table_become_blocks():
    body = """<p>甲<img src="files/a.jpg" alt="职工 合影">乙</p><figcaption>图为合影</figcaption>
    <table><tr><td><img src="files/b.png"></td><td>丙</td></tr></table><p>见<a href="files/c.pdf">名单.pdf</a>。</p>
    <p><a href="files/d.docx">表.docx</a></p><p><img src="files/../e.jpg"></p>"""

    blocks, notes = to_story(body, "https://old.example.com/")

    assert blocks == [
        ("paragraph", "<p>甲</p>"),
        ("picture", {"file": "files/a.jpg", "alt": "职工 合影", "caption": ""}),
        ("paragraph", "<p>乙</p><p>图为合影</p>"),
        ("picture", {"file": "files/b.png", "alt": "", "caption": ""}),
        ("paragraph", "<p>丙</p><p>见名单.pdf。</p>"),
        ("attachments", [{"file": "files/c.pdf", "title": "名单.pdf"}, {"file": "files/d.docx", "title": "表.docx"}]),
    ]
    assert notes == ["1张图片没有导入"]


@pytest.mark.parametrize(
    "body", ["", " \n ", "<p>&nbsp;</p>", "<img src=x>", "<script>x</script>", "长" * 200_001, "\x00\ud800"]
)
def test_what_is_no_body(body):
    with pytest.raises(NoStory):
        to_story(body)


def test_deep_nesting_breaks_nothing():
    try:
        blocks, _notes = to_story("<div>" * 3000 + "文" + "</div>" * 3000)
    except NoStory:
        return
    assert "文" in str(blocks)
