"""`import_site`: pages of a former website in the layouts of the usual systems become rows, and rows become pieces."""

import csv
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from home.models import InfoPage
from tests.factories import DepartmentFactory, picture_bytes
from tests.oversight.health.fake_site import FakeSite
from unionsite.core.models import SiteDocument, SiteImage

WORDS = "公司工会于近日召开全体职工代表会议，听取并审议了年度工作报告，表彰了先进班组。"
PARAGRAPHS = f"<p>{WORDS}</p><p>会议由工会主席主持，各车间代表参加了分组讨论，并提出了意见和建议。</p>"
PDF = b"%PDF-1.4\n%%EOF\n"

DEDECMS = f"""<html><head><meta charset="gb2312"><title>职代会召开_公司工会</title></head><body>
<div class="top">今天是2026年11月30日 <h1>公司工会</h1></div>
<div class="place"><strong>当前位置:</strong> <a href="/">主页</a> &gt; <a href="/tz/">通知公告</a> &gt; </div>
<div class="viewbox"><div class="title"><h2>职代会召开</h2></div>
<div class="info"><small>时间:</small>2011-05-08 10:30<small>来源:</small>宣传科
<small>作者:</small>admin <small>点击:</small>88次</div>
<div class="content"><script>alert(1)</script>{PARAGRAPHS}<p align="center"><img src="/uploads/a.jpg" alt=""></p>
<p align="center">图为会议现场镕</p><div class="bdsharebuttonbox">分享到微博</div><p>上一篇：没有了</p></div></div>
<div class="footer">版权所有</div></body></html>"""

EMPIRE = f"""<html><head><title>工会换届公告 - 公司工会</title></head><body>
<table class="position"><tr><td>您当前的位置：
<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="/gg/">公告</a></td></tr></table>
<table><tr><td class="title_info">工会换届公告</td></tr>
<tr><td class="info_text">时间：2012-03-04 &nbsp;来源：组织部&nbsp;&nbsp;作者：李四</td></tr>
<tr><td id="text">{PARAGRAPHS}<table><tr><th>车间</th><th>票数</th></tr><tr><td>总装</td><td>12</td></tr></table>
</td></tr></table></body></html>"""

PHPCMS = f"""<html><head><title>春游通知_活动_公司工会</title></head><body>
<div class="crumbs"><a href="/">首页</a><span> &gt; </span><a href="/hd/">活动</a> &gt; 正文</div>
<div id="Article"><h1>春游通知<br />
<span>2013-04-05 08:00:00&nbsp;&nbsp;来源：工会办公室&nbsp;&nbsp;点击：</span></h1>
<div class="content">{PARAGRAPHS}<ul><li>带水杯</li></ul></div>
<div id="pages"><a>下一页</a></div></div></body></html>"""

WORDPRESS = f"""<html><head><meta property="og:title" content="读书会小记">
<meta property="article:published_time" content="2020-06-30T18:30:00+00:00"></head>
<body><nav><a href="/">首页</a></nav><article class="post"><h1 class="entry-title">读书会小记</h1>
<span class="cat-links"><a href="/c/">学习阅读</a></span><span class="byline"><a>王五</a></span>
<div class="entry-content"><h2>一、开场</h2>{PARAGRAPHS}<figure class="wp-caption">
<img data-src="b.png" src="data:image/gif;base64,x" alt="职工在阅览室读书"><p class="wp-caption-text">阅览室一角</p>
</figure><div class="sharedaddy">分享</div></div></article><aside>最近文章</aside></body></html>"""

STANDARD = f"""<html><head><meta name="ArticleTitle" content="关于发放高温补贴的通知">
<meta name="PubDate" content="2019-07-01 09:00"><meta name="ContentSource" content="公司工会">
<meta name="Author" content="赵六"><meta name="ColumnName" content="通知公告"></head>
<body><div class="xl"><div class="tit">关于发放高温补贴的通知</div>
<div id="zoom"><div class="TRS_Editor">{PARAGRAPHS}</div></div>
<div class="fujian">附件：<a href="/files/form.pdf">申请表.pdf</a></div></div></body></html>"""

