"""The catalogue of an archive: a row for each page with what archives ask for; how far archive and export go."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils import timezone
from wagtail.models import Page

from unionsite.core.models import PiecePage
from unionsite.core.queries import default_site, language_prefix, locales, site_roots

# Pages of one list that are archived.
LIST_PAGES = 50
BATCH = 200
# The catalogue's columns, after the metadata that DA/T 80-2019 and GB/T 18894 ask for of archived pages.
_OF_PAGE = ("序号", "题名", "责任者", "作者", "网址", "栏目", "页面类型", "语种", "形成时间", "更新时间", "采集时间")
_OF_FILE = ("存储格式", "字节数", "校验算法", "校验值", "存放文件", "记录标识", "密级", "保管期限")
COLUMNS = _OF_PAGE + _OF_FILE
# The depth of sections in the tree: below the home pages.
SECTION = 3


def described(addresses: Iterable[str], union: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each address with what is known of its page before it is read; two queries for each 200."""
    rest = iter(addresses)
    sections = dict(Page.objects.filter(depth=SECTION).values_list("path", "title"))
    while batch := list(islice(rest, BATCH)):
        places = {place: address for address in batch if (place := _url_path(address))}
        pages = Page.objects.filter(url_path__in=places).select_related("content_type")
        by_address = {places[page.url_path]: page for page in pages}
        pieces = PiecePage.objects.filter(pk__in=[page.pk for page in by_address.values()])
        by_number = {piece.pk: piece for piece in pieces.select_related("department").defer("body")}
        for address in batch:
            page = by_address.get(address)
            yield address, (_row(page, by_number.get(page.pk), union, sections) if page else {"责任者": union})


def _row(page: Page, piece: PiecePage | None, union: str, sections: dict[str, str]) -> dict[str, str]:
    row = {
        "题名": page.title,
        "责任者": union,
        "栏目": sections.get(page.path[: SECTION * Page.steplen], ""),
        "页面类型": str(page.content_type.name),
        "语种": locales()[page.locale_id].language_code,
        "形成时间": _moment(page.first_published_at),
        "更新时间": _moment(page.last_published_at),
    }
    if piece:
        row |= {
            "责任者": piece.source_name or (piece.department.name if piece.department else union),
            "作者": piece.author,
            "页面类型": piece.get_kind_display() if hasattr(piece, "get_kind_display") else piece.kind,
        }
    return row


def _url_path(address: str) -> str:
    """Return the `url_path` of the page at a public address, "" for no page."""
    site = default_site()
    roots = site_roots(site.pk) if site else {}
    # The main language has the shortest prefix, and is tried last.
    for language in sorted(roots, key=lambda code: -len(language_prefix(code))):
        if address.startswith(language_prefix(language)):
            return roots[language].url_path + address.removeprefix(language_prefix(language))
    return ""


def _moment(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""
