"""Turns the HTML or plain text of a former website into blocks of the site's body. Pure."""

import re
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.translation import gettext as _

from former_site.html_tables import table_block
from unionsite.publishing.word_import.choices import CAPTION_LENGTH
from unionsite.publishing.word_import.draft import Block, add_text, quote

LONGEST_BODY = 200_000
LONGEST_HEADING = 60
_LOOKS_LIKE_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "a": "a", "br": "br"}
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
_FIGURES = {"img", "figure", "figcaption"}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "table", "div", "section", "article", *_FIGURES, *_HEADINGS}
_TAGS = {*_INLINE, *_HEADINGS, *_TABLE, *_BLOCKS}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_DROPPED = {"script", "style", "iframe", "object", "noscript", "template", "title", "select", "textarea", "svg"}
_SCHEMES = {"http", "https", "mailto"}
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_BREAK = "<br/>"
# A picture or attachment in the folder beside the table.
_BESIDE = re.compile(r"^files/\w[\w.-]*$", re.ASCII)


class NoStory(ValueError):
    """There is nothing that could be a body; the message is for people."""


def to_story(body: str, base: str = "") -> tuple[list[Block], list[str]]:
    """Return (blocks, notes for people) for a body; relative links are resolved against `base`.

    Kept are paragraphs, headings, lists, tables, quotes, bold, italic and links to other sites; pictures and
    attachments where they lie beside the table (`files/…`), which blocks name by {"file": …}. Raises NoStory for a body
    that is empty, has only pictures that lie elsewhere, is too long or nested too deep.
    """
    if len(body) > LONGEST_BODY:
        raise NoStory(_("正文超过%(length)d字。") % {"length": LONGEST_BODY})
    # Lone surrogates cannot be stored.
    text = body.translate(_CONTROLS).encode("utf-8", "ignore").decode()
    notes: list[str] = []
    try:
        pieces = _from_html(text, base, notes) if _LOOKS_LIKE_HTML.search(text) else _from_text(text)
        blocks: list[Block] = []
        for kind, value in pieces:
            if kind == "paragraph":
                add_text(blocks, str(value))
            elif kind == "caption":
                _give_caption(blocks, str(value))
            else:
                blocks.append((kind, value))
    except RecursionError:
        raise NoStory(_("正文的HTML嵌套太深。")) from None
    if not blocks:
        raise NoStory(_("正文里没有文字。"))
    return blocks, notes


def _from_text(text: str) -> Iterator[Block]:
    for words in text.splitlines():
        if line := " ".join(words.split()):
            yield "paragraph", f"<p>{_escaped(line)}</p>"


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


# --- HTML ---