GENERIC = f"""<html><head><title>安全生产月启动 - 公司工会</title></head><body><article><h1>安全生产月启动</h1>
<p class="meta">发布时间：2021年6月1日 来源：安全部</p>{PARAGRAPHS}
<p><img src="http://other.example.com/x.jpg"></p></article></body></html>"""

BARE = f"""<html><head><title>老网页 | 公司工会</title></head><body><div><a href="/">首页</a></div>
<div>{PARAGRAPHS * 2}</div></body></html>"""

# The piece has a date of its own in the text, and the window names the website alone.
NOTICE = f"""<html><head><title>公司工会网站</title></head><body><div class="article"><h1>讲座预告</h1>
<div class="info">2020-05-06 来源：工会</div><p>时间：2020-05-09 14:00</p>{PARAGRAPHS}</div></body></html>"""

PAGES = {
    "/dede.html": DEDECMS,
    "/empire.html": EMPIRE,
    "/phpcms.html": PHPCMS,
    "/wordpress/": WORDPRESS,
    "/standard.html": STANDARD,
    "/generic.html": GENERIC,
    "/bare.html": BARE,
    "/notice.html": NOTICE,
}


def sent(content: bytes, kind: str):
    def write(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return write


@pytest.fixture
def old_site():
    site = FakeSite()
    site.default = (404, "")
    for path, html in PAGES.items():
        site.answers[path] = (200, html)
    # The server says nothing of the encoding, the page less than the truth.
    site.answers["/dede.html"] = sent(DEDECMS.encode("gb18030"), "text/html")
    site.answers["/uploads/a.jpg"] = sent(picture_bytes(), "image/jpeg")
    site.answers["/wordpress/b.png"] = sent(picture_bytes(format="PNG"), "image/png")
    site.answers["/files/form.pdf"] = sent(PDF, "application/pdf")
    locations = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in PAGES)
    site.answers["/pages.xml"] = sent(f"<urlset>{locations}</urlset>".encode(), "application/xml")
    maps = "".join(f"<sitemap><loc>{site.url}/{name}.xml</loc></sitemap>" for name in ("gone", "pages"))
    index = f"<sitemapindex>{maps}</sitemapindex>"
    site.answers["/sitemap.xml"] = sent(index.encode(), "text/xml")
    yield site
    site.close()


@pytest.fixture
def collect(old_site, tmp_path):
    """Runs the command and returns (rows by path, doubts by path) of the tables that it wrote."""

    def _collect(*addresses, number=""):
        source = f"{old_site.url}/sitemap.xml"
        if addresses:
            file = tmp_path / "addresses.txt"
            file.write_text("\n".join(addresses), encoding="utf-8")
            source = str(file)
        call_command(
            "import_site", source, "--to", str(tmp_path), "--pause", "0", "--inner", stdout=io.StringIO(), verbosity=0
        )
        found: list[dict] = []
        for name in ("旧站稿件", "请核对"):
            text = (tmp_path / f"{name}{number}.csv").read_text(encoding="utf-8-sig")
            lines = csv.DictReader(io.StringIO(text, newline=""))
            found.append({})
            for line in lines:
                found[-1].setdefault(line["网址"].removeprefix(old_site.url), []).append(line)
        rows, doubts = found
        return (
            {path: line for path, [line] in rows.items()},
            {path: [line["说明"] for line in lines] for path, lines in doubts.items()},
        )

    return _collect


def test_pages_of_the_usual_systems_are_recognised(collect):
    rows, doubts = collect()

    facts = {path: tuple(row[name] for name in ("栏目", "标题", "日期", "来源", "作者")) for path, row in rows.items()}
    assert facts == {
        "/dede.html": ("通知公告", "职代会召开", "2011-05-08 10:30", "宣传科", ""),
        "/empire.html": ("公告", "工会换届公告", "2012-03-04", "组织部", "李四"),
        "/phpcms.html": ("活动", "春游通知", "2013-04-05 08:00", "工会办公室", ""),
        "/wordpress/": ("学习阅读", "读书会小记", "2020-07-01 02:30", "", "王五"),
        "/standard.html": ("通知公告", "关于发放高温补贴的通知", "2019-07-01 09:00", "公司工会", "赵六"),
        "/generic.html": ("", "安全生产月启动", "2021-06-01", "安全部", ""),
        "/bare.html": ("", "老网页", "", "", ""),
        "/notice.html": ("", "讲座预告", "2020-05-06", "工会", ""),
    }
    assert doubts == {
        "/gone.xml": ["没有取到：没有这一页（404）"],
        "/phpcms.html": ["正文分页，只取了这一页"],
        "/generic.html": [
            "没有认出栏目",
            "图片http://other.example.com/x.jpg没有取到：不在旧站上（http://other.example.com/x.jpg）",
        ],
        "/bare.html": ["标题取自浏览器窗口的标题", "没有认出日期", "没有认出栏目"],
        "/notice.html": ["没有认出栏目"],
    }


