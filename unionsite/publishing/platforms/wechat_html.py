"""Writes a piece as HTML that WeChat's editor keeps: few tags, inline styles, no class, script, link or outer file.

People's text is first cleaned to a whitelist, then marked up with our own classes, which css-inline turns into inline
styles; a second cleaning removes the classes and everything else that is not allowed.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import css_inline
import nh3
from django.utils.formats import date_format
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from unionsite.core.charts import written
from unionsite.core.models import PiecePage, SiteImage

RICH = {"p", "h2", "h3", "h4", "strong", "b", "em", "i", "br", "hr", "ul", "ol", "li", "blockquote"}
TAGS = RICH | {"section", "img", "table", "caption", "thead", "tbody", "tr", "th", "td"}
_LETTERS = {"color", "font-size", "font-weight", "line-height", "letter-spacing", "text-align", "text-indent"}
_BOXES = {"margin", "padding", "background-color", "width", "max-width", "height", "display", "word-break"}
STYLES = _LETTERS | _BOXES | {"border", "border-left", "border-bottom", "border-collapse"}
CSS = Path(__file__).with_name("wechat.css").read_text(encoding="utf-8")

AddressOf = Callable[[SiteImage], str]


def wechat_html(piece: PiecePage, address_of: AddressOf) -> str:
    """Return the whole text of a piece. `address_of` returns a picture's absolute address, or "" to leave it out."""
    writer = _Writer(address_of)
    parts = [writer.source(piece), *writer.body(piece)]
    if not writer.pictures and piece.cover:
        parts.insert(1, writer.picture(piece.cover, "", piece.cover_alt))
    parts.append(f'<p class="ending">{escape(_("点击“阅读原文”，到工会官网查看全文和附件。"))}</p>')
    dressed = css_inline.inline_fragment(
        f"<section>{''.join(parts)}</section>", CSS, load_remote_stylesheets=False, keep_style_tags=False
    )
    return nh3.clean(
        dressed,
        tags=TAGS,
        attributes={"*": {"style"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        filter_style_properties=STYLES,
        clean_content_tags={"script", "style"},
    )


def rich(html: str) -> str:
    """Reduce people's rich text to words, headings, emphasis, quotations and lists; links become their text."""
    return nh3.clean(html, tags=RICH, attributes={}, clean_content_tags={"script", "style"})


class _Writer:
    def __init__(self, address_of: AddressOf):
        self.address_of = address_of
        self.pictures = 0

    def source(self, piece: PiecePage) -> str:
        words = [_("来源：%s") % piece.source_name, _("作者：%s") % piece.author]
        if piece.first_published_at:
            words.append(date_format(piece.first_published_at, "Y-m-d"))
        return f'<p class="source">{escape("　".join(words))}</p>'

    def body(self, piece: PiecePage) -> Iterator[str]:
        """Yield the rich-text fields of the piece, then the body, then its other streams, in the order of the page."""
        own = [field for field in type(piece)._meta.get_fields() if isinstance(field, RichTextField | StreamField)]
        texts = [field for field in own if isinstance(field, RichTextField)]
        streams = [field for field in own if isinstance(field, StreamField) and field.name != "body"]
        for field in texts:
            if html := rich(getattr(piece, field.name) or ""):
                yield f"<h2>{escape(field.verbose_name)}</h2>{html}"
        yield from self.stream(piece.body)
        for field in streams:
            blocks = list(self.stream(getattr(piece, field.name)))
            if blocks:
                yield f"<h2>{escape(field.verbose_name)}</h2>{''.join(blocks)}"

    def stream(self, value) -> Iterator[str]:
        for child in value:
            write = getattr(self, f"write_{child.block_type}", None)
            html = write(child.value) if write else rich(str(child))
            if html:
                yield html

    def picture(self, image: SiteImage | None, caption: str, alt: str) -> str:
        address = self.address_of(image) if image else ""
        if not address:
            return ""
        self.pictures += 1
        under = f'<p class="caption">{escape(caption)}</p>' if caption else ""
        return f'<section class="figure"><img src="{escape(address)}" alt="{escape(alt)}">{under}</section>'

    # --- The blocks of `core.blocks.StoryBlock`, by name ---

    def write_paragraph(self, value: RichText) -> str:
        return rich(value.source)

    def write_heading(self, value) -> str:
        tag = "h3" if value["level"] == "h3" else "h2"
        return f"<{tag}>{escape(value['text'])}</{tag}>"

    def write_quote(self, value) -> str:
        by = f"<p>——{escape(value['attribution'])}</p>" if value["attribution"] else ""
        return f"<blockquote>{linebreaks(value['text'], autoescape=True)}{by}</blockquote>"

    def write_callout(self, value) -> str:
        title = f"<p><strong>{escape(value['title'])}</strong></p>" if value["title"] else ""
        return f'<section class="callout">{title}{rich(value["text"].source)}</section>'

    def write_questions(self, value) -> str:
        return "".join(
            f"<p><strong>{escape(_('问：'))}{escape(item['question'])}</strong></p>{rich(item['answer'].source)}"
            for item in value
        )

    def write_picture(self, value) -> str:
        image = value["picture"]
        return self.picture(image, value["caption"], getattr(image, "contextual_alt_text", "") or "")

    def write_gallery(self, value) -> str:
        return "".join(self.write_picture(item) for item in value)

    def write_video(self, value) -> str:
        caption = value["caption"] or (value["video"].title if value["video"] else "")
        return f'<p class="caption">{escape(_("（视频：%s，请到工会官网观看）") % caption)}</p>'

    def write_attachments(self, value) -> str:
        names = [item["title"] or item["document"].title for item in value if item["document"]]
        lines = "".join(f"<li>{escape(name)}</li>" for name in names)
        return f"<p>{escape(_('附件（请到工会官网下载）：'))}</p><ul>{lines}</ul>" if names else ""

    def write_table(self, value) -> str:
        return self._table(value, value.caption or "")

    def write_chart(self, value) -> str:
        caption = value["data"].caption or ""
        unit = _("（单位：%s）") % value["unit"] if value["unit"] else ""
        return self._table(value["data"], f"{caption}{unit}")

    def write_law(self, value) -> str:
        article = value.get("article")
        lines = [f"<p><strong>{escape(value.marked_title)}{escape(value.article_label)}</strong></p>"]
        lines += [f"<p>{escape(paragraph)}</p>" for paragraph in (article.paragraphs if article else [])]
        if value.get("note"):
            lines.append(f'<p class="source">{escape(value["note"])}</p>')
        return f"<blockquote>{''.join(lines)}</blockquote>"

    @staticmethod
    def _table(table, caption: str) -> str:
        if not table or not table.columns:
            return ""

        def cell(tag: str, is_number: bool, text: Any) -> str:
            mark = ' class="number"' if is_number else ""
            return f"<{tag}{mark}>{escape(text)}</{tag}>"

        numbers = [column["block"].name == "number" for column in table.columns]
        head = "".join(
            cell("th", number, column["heading"]) for number, column in zip(numbers, table.columns, strict=True)
        )
        rows = "".join(
            "<tr>"
            + "".join(cell("td", number, _written(child.value)) for number, child in zip(numbers, row, strict=True))
            + "</tr>"
            for row in table.rows
        )
        title = f"<caption>{escape(caption)}</caption>" if caption else ""
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _written(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return written(value)
    return "" if value is None else str(value)