def tidy(html: str) -> str:
    """Return the HTML with nothing but what may become part of a body."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        clean_content_tags=_DROPPED,
        link_rel=None,
        strip_comments=True,
    )


def _from_html(text: str, base: str, notes: list[str]) -> Iterator[Block]:
    soup = BeautifulSoup(tidy(text), "html.parser")
    elsewhere = [picture for picture in soup.find_all("img") if not _BESIDE.fullmatch(str(picture.get("src", "")))]
    for picture in elsewhere:
        picture.decompose()
    if elsewhere:
        notes.append(_("%(count)d张图片没有导入") % {"count": len(elsewhere)})
    attachments = [_attachment(link) for link in soup.find_all("a", href=_BESIDE)]
    lost = sum(not _repair(link, base) for link in soup.find_all("a"))
    if lost:
        notes.append(_("%(count)d个站内链接只留文字") % {"count": lost})
    yield from _pieces(soup)
    if attachments:
        yield "attachments", attachments


def _attachment(link: Tag) -> dict[str, str]:
    """Take a link to an attachment out of the body; of one within a sentence the words stay."""
    title = " ".join(link.get_text().split())
    found = {"file": str(link["href"]), "title": title}
    if link.parent is not None and " ".join(link.parent.get_text().split()) == title:
        link.decompose()
    else:
        link.unwrap()
    return found


def _give_caption(blocks: list[Block], text: str) -> None:
    """Give words to the picture before them; without one they are a paragraph."""
    value = blocks[-1][1] if blocks and blocks[-1][0] == "picture" else None
    if isinstance(value, dict) and not value["caption"] and len(text) <= CAPTION_LENGTH:
        value["caption"] = text
    elif text:
        add_text(blocks, f"<p>{_escaped(text)}</p>")


def _repair(link: Tag, base: str) -> bool:
    """Make the link absolute, or keep only its words where that is impossible; return False if an address was lost."""
    address = urljoin(base, str(link.get("href", "")).strip()) if base else str(link.get("href", "")).strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if (parts.scheme in ("http", "https") and parts.hostname) or (parts.scheme == "mailto" and parts.path):
        link["href"] = address
        return True
    had_address = bool(link.get("href")) and not str(link["href"]).startswith("#")
    link.unwrap()
    return not had_address


def _pieces(node: Tag) -> Iterator[Block]:
    """Yield the blocks of an element one after the other, however they are nested; loose words become paragraphs."""
    words: list[str] = []
    for child in node.children:
        if isinstance(child, Tag) and (child.name in _BLOCKS or child.find(list(_BLOCKS))):
            yield from _paragraphs("".join(words))
            words = []
            yield from _block(child)
        else:
            words.append(_inline(child))
    yield from _paragraphs("".join(words))


def _block(node: Tag) -> Iterator[Block]:
    if node.name == "img":
        yield "picture", {"file": node["src"], "alt": " ".join(str(node.get("alt", "")).split()), "caption": ""}
    elif node.name == "figcaption":
        yield "caption", " ".join(node.get_text().split())
    elif node.name == "table":
        yield from _table(node)
    elif node.find("img") is not None:
        yield from _pieces(node)
    else:
        yield from _words_of(node)


def _words_of(node: Tag) -> Iterator[Block]:
    """Yield the blocks of an element that is no table and holds no picture."""
    if node.name in _HEADINGS:
        text = " ".join(node.get_text().split())
        if len(text) > LONGEST_HEADING:
            yield "paragraph", f"<p><b>{_escaped(text)}</b></p>"
        elif text:
            yield "heading", {"text": text, "level": _HEADINGS[node.name]}
    elif node.name in ("ul", "ol") and node.find("table") is None:
        if _words(items := _items(node)):
            yield "paragraph", f"<{node.name}>{items}</{node.name}>"
    elif node.name == "blockquote":
        paragraphs = [str(value) for _kind, value in _pieces(node) if str(value).startswith("<p>")]
        if lines := list(filter(None, map(_words, paragraphs))):
            yield quote(lines)
    else:
        yield from _pieces(node)


def _items(node: Tag) -> str:
    items = []
    for item in node.find_all("li", recursive=False):
        inner = "".join(
            f"<{child.name}>{_items(child)}</{child.name}>"
            if isinstance(child, Tag) and child.name in ("ul", "ol")
            else _inline(child)
            for child in item.children
        ).strip()
        if inner:
            items.append(f"<li>{inner}</li>")
    return "".join(items)


def _table(node: Tag) -> Iterator[Block]:
    """Yield a table as it is; of one that only lays out the page (one column, tables or lists inside) its contents."""
    widths = [len(row.find_all(["td", "th"], recursive=False)) for row in node.find_all("tr")]
    if max(widths, default=0) < 2 or node.find(["table", "ul", "ol", "img", *_HEADINGS]) is not None:
        for cell in node.find_all(["caption", "td", "th"]):
            if cell.find_parent("table") is node:
                yield from _pieces(cell)
    elif (block := table_block(node)) is not None:
        yield block


def _paragraphs(html: str) -> Iterator[Block]:
    """Yield the paragraphs of inline HTML; two line breaks in a row begin a new one."""
    parts = re.split(rf"(?:{_BREAK}\s*){{2,}}", html)
    for part in parts:
        part = re.sub(rf"^(?:\s|{_BREAK})+|(?:\s|{_BREAK})+$", "", part)
        if _words(part):
            paragraph = f"<p>{part}</p>"
            # The parser closes or drops an element that reaches across the break.
            is_whole = len(parts) == 1
            yield "paragraph", paragraph if is_whole else str(BeautifulSoup(paragraph, "html.parser"))


def _inline(node: object) -> str:
    """Return words with bold, italic, links and breaks; any other element is replaced by its contents."""
    if not isinstance(node, Tag):
        return _escaped(re.sub(r"[\s\u3000]+", " ", str(node))) if isinstance(node, NavigableString) else ""
    name = _INLINE.get(node.name)
    if name == "br":
        return _BREAK
    inner = "".join(map(_inline, node.children))
    if name is None or not inner.strip():
        return inner
    attributes = f' href="{escape(str(node["href"]))}"' if name == "a" else ""
    return f"<{name}{attributes}>{inner}</{name}>"
