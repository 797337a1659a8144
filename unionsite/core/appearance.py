"""The text that a reader sees of a page's own content: the page is rendered as it is, without drawing a picture.

Templates mark a page's own content with `data-own`. Inside it, `data-apart` marks what belongs to something else (the
name of a department, the text of a law) or changes with the clock.
"""

from html.parser import HTMLParser

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from wagtail.models import Page

from unionsite.core.middleware import SiteMiddleware
from unionsite.core.pictures import described, name_of
from unionsite.core.queries import default_site
from unionsite.core.routing import load_specific

SHOWN_ATTRIBUTES = ("alt", "href", "src", "poster", "datetime", "label", "title", "aria-label")
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def own_text(page: Page) -> str:
    """Return what a stranger sees of the live page: a line for each run of words, each address and each description.

    View restrictions are not applied: a page that only some people may read is described as well.
    """
    model = page.specific_class
    token = described.set(True)
    try:
        return SiteMiddleware(lambda request: _answer(page, model, request))(_request_for(page)).description
    finally:
        described.reset(token)


def _request_for(page: Page) -> HttpRequest:
    site = default_site()
    request = RequestFactory(SERVER_NAME=site.hostname, SERVER_PORT=str(site.port)).get(page.get_url() or "/")
    request.user, request.session = AnonymousUser(), {}
    return request


def _answer(page: Page, model: type[Page], request: HttpRequest):
    specific = load_specific(page, model)
    specific.translated = {}
    # Some types, such as activities, have a view of their own.
    _page, args, kwargs = specific.route(request, [])
    response = specific.serve(request, *args, **kwargs)
    if hasattr(response, "render"):
        response.render()
    lines = OwnContent.lines_of(response.content.decode())
    if picture := getattr(specific, "share_picture", None):
        lines.append(name_of(picture))
    response.description = "\n".join(lines)
    return response


class OwnContent(HTMLParser):
    """Collects the text inside `data-own` that is not inside `data-apart`."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        # The current run of words so far: an element set apart within a sentence does not end it.
        self.run = ""
        # How many elements are open, and at which depth the outermost element of either kind began (0: none is open).
        self.depth, self.own, self.apart = 0, 0, 0

    @classmethod
    def lines_of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser.lines

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if not self.apart and "data-apart" not in found:
            self.end_run()
        if tag not in VOID:
            self.depth += 1
            if "data-own" in found and not self.own:
                self.own = self.depth
            if "data-apart" in found and not self.apart:
                self.apart = self.depth
        elif "data-apart" in found:
            return
        for name in SHOWN_ATTRIBUTES:
            self.note(found.get(name))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.apart:
            self.end_run()
        if self.depth == self.own:
            self.own = 0
        if self.depth == self.apart:
            self.apart = 0
        self.depth -= 1

    def handle_data(self, data):
        if self.own and not self.apart:
            self.run += data

    def end_run(self) -> None:
        self.note(self.run)
        self.run = ""

    def note(self, text: str | None) -> None:
        if self.own and not self.apart and (words := " ".join((text or "").split())):
            self.lines.append(words)
