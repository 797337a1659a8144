"""Makes links of rich text safe, whose record numbers may be anything (T88): an impossible number is no link.

Wagtail passes the number of a page or document to the database as it came: text or an endless number would break the
page on which it stands, and the editor with it.
"""

import re
from html import unescape

from django.core.exceptions import BadRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from draftjs_exporter.error import ExporterException
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import ExternalLinkElementHandler, PageLinkElementHandler
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler, document_link_entity
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.whitelist import check_url

from unionsite.core.request_values import record_number

# --- On the page ---


class NumberedLinks:
    """A link handler that asks the database for possible numbers only; other links lead nowhere."""

    @classmethod
    def get_instance(cls, attrs):
        return super().get_instance(attrs | {"id": record_number(attrs.get("id"))})

    @classmethod
    def get_many(cls, attrs_list):
        return super().get_many([attrs | {"id": record_number(attrs.get("id"))} for attrs in attrs_list])

    @classmethod
    def extract_references(cls, attrs):
        if record_number(attrs.get("id")) is not None:
            yield from super().extract_references(attrs)


class SafePageLinks(NumberedLinks, PageLinkHandler):
    pass


class SafeDocumentLinks(NumberedLinks, DocumentLinkHandler):
    pass


_ADDRESS = re.compile(r"""(<a\b[^>]*?)\shref\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


def without_dangerous_addresses(html: str) -> SafeString:
    """Return rich text as Wagtail expanded it, with links of forbidden schemes stripped of their address.

    The editor refuses such addresses, but wagtail-localize takes any address that a translator puts into a link.
    """

    def checked(match: re.Match) -> str:
        return match[0] if check_url(unescape(match[2].strip("\"'"))) is not None else match[1]

    return mark_safe(_ADDRESS.sub(checked, html))  # noqa: S308  (rich text is markup; only attributes are taken away)


def plain_excerpt(html: str, length: int = 120) -> str:
    """Return the beginning of a rich text as plain text for lists, at most `length` characters."""
    spaced = re.sub(r"(?=</(p|li)>)", " ", html)
    return Truncator(" ".join(unescape(strip_tags(spaced)).split())).chars(length)


# --- Into the editor and out of it ---


class NumberedElements:
    """An editor element handler that gives a link with an impossible number no data, so that saving drops the link."""

    def get_attribute_data(self, attrs):
        return super().get_attribute_data(attrs) if record_number(attrs.get("id")) is not None else {}


class SafePageElements(NumberedElements, PageLinkElementHandler):
    pass


class SafeDocumentElements(NumberedElements, DocumentLinkElementHandler):
    pass


def words_alone(props):
    """Return the words of an entity without the entity."""
    return props["children"]


def safe_link(props):
    """Return a link to a page number or an address (Wagtail drops dangerous schemes), else only its words."""
    if props.get("id") is not None:
        return link_entity(props) if record_number(props["id"]) is not None else words_alone(props)
    return link_entity(props) if isinstance(props.get("url"), str) else words_alone(props)


def safe_document_link(props):
    return document_link_entity(props) if record_number(props.get("id")) is not None else words_alone(props)


def register_safe_links(features) -> None:
    """Register these handlers in place of Wagtail's own for links and documents."""
    features.register_link_type(SafePageLinks)
    features.register_link_type(SafeDocumentLinks)
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': SafePageElements("LINK"),
            },
            "to_database_format": {"entity_decorators": {"LINK": safe_link}},
        },
    )
    features.register_converter_rule(
        "contentstate",
        "document-link",
        {
            "from_database_format": {'a[linktype="document"]': SafeDocumentElements("DOCUMENT")},
            "to_database_format": {"entity_decorators": {"DOCUMENT": safe_document_link}},
        },
    )


class RichTextArea(DraftailRichTextArea):
    """Answers 400 to data that no editor sends, where Wagtail's own widget would fail with an error."""

    def value_from_datadict(self, data, files, name):
        try:
            return super().value_from_datadict(data, files, name)
        except (ExporterException, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise BadRequest("The rich text is none.") from error
