"""Reads what matters of a page's HTML, with the places where it stands: title, forms, links, files it loads. Pure."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

# Attributes that name something a page loads or offers; of any other those that name a file of the site.
_FILES = ("src", "href", "poster")
_OURS = ("/static/", "/media/")


@dataclass(frozen=True, slots=True)
class Link:
    """A start tag `<a href>` or `<link href>` from `start` to `end` of the text."""

    tag: str
    href: str
    start: int
    end: int
    text: str
    kind: str = ""


@dataclass(slots=True)
class Form:
    start: int
    is_posted: bool
    is_in_main: bool
    end: int = 0


@dataclass
class Markup:
    """`main` is the inside of `<main>`, `top` the place behind `<body>`; 0 where there is none."""

    title: str = ""
    title_at: tuple[int, int] = (0, 0)
    top: int = 0
    main: tuple[int, int] = (0, 0)
    forms: list[Form] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    # Every address that the page loads or links to, in order, once.
    files: dict[str, None] = field(default_factory=dict)


def read_markup(html: str) -> Markup:
    reading = _Reading(html)
    reading.feed(html)
    reading.close()
    return reading.found


class _Reading(HTMLParser):
    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.found = Markup()
        self._lines = [0, *accumulate(len(line) for line in html.split("\n"))]
        self._in_title = self._in_main = False

    def _here(self) -> int:
        line, column = self.getpos()
        # The ends of the lines before were counted by nobody.
        return self._lines[line - 1] + (line - 1) + column

    def handle_starttag(self, tag, attrs):
        start, text = self._here(), self.get_starttag_text() or ""
        end, values = start + len(text), dict(attrs)
        if tag == "body":
            self.found.top = end
        elif tag == "title" and not self.found.title_at[0]:
            self._in_title, self.found.title_at = True, (end, end)
        elif tag == "main":
            self._in_main, self.found.main = True, (end, end)
        elif tag == "form":
            is_posted = str(values.get("method")).lower() == "post"
            self.found.forms.append(Form(start, is_posted, self._in_main))
        elif tag in ("a", "link") and values.get("href"):
            self.found.links.append(Link(tag, values["href"], start, end, text, values.get("type") or ""))
        self._files(values)

    def _files(self, values):
        for name, value in values.items():
            if value and name != "srcset" and (name in _FILES or value.startswith(_OURS)):
                self.found.files[value] = None
        for candidate in (values.get("srcset") or "").split(","):
            if words := candidate.split():
                self.found.files[words[0]] = None

    def handle_endtag(self, tag):
        here = self._here()
        if tag == "title" and self._in_title:
            self._in_title, self.found.title_at = False, (self.found.title_at[0], here)
        elif tag == "main" and self._in_main:
            self._in_main, self.found.main = False, (self.found.main[0], here)
        elif tag == "form" and self.found.forms:
            self.found.forms[-1].end = here + len("</form>")

    def handle_data(self, data):
        if self._in_title:
            self.found.title += data
