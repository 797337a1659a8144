"""Reads a page of a former website, as the usual systems write it: title, date, source, column, body, files. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import PurePosixPath
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings

from former_site.pieces import MOMENT, read_moment

# Where systems put the body, from the surest to the vaguest: TRS, gov.cn, 大汉, 博达, 苏迪; WordPress, 织梦, PHPCMS,
# 帝国; what many write themselves.
BODIES = (
    ".TRS_Editor, .trs_editor_view, #UCAP-CONTENT, #zoom, #Zoom, #vsb_content, .v_news_content, .wp_articlecontent",
    ".entry-content, .viewbox .content, #Article .content, td#text, div#text",
    ".article-content, .article_content, .articleContent, #articleContent, .news-content, .news_content",
    ".article .content, article .content",
    "article",
    ".article",
    ".content",
    "#content",
    "main",
)
TITLES = ".entry-title, .viewbox .title h2, #Article h1, td.title_info, .arti_title, .article-title, .article_title"
COLUMNS = ".cat-links, .crumbs, .crumb, .breadcrumb, .breadcrumbs, .place, .position, .location"
AUTHORS = ".author .fn, .byline a, .entry-author"
STAMPS = "time.entry-date, time.published, article time[datetime]"
FILE_LISTS = "[class*=fujian], [class*=attach], [class*=annex], [id*=fujian], [id*=attach]"
PICTURE_SOURCES = ("data-src", "data-original", "data-lazy-src", "_src", "src")
DROPPED = ["script", "style", "iframe", "form", "nav", "aside", "footer", "button", "noscript", "template"]
# Of one article.
MOST_PAGES = 30

_BETWEEN = r"[\s_|｜\-–—－]"
_HERE = re.compile(r"(?:当前|所在|现在|您\S{0,3})的?位置")
_NO_COLUMN = {"首页", "主页", "网站首页", "正文", "Home"}
_BARE = re.compile(rf"(?<!今天是)(?<!\d)({MOMENT.pattern})")
_WITH_LABEL = re.compile(rf"(?:发布|发表|更新|录入)(?:时间|日期|于)\s*[:：]?\s*({MOMENT.pattern})")
_NAME = r"\s*[:：]\s*(?!作者|来源|时间|日期|点击|浏览|阅读|编辑|发布|字体|字号|【)([^\s|｜\]】]+)"
_SOURCE = re.compile(rf"来源{_NAME}")
_AUTHOR = re.compile(rf"(?:作者|撰稿|通讯员){_NAME}")
_NOBODY = {"未知", "admin", "佚名", "不详", "网络", "本站", "本站原创", "原创"}
_AFTER_TITLE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|(?:时间|日期|来源|作者)\s*[:：]")
_INFO = re.compile(r"来源|作者|点击|浏览|发布|发表")
# Classes and ids inside a body, and beginnings of lines, that are not the piece.
_NOISE = re.compile(
    r"(?:bd)?share\S*|social\S*|sharedaddy|jp-relatedposts|related\S*|comments?|crumbs?|breadcrumbs?|place|position|pages?"
    r"|location|dede_pages|pagination|pagebar|prev|next|pre_?next|context|toolbar|print|qrcode|copyright|sidebar|widget\S*|nav\S*",
    re.IGNORECASE,
)
_WAYS = re.compile(
    r"[上下]一[篇条页](?:[:：>»\s]|$)|[【\[(（]\s*(?:打印|关闭|字体|字号|大 )|(?:打印|关闭)(?:本页|窗口|此页)"
    r"|分享到|返回顶部"
)
# What a link to another page of the article says; a line of such; where its number stands in the address.
_PAGE_LINK = re.compile(r"[\[［【(（]?\s*(?:第?\s*(\d{1,3})\s*页?|[下后]一?页)\s*[\]］】)）>»]*")
_PAGER = re.compile(
    r"(?=.*页|.*\d[^\d.:：]+\d)(?:\d{1,3}(?!\d)|[上下前后首尾末]一?页|[第共页\s\[\]［］【】()（）|:：….<>«»])+"
)
_PAGE_NUMBER = re.compile(
    r"[_-](\d{1,3})(?=(?:\.\w+)?$)|(?<=/)(\d{1,3})/?$"
    r"|(?<!/)[?&](?:(?:cur(?:rent)?)?page(?:_?(?:no|num|index))?|pn?)=(\d{1,3})(?=&|$)",
    re.IGNORECASE,
)
_PAGE_SCRIPT = re.compile(
    r"createPageHTML\(\s*(?:[\"'][\w-]*[\"']\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*[\"']([^\"']+)[\"']\s*,\s*[\"'](\w+)"
)
_HAS_PAGES = re.compile(r"下一页|createPageHTML\([^\d)]{0,60}(?:[2-9]|1\d)")
_IS_LIST = re.compile(r"[/=](?:(?:index|default)[_\d-]*\.\w+|list[^/]*)$", re.IGNORECASE)
_CAPTION = re.compile(r"图为|[▲△↑]")
_ICONS = re.compile(r"sysimage|filetypeimages|/icons?[/_]|emotion|spacer\.", re.IGNORECASE)


@dataclass
class Found:
    """What stands on a page; `body` has absolute addresses, `doubts` say in words what was not recognised.

    `further`: the addresses of the article's further pages that this one names, by their numbers.
    """

    title: str = ""
    date: str = ""
    source: str = ""
    author: str = ""
    section: str = ""
    body: Tag | None = None
    further: dict[int, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


def recognise(html: str, address: str, zone: tzinfo, article: str = "", page: int = 1) -> Found:
    """Say what stands on a page; of a further page also which article it continues, and its number."""
    soup = BeautifulSoup(html, "html.parser")
    metas = {
        str(tag.get("name") or tag.get("property")).lower(): _line(str(tag["content"]))
        for tag in reversed(soup.find_all("meta", content=True))
    }
    base = soup.find("base", href=True)
    found = Found(body=_body(soup))
    body = found.body
    head, found.title = _title(soup, metas)
    if head is None and found.title and not metas.keys() & {"articletitle", "og:title"}:
        found.doubts.append("标题取自浏览器窗口的标题")
    found.section = _section(soup, metas, found.title)
    around = _around(head or (body.parent if body else None) or soup, body, found.title)
    found.date = _date(soup, metas, around, zone)
    found.source = metas.get("contentsource") or _first(_SOURCE, around)
    byline = soup.select_one(AUTHORS)
    # Elsewhere the word in the head names who made the website.
    author = metas.get("author", "") if "articletitle" in metas else ""
    found.author = author or _first(_AUTHOR, around) or (_line(byline.get_text()) if byline else "")
    found.source, found.author = ("" if name in _NOBODY else name for name in (found.source, found.author))
    base_address = joined(address, str(base["href"])) if base else address
    found.further = _further(body, base_address, article or address, page)
    if not found.further and soup.find(string=_HAS_PAGES):
        found.doubts.append("正文分页，只取了这一页")
    if body is not None:
        _bring_files(soup, body)
        _clean(body, head)
        _resolve(body, base_address)
    named = {"标题": found.title, "日期": found.date, "栏目": found.section, "正文": body}
    found.doubts += [f"没有认出{name}" for name, value in named.items() if not value]
    return found


def joined(base: str, address: str) -> str:
    """Return the absolute address without its fragment; "" for one that is none of the web."""
    try:
        found = urldefrag(urljoin(base, address.strip()))[0]
        return found if urlsplit(found).scheme in ("http", "https") and urlsplit(found).hostname else ""
    except ValueError:
        return ""


def file_suffix(link: Tag) -> str:
    """Return ".pdf" and the like where a link leads to a file that the site takes, by its address or words; else ""."""
    for name in (str(link.get("href", "")).partition("?")[0], _line(link.get_text())):
        suffix = PurePosixPath(name).suffix.lower()
        if link.get("href") and suffix[1:] in settings.WAGTAILDOCS_EXTENSIONS:
            return suffix
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _first(pattern: re.Pattern[str], texts: list[str]) -> str:
    return next((match[1] for text in texts if (match := pattern.search(text))), "")


def _is_inside(tag: Tag, place: Tag) -> bool:
    return any(parent is place for parent in tag.parents)


def _title(soup: BeautifulSoup, metas: dict[str, str]) -> tuple[Tag | None, str]:
    """Return (element, title): of a known system, else the heading that the title of the window has as a part."""
    window = metas.get("articletitle") or metas.get("og:title") or (_line(soup.title.get_text()) if soup.title else "")
    known = soup.select(TITLES)
    headings = [(tag, _line(_AFTER_TITLE.split(tag.get_text(" "))[0])) for tag in [*known, *soup.select("h1, h2, h3")]]
    headings += [(tag, _line(tag.get_text(" "))) for tag in soup.select(".title, #title, [class*=title]")]
    ways = ["{}", rf"^{{}}(?:$|{_BETWEEN})", rf"(?:^|{_BETWEEN}){{}}(?:$|{_BETWEEN})"]
    for way, tags in zip(ways, (headings[: len(known)], headings, headings), strict=True):
        for tag, text in tags:
            if text and (way == "{}" or re.search(way.format(re.escape(text)), window)):
                return tag, text
    alone = [(tag, text) for tag, text in headings if tag.name == "h1"]
    if len(alone) == 1 and alone[0][1] and alone[0][1] not in window:
        return alone[0]
    return None, metas.get("articletitle") or re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s+", window)[0]


def _weight(tag: Tag) -> int:
    return len(_line(tag.get_text())) + 20 * (tag.find("img") is not None)


def _body(soup: BeautifulSoup) -> Tag | None:
    """Return the element with the body, else the one with most words in paragraphs; None for a mere list of links."""
    places = next(filter(None, ([tag for tag in soup.select(one) if _weight(tag)] for one in BODIES)), [])
    if not places:
        # Old pages are tables, their lines often divided by breaks alone.
        places = [tag.parent for tag in soup.find_all("p") if tag.parent and len(_line(tag.get_text())) > 20]
        places = places or [tag.parent for tag in soup.find_all("br") if tag.parent and _weight(tag.parent) > 80]
    if not places:
        return None
    best = max(places, key=_weight)
    links = sum(len(_line(link.get_text())) for link in best.find_all("a") if not file_suffix(link))
    return None if links * 2 > _weight(best) else best


def _around(anchor: Tag, body: Tag | None, title: str) -> list[str]:
    """Return the words around the title, near ones first, without the title and, where it stands apart, the body."""
    apart = body.get_text(" ") if body is not None and body is not anchor and not _is_inside(anchor, body) else ""
    texts = [place.get_text(" ") for place in [anchor, *anchor.parents][:6]]
    return [_line(text.replace(apart or "\0", " ")).replace(title or "\0", " ") for text in texts]


def _date(soup: BeautifulSoup, metas: dict[str, str], around: list[str], zone: tzinfo) -> str:
    """Return the day, with the time of day where it is given, in `zone`; "" for none."""
    stamp = soup.select_one(STAMPS)
    said = [metas.get("pubdate", ""), metas.get("article:published_time", "")]
    said.append(str(stamp.get("datetime", "")) if stamp else "")
    near = [match[1] for text in around for way in (_WITH_LABEL, _BARE) if (match := way.search(text))]
    for match in filter(None, map(MOMENT.search, [*said, *near])):
        try:
            moment = read_moment(match[0], zone)
        except ValueError:
            continue
        return f"{moment:%Y-%m-%d %H:%M}" if match[4] else f"{moment:%Y-%m-%d}"
    return ""


def _section(soup: BeautifulSoup, metas: dict[str, str], title: str) -> str:
    """Return the nearest column above the piece, as the head or the line 当前位置 says."""
    if said := metas.get("columnname") or metas.get("article:section"):
        return said
    words = soup.find(string=_HERE)
    places = [*(list(words.parents)[:3] if words else []), *soup.select(COLUMNS)]
    for place in places:
        names = [_line(link.get_text()) for link in place.find_all("a")]
        if names := [name for name in names if name and name not in _NO_COLUMN and name != title]:
            return names[-1]
    return ""


# --- Further pages ---


def _further(body: Tag | None, base: str, article: str, page: int) -> dict[int, str]:
    """Return the further pages of the article that stand in the body or right after it, by their numbers."""
    if body is None or _IS_LIST.search(article):
        return {}
    around = [body, *list(body.parents)[:2]]
    places = [body, *(tag for place in around for tag in place.find_next_siblings(limit=5))]
    found: dict[int, str] = {}
    for tag in (one for place in places for one in (place, *place.find_all(["a", "script"]))):
        for number, said in _pages_named(tag, page):
            address = joined(base, said)
            # Some systems count from 0 in the address.
            if number > 1 and _page_number(address, article) in (number, number - 1):
                found.setdefault(number, address)
    return found


def _pages_named(tag: Tag, page: int) -> Iterator[tuple[int, str]]:
    """Yield (number, address as written) for the pages to which a link or the script of a pager leads from `page`."""
    if tag.name == "script" and (match := _PAGE_SCRIPT.search(tag.get_text())):
        for number in range(2, min(int(match[1]), MOST_PAGES + 1) + 1):
            yield number, f"{match[3]}_{number - page + int(match[2])}.{match[4]}"
    elif tag.name == "a" and (match := _PAGE_LINK.fullmatch(_line(tag.get_text()))):
        yield int(match[1] or page + 1), str(tag.get("href", ""))


def _page_number(address: str, article: str) -> int | None:
    """Return the number by which alone this address differs from the article's; None if it differs otherwise."""
    first = {without_scheme(article), *(rest for rest, number in _unnumbered(article) if number == 1)}
    return next((number for rest, number in _unnumbered(address) if rest in first), None)


