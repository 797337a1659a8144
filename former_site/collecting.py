"""Makes a row of a table of each page of a former website, and says of each what people should look at."""

from dataclasses import dataclass, field
from datetime import tzinfo

from bs4 import Tag

from former_site.fetching import FormerSite, NotTaken
from former_site.recognition import MOST_PAGES, Found, file_suffix, recognise
from former_site.story import LONGEST_BODY, tidy

HEADINGS = ("网址", "栏目", "标题", "日期", "来源", "作者", "正文")
# A spreadsheet cuts what is longer.
LONGEST_CELL = 32_767


@dataclass
class Collected:
    """One address: its row, as `HEADINGS` say, empty if there is no body, doubts in words, its further pages."""

    address: str
    row: tuple[str, ...] = ()
    doubts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


def collect(site: FormerSite, address: str, zone: tzinfo) -> Collected:
    found = _read(site, address, zone)
    if found.body is None:
        return Collected(address, doubts=found.doubts)
    _add_pages(site, found, found.body, address, zone)
    for picture in found.body.find_all("img"):
        picture["src"] = _fetched(site, str(picture["src"]), "", found.doubts)
        if not picture["src"]:
            picture.decompose()
    for link in found.body.find_all("a", href=True):
        if suffix := file_suffix(link):
            link["href"] = _fetched(site, str(link["href"]), suffix, found.doubts) or link["href"]
    body = tidy(str(found.body))
    if len(body) > LONGEST_BODY:
        found.doubts.append("正文太长，不能导入")
    elif len(body) > LONGEST_CELL:
        found.doubts.append("正文超过32767字，用表格软件保存会被截断，请另行处理")
    row = (address, found.section, found.title, found.date, found.source, found.author, body)
    return Collected(address, row, found.doubts, list(found.further.values()))


def _read(site: FormerSite, address: str, zone: tzinfo, article: str = "", page: int = 1) -> Found:
    try:
        return recognise(site.text(address), address, zone, article, page)
    except NotTaken as error:
        return Found(doubts=[f"没有取到：{error}"])
    except RecursionError:
        return Found(doubts=["网页嵌套太深，没有认出"])


def _add_pages(site: FormerSite, found: Found, body: Tag, address: str, zone: tzinfo) -> None:
    """Put the article's further pages at the end of its body; what one of them names beyond is followed too."""
    known, page = [body.decode()], 1
    while (page := page + 1) <= min(max(found.further, default=0), MOST_PAGES):
        at = found.further.get(page)
        other = _read(site, at, zone, address, page) if at else Found(doubts=["没有取到：没有找到网址"])
        if other.body is None:
            found.doubts.append(f"第{page}页{other.doubts[-1]}")
        # Past the last page many systems show the last or the first once more.
        elif (html := other.body.decode()) not in known:
            known.append(html)
            if found.title not in other.title:
                found.doubts.append(f"第{page}页的标题不一样：{other.title}")
            # Attachments may be offered beside every page.
            have = {str(link["href"]) for link in body.find_all("a", href=True)}
            for link in other.body.find_all("a", href=have.__contains__, recursive=False):
                link.decompose()
            other.body.name = "div"
            body.append(other.body)
            found.further = other.further | found.further
    if max(found.further, default=0) > MOST_PAGES:
        found.doubts.append(f"正文超过{MOST_PAGES}页，后面的没有取")


def _fetched(site: FormerSite, address: str, suffix: str, doubts: list[str]) -> str:
    try:
        return site.file(address, suffix)
    except NotTaken as error:
        doubts.append(f"{'附件' if suffix else '图片'}{address}没有取到：{error}")
        return ""