def test_the_body_is_taken_without_what_stands_around_it(collect):
    rows, _doubts = collect()
    bodies = {path: row["正文"] for path, row in rows.items()}

    assert all(WORDS in body for body in bodies.values())
    for words in ("alert", "分享", "上一篇", "版权", "首页", "下一页", "最近文章", "点击", "发布时间", "<h1>"):
        assert not [path for path, body in bodies.items() if words in body], words
    assert "<figcaption>图为会议现场镕</figcaption>" in bodies["/dede.html"]
    assert "<td>12</td>" in bodies["/empire.html"]
    assert "<li>带水杯</li>" in bodies["/phpcms.html"]
    assert "<h2>一、开场</h2>" in bodies["/wordpress/"]
    assert "<figcaption>阅览室一角</figcaption>" in bodies["/wordpress/"]
    assert '.pdf">申请表.pdf</a>' in bodies["/standard.html"]
    assert "<img" not in bodies["/generic.html"]
    assert "<p>时间：2020-05-09 14:00</p>" in bodies["/notice.html"]


def test_a_second_run_fetches_nothing_and_writes_over_nothing(collect, old_site):
    first = collect()
    asked = len(old_site.asked)

    assert collect(number="2") == first
    # Once more is tried what was not there, as site map and as page.
    assert old_site.asked[asked:] == [("GET", "/gone.xml")] * 2


def test_robots_other_hosts_and_pages_that_fail_are_named(collect, old_site):
    old_site.answers["/robots.txt"] = sent(b"User-agent: *\nDisallow: /secret/\n", "text/plain")
    old_site.answers["/broken.html"] = (500, "")
    old_site.answers["/away.html"] = "http://other.example.com/"
    old_site.answers["/moved.html"] = "/wordpress/"
    old_site.answers["/list.html"] = (200, '<div class="content">' + '<a href="/1.html">通知</a> ' * 9 + "</div>")
    paths = ["/secret/1.html", "/broken.html", "/away.html", "/gone.html", "/files/form.pdf", "/list.html"]
    addresses = [f"{old_site.url}{path}" for path in [*paths, "/moved.html"]]

    rows, doubts = collect(*addresses, "http://other.example.com/1.html")

    assert list(rows) == ["/moved.html"]
    assert 'src="files/' in rows["/moved.html"]["正文"]
    assert [doubts[path][0] for path in paths] == [
        "没有取到：旧站的robots.txt不许取",
        "没有取到：旧站没有给（500）",
        "没有取到：不在旧站上（http://other.example.com/）",
        "没有取到：没有这一页（404）",
        "没有取到：不是网页（application/pdf）",
        "没有认出标题",
    ]
    assert doubts["/list.html"][-1] == "没有认出正文"
    assert "不在旧站上" in doubts["http://other.example.com/1.html"][0]
    assert not old_site.asked_for("/secret/1.html")


def part(number: int, pager: str, more: str = "") -> tuple[int, str]:
    """A page of an article that the old system split, with the pager after the body."""
    return 200, (
        f"<html><head><title>十年回顾 - 公司工会</title></head><body><div class='article'><h1>十年回顾</h1>"
        f"<div class='info'>2019-03-12 来源：工会</div>"
        f"<div class='content'><p>这是第{number}部分。{WORDS}</p>{more}</div>{pager}</div></body></html>"
    )


def parts_of(body: str) -> list[int]:
    return [int(number) for number in re.findall(r"这是第(\d+)部分", body)]