def _unnumbered(address: str) -> list[tuple[str, int]]:
    return [
        (without_scheme(address[: match.start()] + address[match.end() :]), int(match[1] or match[2] or match[3]))
        for match in _PAGE_NUMBER.finditer(address)
    ]


def without_scheme(address: str) -> str:
    """Return an address to compare: a site may list with http what it sends on to https."""
    return joined(address, "").partition("://")[2].replace("?", "&")


# --- The body ---


def _bring_files(soup: BeautifulSoup, body: Tag) -> None:
    """Put the files that are offered beside the body at its end."""
    for place in [*([body.parent] if body.parent else []), *soup.select(FILE_LISTS)]:
        for link in place.find_all("a", href=True):
            if file_suffix(link) and not _is_inside(link, body):
                body.append(link.extract())


def _clean(body: Tag, head: Tag | None) -> None:
    """Take out what is no part of the piece: scripts, ways around the site, and the title and its line if inside."""
    whole = _weight(body)
    for tag in body.find_all(True):
        if tag.decomposed or tag is head:
            continue
        names = [str(tag.get("id", "")), *(tag.get("class") or [])]
        is_noise = any(map(_NOISE.fullmatch, names)) or "display:none" in str(tag.get("style", "")).replace(" ", "")
        words = _line(tag.get_text())
        is_pager = len(words) < 80 and tag.find("a") is not None and _PAGER.fullmatch(words) is not None
        is_way = is_pager or (len(words) < 80 and _WAYS.match(words) is not None)
        if tag.name in DROPPED or ((is_noise or is_way) and _weight(tag) * 2 < whole):
            tag.decompose()
    if head is not None and not head.decomposed and _is_inside(head, body):
        for tag in head.find_all_next(True, limit=8):
            words = _line(tag.get_text())
            day = _BARE.search(words) if len(words) < 100 else None
            if day and (_INFO.search(words) or len(words) - len(day[0]) < (1 if tag.name == "p" else 12)):
                tag.decompose()
                break
        head.decompose()
    for tag in body.select(".wp-caption-text"):
        tag.name = "figcaption"
    for tag in body.find_all("p"):
        before = tag.find_previous_sibling()
        is_below = before is not None and (before.name == "img" or before.find("img") is not None)
        if is_below and _CAPTION.match(_line(tag.get_text())):
            tag.name = "figcaption"


def _resolve(body: Tag, address: str) -> None:
    for picture in body.find_all("img"):
        source = next((str(picture[name]) for name in PICTURE_SOURCES if picture.get(name)), "")
        picture["src"] = joined(address, source)
        if not picture["src"] or _ICONS.search(str(picture["src"])):
            picture.decompose()
    for link in body.find_all("a", href=True):
        link["href"] = joined(address, str(link["href"])) or link["href"]
