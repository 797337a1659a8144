"""What becomes of the HTML of a page."""

import pytest

from unionsite.operations.copies.rewriting import as_copy

PAGE = """<!doctype html>
<html><head><title>标题 – 工会</title><script type="application/ld+json">{"a": "\\u003cform>"}</script></head>
<body class="x">
<form action="/search/"><input name="q"></form>
<main id="content">%s</main>
<footer>脚</footer></body></html>"""


def copied(main: str, path: str = "/news/"):
    return as_copy(PAGE % main, path, line="<aside>应急</aside>", stopped=lambda title: f"<h1>{title}</h1>停")


def test_the_line_stands_on_top_and_no_form_is_left():
    html = copied("<p>正文</p>").html

    assert '<body class="x"><aside>应急</aside>' in html
    assert "<form" not in html
    assert "<p>正文</p>" in html
    assert "脚" in html


def test_a_page_with_a_form_that_is_sent_says_that_it_cannot_be():
    html = copied('<p>请填写</p><form method="post"><a href="?page=2">x</a></form>').html

    assert '<main id="content"><h1>标题</h1>停</main>' in html
    assert "请填写" not in html


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ('<a href="?page=2">2</a>', '<a href="/news/_page/2/">2</a>'),
        ('<a class="x" href="?page=1#list" rel="prev">1</a>', '<a class="x" href="/news/#list" rel="prev">1</a>'),
        ('<a href="?page=6">6</a>', "<a>6</a>"),
        ('<a href="?kind=meeting&amp;page=2">会议</a>', "<a>会议</a>"),
        ('<a href="/interact/correction/?page=/news/">错</a>', '<a href="/interact/correction/">错</a>'),
        ('<a href="/rights/laws/labor-law/art-19/">条</a>', '<a href="/rights/laws/labor-law/#art-19">条</a>'),
        ('<a href="/en/rights/laws/labor-law/">法</a>', '<a href="/rights/laws/labor-law/">法</a>'),
        ('<a href="https://example.org/?a=1">外</a>', '<a href="https://example.org/?a=1">外</a>'),
        ('<a href="/news/a/">稿</a>', '<a href="/news/a/">稿</a>'),
    ],
)
def test_links_lead_to_what_the_copy_has(link, becomes):
    assert becomes in copied(link).html


def test_what_belongs_to_a_page_is_told():
    found = copied('<a href="?page=9">9</a><a href="/documents/1/a.pdf">表</a><a href="/news/feed/">订阅</a>')

    assert (found.last_page, found.documents, found.feeds) == (5, ("/documents/1/a.pdf",), ("/news/feed/",))
