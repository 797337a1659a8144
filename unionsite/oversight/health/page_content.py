"""What stands on a page of ours, as far as a walk asks: words, links, pictures. Pure, in one pass over the HTML."""

from html.parser import HTMLParser

_NO_WORDS = {"h1", "script", "style", "template", "noscript"}
# Elements that never close, so that depth is not counted by them.
_SHOWN = {"img", "video", "audio", "iframe", "form", "table", "svg"}


class PageContent(HTMLParser):
    """Reads `<main>`, and for links and pictures with `whole` the frame around it too."""

    def __init__(self, *, whole: bool = False):
        super().__init__(convert_charrefs=True)
        self.whole = whole
        self.links: dict[str, None] = {}
        self.pictures: dict[str, None] = {}
        self.has_text = False
        self.without_alt = self.without_target = 0
        self._main = self._mute = 0

    def handle_starttag(self, tag, attrs):
        if tag == "main":
            self._main += 1
        elif tag in _NO_WORDS:
            self._mute += 1
        if not (self._main or self.whole):
            return
        found = dict(attrs)
        if tag == "a":
            self._link(found)
        elif tag == "img":
            self._picture(found)
        if self._main and tag in _SHOWN:
            self.has_text = True

    def _link(self, found):
        if address := found.get("href"):
            self.links[address] = None
        elif self._main and not {"name", "id", "role"} & found.keys():
            # What Wagtail makes of a link to a page or document that is deleted.
            self.without_target += 1

    def _picture(self, found):
        if address := found.get("src"):
            self.pictures[address] = None
        elif self._main:
            self.without_target += 1
        if self._main and "alt" not in found:
            self.without_alt += 1

    def handle_endtag(self, tag):
        if tag == "main":
            self._main = max(0, self._main - 1)
        elif tag in _NO_WORDS:
            self._mute = max(0, self._mute - 1)

    def handle_data(self, data):
        if self._main and not self._mute and not self.has_text and data.strip():
            self.has_text = True


def read_page(html: str, *, whole: bool = False) -> PageContent:
    content = PageContent(whole=whole)
    content.feed(html)
    content.close()
    return content
