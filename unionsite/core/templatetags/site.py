"""Template tags of the frame: icons, navigation state, languages, QR, sharing and structured data."""

import json
import re
import secrets
from contextvars import ContextVar
from pathlib import Path

import segno
from django import template
from django.conf import settings
from django.template.base import TextNode
from django.template.defaulttags import WithNode
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from unionsite.core import generation
from unionsite.core.charts import written
from unionsite.core.moments import moment
from unionsite.core.pictures import SHAPES, described, prefetch_pictures
from unionsite.core.queries import language_prefix
from unionsite.core.richtext import without_dangerous_addresses
from unionsite.core.structured_data import describe
from unionsite.core.wings import place

register = template.Library()
# Functions of the person signed in that give words and an address for the head of every page, or None.
notes_in_head = place("the head of pages for whoever is signed in")
register.filter("without_dangerous_addresses", without_dangerous_addresses)
register.filter("moment", moment)

# Columns of a table that fit beside each other on a phone whatever stands in them, and how many 汉字 do.
FITTING_COLUMNS, FITTING_WIDTH = 3, 22
# From how many parts on a report is folded on a phone.
LONG_REPORT = 5
# Where an HTML tag begins or ends, and where a line does.
TAG_OR_LINE = re.compile(r"[<>]|[ \t]*\n[ \t]*")
# One set, 24 units wide, drawn with a stroke of 1.5: see `.icon` in site.css.
ICONS: dict[str, str] = json.loads(Path(__file__).parents[1].joinpath("icons.json").read_text(encoding="utf-8"))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an inline icon that screen readers ignore."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', ICONS[name]
    )


@register.simple_tag(takes_context=True)
def current(context, item) -> SafeString | str:
    """Return `aria-current` for a menu entry that the request is for ("page") or lies below ("true"), else nothing."""
    path = context["request"].path
    if path == item.url:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"') if path.startswith(item.url) else ""


@register.simple_tag(takes_context=True)
def notes_for_person(context) -> list[tuple[str, str]]:
    """Return words and address of what stands in the head of a page for whoever is signed in."""
    user = context["request"].user
    return [note for notes in notes_in_head if user.is_authenticated and (note := notes(user))]


@register.simple_tag(takes_context=True)
def language_links(context) -> list[tuple[str, str, str]]:
    """Return (code, name, address) of the other languages, for pages and for views alike."""
    page = context.get("page")
    if page is not None and hasattr(page, "language_links"):
        return page.language_links
    language = get_language() or settings.LANGUAGE_CODE
    path = context["request"].path.removeprefix(language_prefix(language)) if "request" in context else ""
    kept = path if context.get("translated_view") else ""
    return [(code, name, language_prefix(code) + kept) for code, name in settings.LANGUAGES if code != language]


# QUIET: white modules around a QR code. DARK: a run of dark modules in a row of its matrix.
QUIET, DARK = 2, re.compile(rb"\x01+")


# Where something is drawn anew within a remembered part. Nobody can guess the token and write one into a text.
_TOKEN = secrets.token_hex(16)
_GAP = re.compile(rf"<{_TOKEN} (\d+)>")
_drawn_anew: dict[int, template.Node] = {}
# Whether what is being rendered will be kept.
_is_kept: ContextVar[bool] = ContextVar("remembered-part", default=False)


class AnewNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist
        # For good, so that no other one ever gets its number.
        _drawn_anew[id(self)] = self

    def render(self, context):
        # Within a part that is being made the gap stays, however often: nothing of one request may be kept.
        return f"<{_TOKEN} {id(self)}>" if _is_kept.get() else self.nodelist.render(context)


@register.tag
def anew(parser, token) -> AnewNode:
    """`{% anew %}…{% endanew %}`: what a remembered part, however far around it, has of the request alone.

    It sees the variables of the outermost remembered part, not those of a loop, `with` or `include` within that.
    """
    nodelist = parser.parse(("endanew",))
    parser.delete_first_token()
    return AnewNode(nodelist)


class RememberNode(template.Node):
    def __init__(self, name: str, arguments: list, topics: list | None, nodelist):
        self.name, self.arguments, self.topics, self.nodelist = name, arguments, topics, nodelist

    def render(self, context):
        request, page = context.get("request"), context.get("page")
        values = tuple(argument.resolve(context) for argument in self.arguments)
        is_draft = getattr(request, "is_preview", False) or described.get() or (page is not None and not page.live)
        if request is None or is_draft or False in [value is not False for value in values]:
            return self.nodelist.render(context)
        # The day is part of the key, because the text often depends on it: 已失效, days left.
        key = (self.name, get_language(), timezone.localdate(), *values)
        topics = None if self.topics is None else self.resolved_topics(context)
        part = generation.kept(key, topics, lambda: self.to_keep(context))
        return _GAP.sub(lambda gap: _drawn_anew[int(gap[1])].render(context), part)

    def to_keep(self, context) -> str:
        token = _is_kept.set(True)
        try:
            return self.nodelist.render(context)
        finally:
            _is_kept.reset(token)

    def resolved_topics(self, context) -> tuple[str, ...]:
        found = [topic.resolve(context) for topic in self.topics]
        return tuple(name for topic in found for name in ((topic,) if isinstance(topic, str) else topic))


