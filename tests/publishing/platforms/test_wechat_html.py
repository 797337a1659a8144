"""The text that goes to WeChat: few tags, inline styles, absolute pictures, nothing else."""

import json
from html.parser import HTMLParser

import pytest

from tests.factories import CasePageFactory, GalleryPageFactory, ImageFactory, NewsPageFactory, rich_body, story
from tests.factories import picture_block as picture
from unionsite.publishing.platforms.pictures import absolute_address, pictures_of
from unionsite.publishing.platforms.wechat_html import TAGS, rich, wechat_html

pytestmark = pytest.mark.django_db


class Reader(HTMLParser):
    """Tags and attributes of a text."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


def plain(image):
    return f"https://union.example.com/media/{image.pk}.jpg"


def test_a_text_with_every_block_has_only_what_wechat_keeps(tree, settings):
    settings.BASE_URL = "https://union.example.com"
    page = NewsPageFactory(parent=tree.news, body=rich_body())
    html = wechat_html(page, absolute_address)
    found = Reader(html)
    assert set(found.tags) <= TAGS
    assert {name for name, _value in found.attributes} <= {"style", "src", "alt", "colspan", "rowspan"}
    sources = [value for name, value in found.attributes if name == "src"]
    assert len(sources) == 5
    assert all(source.startswith("https://union.example.com/media/") for source in sources)
    assert {"h2", "table", "blockquote", "img"} <= set(found.tags)
    for words in ("现场办结问题", "一、巡视中发现的问题", "整改之后", "加班工资的倍数（单位：倍）", "问题不过夜。"):
        assert words in html
    for words in ("带工作证到203室。", "问：年休假可以跨年度安排吗？", "《劳动法》", "来源：公司工会"):
        assert words in html


def test_every_element_is_dressed_inline(tree):
    page = NewsPageFactory(parent=tree.news, body=story(("paragraph", "<p>一段。</p>")), first_published_at=None)
    assert wechat_html(page, plain) == (
        '<section style="margin:0;padding:0;font-size:16px;line-height:1.8;color:#333;letter-spacing:0.5px">'
        '<p style="margin:0 0 16px;text-align:justify;font-size:14px;color:#888">来源：公司工会　作者：田晓禾</p>'
        '<p style="margin:0 0 16px;text-align:justify">一段。</p>'
        '<p style="margin:24px 0 0;text-align:center;font-size:14px;color:#888">'
        "点击“阅读原文”，到工会官网查看全文和附件。</p></section>"
    )


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ('<p class="x" id="y" style="position:fixed" onclick="z()">字</p>', "<p>字</p>"),
        ('<p><a href="https://evil.example/">链接</a></p>', "<p>链接</p>"),
        ('<p><a linktype="page" id="3">站内</a></p>', "<p>站内</p>"),
        ("<script>alert(1)</script><style>p{}</style><p>字</p>", "<p>字</p>"),
        ('<img src="x" onerror="alert(1)"><p><b>粗</b><i>斜</i></p>', "<p><b>粗</b><i>斜</i></p>"),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<iframe src='//x'></iframe><ul><li>一</li></ul>", "<ul><li>一</li></ul>"),
    ],
)
def test_of_typed_text_only_words_emphasis_and_lists_stay(typed, left):
    assert rich(typed) == left


def test_what_was_typed_into_plain_fields_is_no_html(tree):
    attack = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    image = ImageFactory()
    body = json.dumps(
        [
            {"type": "heading", "value": {"text": attack, "level": "h2"}, "id": "a"},
            {"type": "quote", "value": {"text": attack, "attribution": attack}, "id": "b"},
            picture(image, caption=attack),
        ]
    )
    page = NewsPageFactory(parent=tree.news, body=body, source_name=attack[:80], author=attack[:60])
    found = Reader(wechat_html(page, plain))
    assert "script" not in found.tags
    assert found.tags.count("img") == 1
    assert {name for name, _value in found.attributes} <= {"style", "src", "alt"}


@pytest.mark.parametrize("address", ["/media/a.jpg", "javascript:alert(1)", "data:image/png;base64,AAAA", "//evil/a"])
def test_a_picture_without_an_absolute_address_loses_it(tree, address):
    page = NewsPageFactory(parent=tree.news, body=json.dumps([picture(ImageFactory())]))
    sources = [value for name, value in Reader(wechat_html(page, lambda image: address)).attributes if name == "src"]
    assert sources == []


def test_a_piece_whose_text_has_no_picture_begins_with_its_cover(tree):
    cover = ImageFactory()
    page = NewsPageFactory(parent=tree.news, cover=cover, cover_alt="主席台")
    html = wechat_html(page, plain)
    assert html.index(plain(cover)) < html.index("正文第一段。")
    page.body = json.dumps([picture(other := ImageFactory())])
    html = wechat_html(page, plain)
    assert plain(cover) not in html
    assert plain(other) in html


def test_fields_of_a_kind_of_piece_stand_under_their_names(tree):
    html = wechat_html(CasePageFactory(parent=tree.rights, body="[]"), plain)
    places = [html.index(words) for words in ("基本情况", "职工甲加班未获调休。", "处理经过与结果", "法律分析")]
    assert places == sorted(places)


def test_pictures_of_a_gallery_come_in_their_order(tree):
    images = ImageFactory.create_batch(3)
    pictures = json.dumps([picture(image, block_id=f"p{image.pk}") for image in images])
    page = GalleryPageFactory(parent=tree.culture, pictures=pictures, cover=images[1], cover_alt="封面")
    kit = pictures_of(page)
    assert [one.image.pk for one in kit] == [images[1].pk, images[0].pk, images[2].pk]
    assert [one.name for one in kit] == ["01-封面.jpg", "02-车间里的机床.jpg", "03-车间里的机床.jpg"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "07-etc-passwd.jpg"),
        ('a\\b:c*d?e"f<g>h|i', "07-a-b-c-d-e-f-g-h-i.jpg"),
        ("\u202egpj.exe", "07-gpj.exe.jpg"),
        ("...", "07.jpg"),
        ("", "07.jpg"),
        ("长" * 200, "07-" + "长" * 30 + ".jpg"),
        ("a\x00b\nc", "07-a-b-c.jpg"),
    ],
)
def test_names_of_files_fit_every_file_system(title, name):
    from unionsite.publishing.platforms.pictures import file_name

    assert file_name(7, title) == name
