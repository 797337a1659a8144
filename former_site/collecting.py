"""Makes a row of a table of each page of a former website, and says of each what people should look at."""

from dataclasses import dataclass, field
from datetime import tzinfo

from former_site.fetching import FormerSite, NotTaken
from former_site.recognition import file_suffix, recognise
from former_site.story import LONGEST_BODY, tidy

HEADINGS = ("网址", "栏目", "标题", "日期", "来源", "作者", "正文")
# A spreadsheet cuts what is longer.
LONGEST_CELL = 32_767


@dataclass
class Collected:
    """One address: its row, as `HEADINGS` say, empty if there is no body, and doubts in words."""

    address: str
    row: tuple[str, ...] = ()
    doubts: list[str] = field(default_factory=list)


def collect(site: FormerSite, address: str, zone: tzinfo) -> Collected:
    try:
        found = recognise(site.text(address), address, zone)
    except NotTaken as error:
        return Collected(address, doubts=[f"没有取到：{error}"])
    except RecursionError:
        return Collected(address, doubts=["网页嵌套太深，没有认出"])
    if found.body is None:
        return Collected(address, doubts=found.doubts)
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
    return Collected(address, row, found.doubts)


def _fetched(site: FormerSite, address: str, suffix: str, doubts: list[str]) -> str:
    try:
        return site.file(address, suffix)
    except NotTaken as error:
        doubts.append(f"{'附件' if suffix else '图片'}{address}没有取到：{error}")
        return ""