def test_an_article_over_several_pages_becomes_whole(collect, old_site):
    beside = '<div class="fujian"><a href="/files/form.pdf">申请表.pdf</a></div>'
    picture = '<p><img src="/uploads/a.jpg" alt="合影"></p>'
    inside = '<p align="center">[1] <a href="100_2.html">[2]</a> <a href="100_2.html">下一页</a></p>'
    old_site.answers["/2019/100.html"] = part(1, "", inside)
    old_site.answers["/2019/100_2.html"] = part(2, beside + '<a href="100_3.html">下一页</a>', picture)
    # One past the last page shows the last once more, and leads ever on.
    old_site.answers["/2019/100_3.html"] = part(3, beside + '<a href="100.html">1</a><a href="100_4.html">下一页</a>')
    old_site.answers["/2019/100_4.html"] = part(3, beside + '<a href="100_5.html">下一页</a>')

    # A site map lists a further page before the first one.
    rows, doubts = collect(f"{old_site.url}/2019/100_2.html", f"{old_site.url}/2019/100.html")

    assert list(rows) == ["/2019/100.html"]
    body = rows["/2019/100.html"]["正文"]
    assert parts_of(body) == [1, 2, 3]
    assert body.index("第2部分") < body.index('src="files/') < body.index('.pdf">申请表.pdf') < body.index("第3部分")
    assert body.count("申请表") == 1
    assert "[1]" not in body
    assert "下一页" not in body
    assert doubts == {"/2019/100.html": ["没有认出栏目"]}
    assert [len(old_site.asked_for(f"/2019/100{end}.html")) for end in ("", "_2", "_3", "_4", "_5")] == [1, 1, 1, 1, 0]


def test_pages_by_a_parameter_are_joined_and_those_that_fail_are_named(collect, old_site):
    old_site.answers["/robots.txt"] = sent(b"User-agent: *\nDisallow: /show.asp?page=4\n", "text/plain")
    pager = "<ul class='list'>" + "".join(f"<li><a href='?page={n}&amp;id=5'>{n}</a></li>" for n in (1, 2, 3, 4, 5, 7))
    for number in (1, 2, 5):
        old_site.answers[f"/show.asp?page={number}&id=5"] = part(number, pager)
    old_site.answers["/show.asp?id=5"] = part(1, pager)
    old_site.answers["/show.asp?page=3&id=5"] = (500, "")
    old_site.answers["/show.asp?page=7&id=5"] = (200, part(7, "")[1].replace("十年回顾", "首页"))

    rows, doubts = collect(f"{old_site.url}/show.asp?id=5")

    assert parts_of(rows["/show.asp?id=5"]["正文"]) == [1, 2, 5, 7]
    assert doubts["/show.asp?id=5"][1:] == [
        "第3页没有取到：旧站没有给（500）",
        "第4页没有取到：旧站的robots.txt不许取",
        "第6页没有取到：没有找到网址",
        "第7页的标题不一样：首页",
    ]
    assert not old_site.asked_for("/show.asp?page=1&id=5")


@pytest.mark.parametrize(
    ("pager", "paths"),
    [
        ("<script>createPageHTML(3, 0, 't9_8', 'html')</script>", ["t9_8.html", "t9_8_1.html", "t9_8_2.html"]),
        ('<script>createPageHTML("p",3,1,"t9","html",45)</script>', ["t9.html", "t9_2.html", "t9_3.html"]),
        (
            '<a>1</a><a href="9-2.html">2</a><a href="9-3.html">3</a>',
            [f"9-{n}.html" for n in (1, 2, 3)],
        ),
        ('<a href="/x/9/2/">2</a><a href="/x/9/3/">3</a>', ["9/", "9/2/", "9/3/"]),
    ],
)
def test_other_ways_to_name_the_pages_are_known(collect, old_site, pager, paths):
    for number, path in enumerate(paths, start=1):
        old_site.answers[f"/x/{path}"] = part(number, f"<div>{pager}</div>" if number == 1 else "")

    rows, doubts = collect(*(f"{old_site.url}/x/{path}" for path in paths))

    assert list(rows) == list(doubts) == [f"/x/{paths[0]}"]
    assert parts_of(rows[f"/x/{paths[0]}"]["正文"]) == [1, 2, 3]
    assert doubts[f"/x/{paths[0]}"] == ["没有认出栏目"]