@register.tag
def remember(parser, token) -> RememberNode:
    """`{% remember name value … of topic … %}…{% endremember %}`: HTML that is the same for everyone until something
    is published.

    `name` stands for the place in the template, the values for everything its content depends on besides language and
    day. If a value is False, the part is not kept. Previews and drafts never are. Without `of` any change renews the
    part; with it those of the topics alone, each a name or a tuple of names, and those of `generation.SITE`, which
    renew everything.
    """
    _tag, name, *words = token.split_contents()
    end = words.index("of") if "of" in words else len(words)
    arguments, topics = ([parser.compile_filter(word) for word in some] for some in (words[:end], words[end + 1 :]))
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(name, arguments, topics if end < len(words) else None, nodelist)


@register.tag
def joined(parser, token) -> WithNode:
    """`{% joined %}…{% endjoined %}`: its lines as one, for Chinese words and links between which no space may show.

    Joined is what the template says, not what values or other templates hold. In an HTML tag a space stays.
    """
    nodelist = parser.parse(("endjoined",))
    parser.delete_first_token()
    is_in_tag = False

    def unbroken(match: re.Match) -> str:
        nonlocal is_in_tag
        if match[0] in "<>":
            is_in_tag = match[0] == "<"
            return match[0]
        return " " if is_in_tag else ""

    for node in nodelist.get_nodes_by_type(TextNode):
        node.s = TAG_OR_LINE.sub(unbroken, node.s)
    # Nothing is added to the context.
    return WithNode(None, None, nodelist, {})


@register.simple_tag
def fetch_pictures(page) -> str:
    """Fetch the renditions of all pictures of a page once, in one query; the tag shows nothing."""
    if not getattr(page, "pictures_are_fetched", False):
        prefetch_pictures(page.picture_values(), "story", "share")
        page.pictures_are_fetched = True
    return ""


@register.simple_tag
def page_numbers(page) -> list:
    """Return the numbers to show in a pager, with … for those left out."""
    if page.paginator.num_pages < 2:
        return []
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.filter
def is_wide(table) -> bool:
    """Whether a phone shows each row of a table as a list, as its columns do not fit beside each other."""
    if len(table.columns) <= FITTING_COLUMNS:
        return False
    columns = zip(*([str(cell) for cell in row["values"]] for row in table.row_data), strict=False)
    # Headings break, long cells too, numbers do not; what stands between two columns is as wide as one more.
    widths = [
        max(min(len(column["heading"]), 3), min(max(map(_width, cells)), 5)) + 1
        for column, cells in zip(table.columns, columns, strict=False)
    ]
    return sum(widths) > FITTING_WIDTH


def _width(text: str) -> float:
    """Return about how many 汉字 take as much room as this text."""
    return sum(1 if ord(character) > 0x2E7F else 0.6 for character in text)


@register.filter
def rows_with_headings(table) -> list[list[tuple]]:
    """Return the rows of a table as (heading of the column, cell)."""
    headings = [column["heading"] for column in table.columns]
    return [list(zip(headings, row, strict=False)) for row in table.rows]


@register.filter
def sections(story) -> list[tuple]:
    """Return (heading, blocks) for each part of a text that a first-level heading begins; None before the first one."""
    found: list[tuple] = [(None, [])]
    for block in story:
        if block.block_type == "heading" and block.value["level"] == "h2":
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return found if len(found) > LONG_REPORT else [(None, list(story))]


@register.filter
def told(rows: list[list[tuple]]) -> list[list[tuple]]:
    """Return those of `rows_with_headings` that tell anything: not only zeros, dashes and empty cells."""
    return [row for row in rows if any(cell.value not in (0, None, "", "0", "—") for _heading, cell in row[1:])]


@register.filter
def untold(rows: list[list[tuple]]) -> list[list[tuple]]:
    return [row for row in rows if not told([row])]


@register.filter
def written_number(value) -> str:
    """Return a number as people write it, grouped by thousands, without needless zeros; words in a draft stay."""
    return written(value) if isinstance(value, int | float) else value or ""


@register.simple_tag
def qr_code(text: str) -> SafeString:
    """Return a QR code as inline SVG, made here so that no address of ours goes to another host.

    Finding the best of the eight masks would take most of the time, segno's own writer three times as long.
    """
    rows = segno.make(text, error="m", mask=2).matrix
    size = len(rows) + 2 * QUIET
    # Each run is a line through the middle of its modules, drawn from where the last one ended.
    path, x, last = [], QUIET, 0
    for number, row in enumerate(rows):
        for run in DARK.finditer(row):
            start, end = run.span()
            path.append(f"m{QUIET + start - x} {number - last}h{end - start}")
            x, last = QUIET + end, number
    return mark_safe(  # noqa: S308  (nothing but numbers)
        f'<svg viewBox="0 0 {3 * size} {3 * size}" class="qr"><g transform="scale(3)">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path stroke="#000" d="M{QUIET} {QUIET}.5{"".join(path)}"/></g></svg>'
    )


@register.simple_tag
def share_picture(page):
    """Return the rendition for sharing cards, or None."""
    picture = getattr(page, "share_picture", None)
    if not picture or described.get():
        return None
    if hasattr(page, "picture_values"):
        # The head is rendered first; the body will need the other renditions anyway.
        fetch_pictures(page)
    try:
        return picture.get_rendition(SHAPES["share"][0][0])
    except (SourceImageIOError, InvalidFilterSpecError):
        return None


@register.simple_tag(takes_context=True)
def structured_data(context, page) -> SafeString:
    """Return JSON-LD for search engines; it is data, not script, so the content policy allows it."""
    items = describe(page, context["site_settings"](), context.get("home_url", "/"))
    # The same three characters that Django's json_script escapes: no text can end the element.
    text = json.dumps(items, ensure_ascii=False).translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"})
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  (escaped above)