def test_no_more_than_thirty_pages_are_asked_for(collect, old_site):
    old_site.answers["/x/9.html"] = part(1, "<script>createPageHTML(400, 0, '9', 'html')</script>")

    _rows, doubts = collect(f"{old_site.url}/x/9.html")

    assert doubts["/x/9.html"][-2:] == ["第30页没有取到：没有这一页（404）", "正文超过30页，后面的没有取"]
    assert len(old_site.asked) == 1 + 30


@pytest.mark.parametrize(
    ("path", "pager"),
    [
        # Lists with summaries, in which a body is recognised.
        ("/tz/index.html", '<a href="index_2.html">下一页</a>'),
        ("/tz/", '<a href="?page=2">下一页</a>'),
        ("/list.php?tid=5", '<a href="?tid=5&amp;page=2">下一页</a>'),
        # A list beside an article, another article, another host, a pager far from the body.
        ("/tz/9.html", '<a href="index_2.html">下一页</a><a href="/9_2.html">2</a>'),
        ("/tz/9.html", '<a href="10.html">下一页</a><a href="9_2.html">下一篇</a><a href="9_7.html">2</a>'),
        ("/tz/9.html", '<a href="http://other.example.com/tz/9_2.html">下一页</a>'),
        ("/tz/9.html", "<hr>" * 5 + '<a href="9_2.html">下一页</a>'),
    ],
)
def test_the_next_page_of_a_list_is_not_followed(collect, old_site, path, pager):
    old_site.answers[path] = part(1, pager)

    rows, doubts = collect(f"{old_site.url}{path}")

    assert parts_of(rows[path]["正文"]) == [1]
    assert "正文分页，只取了这一页" in doubts[path]
    assert old_site.asked == [("GET", "/robots.txt"), ("GET", path)]


def test_an_inner_host_is_asked_only_where_that_is_said(old_site, tmp_path):
    with pytest.raises(CommandError, match="请加--inner"):
        call_command("import_site", f"{old_site.url}/sitemap.xml", "--to", str(tmp_path), "--pause", "0")

    assert old_site.asked == []


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_the_table_becomes_pieces_with_pictures_and_attachments(
    collect, tree, tmp_path, first_reviewer, final_reviewer, client, options
):
    DepartmentFactory(name="公司工会办公室")
    collect()
    people = [first_reviewer.username, final_reviewer.username]
    report = tmp_path / "report.csv"
    arguments = ["--approved-by", *people, "--report", str(report), "--section", "公告=通知公告", *options]
    call_command("import_pages", str(tmp_path / "旧站稿件.csv"), *arguments, stdout=io.StringIO(), verbosity=0)

    lines = {line["标题"]: line for line in csv.DictReader(io.StringIO(report.read_text(encoding="utf-8-sig")))}
    results = {title: line["结果"] for title, line in lines.items()}
    good = "可以导入" if options else "已导入"
    assert results["职代会召开"] == results["工会换届公告"] == results["读书会小记"] == good
    assert results["关于发放高温补贴的通知"] == good
    assert lines["职代会召开"]["说明"] == ""
    if options:
        assert not SiteImage.objects.exists()
        assert not SiteDocument.objects.exists()
        return
    page = InfoPage.objects.get(title="职代会召开")
    assert f"{timezone.localtime(page.first_published_at):%Y-%m-%d %H:%M}" == "2011-05-08 10:30"
    picture = next(block.value for block in page.body if block.block_type == "picture")
    assert (picture["picture"].contextual_alt_text, picture["caption"]) == ("图为会议现场镕", "图为会议现场镕")
    assert "图为会议现场镕" in client.get(page.get_url()).content.decode()
    notice = InfoPage.objects.get(title="关于发放高温补贴的通知")
    assert [block.value[0]["title"] for block in notice.body if block.block_type == "attachments"] == ["申请表"]
    reading = InfoPage.objects.get(title="读书会小记")
    assert [block.block_type for block in reading.body] == ["heading", "paragraph", "picture"]
    assert SiteImage.objects.count() == 2
