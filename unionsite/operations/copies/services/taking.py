"""Takes one address of the site into the copy, with the pages of its list, its feed and its documents."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from unionsite.accounts.people.queries import union_settings
from unionsite.core.queries import language_prefix
from unionsite.core.wings import wings
from unionsite.operations.copies import folders
from unionsite.operations.copies.rewriting import as_copy, as_standing
from unionsite.operations.copies.rules import LIST_FOLDER, STANDING, NoPlace, file_of
from unionsite.operations.reader.asking import AnonymousReader, body_of


class Failing(Exception):
    """The site answers with an error of its own; what the copy has stays."""


class Taker:
    """Takes addresses into all of `places`, as they are at the moment `at`."""

    def __init__(self, places: Sequence[Path], *, at: datetime | None = None):
        self.places, self.at = places, at or timezone.now()
        self.reader, self.about = AnonymousReader(), union_settings()

    def take(self, address: str) -> bool:
        """Return False if an anonymous reader gets nothing there, and it is to be dropped. Raises Failing, NoPlace."""
        with self.reader.ask(address) as response:
            if response.status_code >= 500:
                raise Failing(address)
            if response.status_code != 200:
                return False
            if not response.headers.get("Content-Type", "").startswith("text/html"):
                self._put_file(address, response)
                return True
            html = b"".join(body_of(response)).decode(response.charset)
        self._put_page(address, html)
        return True

    def take_standing(self) -> None:
        """Put a word in place of what needs the application: search, accounts, receipts."""
        for language, _name in settings.LANGUAGES:
            prefix = language_prefix(language)
            with self.reader.ask(f"{prefix}search/") as response:
                if response.status_code != 200:
                    raise Failing(f"{prefix}search/")
                frame = b"".join(body_of(response)).decode(response.charset)
            with translation.override(language):
                title = _("暂停服务")
                html = as_standing(frame, title=title, line=self._line(), inside=self._stopped(title))
            for slug in (*STANDING, *(form for wing in wings() for form in wing.forms)):
                self._put(file_of(prefix + slug), html)

    def _put_page(self, address: str, html: str) -> None:
        path, _mark, query = address.partition("?")
        with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
            copied = as_copy(html, path, line=self._line(), stopped=self._stopped)
        former: set[str] = set().union(*(folders.documents_named(place, address) for place in self.places))
        self._put(file_of(address), copied.html)
        self._take_documents(former, set(copied.documents))
        if query:
            return
        for number in range(2, copied.last_page + 1):
            self.take(f"{path}?page={number}")
        for place in self.places:
            # Pages of a list that has grown shorter.
            for left in (place / file_of(path)).parent.glob(f"{LIST_FOLDER}/*"):
                if int(left.name) > copied.last_page:
                    shutil.rmtree(left)
        if path != "/" and f"{path}feed/" in copied.feeds:
            self.take(f"{path}feed/")

    def _take_documents(self, former: set[str], named: set[str]) -> None:
        """Take the documents that a page names; those that it named formerly go, unless another page has them."""
        for document in sorted(former | named):
            with suppress(NoPlace):
                is_there = all((place / file_of(document)).exists() for place in self.places)
                if not (is_there and document in named) and not self.take(document):
                    folders.drop(document)

    def _put_file(self, address: str, response) -> None:
        name, first = file_of(address), self.places[0]
        # Of a file on this disk its path, of one in another storage only its name there.
        source = getattr(getattr(response, "file_to_stream", None), "name", None)
        if not (isinstance(source, str) and source.startswith("/") and folders.put_link(first, name, source)):
            folders.put(first, name, body_of(response))
        for place in self.places[1:]:
            folders.put_link(place, name, str(first / name))

    def _put(self, name: str, html: str) -> None:
        for place in self.places:
            folders.put(place, name, [html.encode()])

    def _line(self) -> str:
        return render_to_string("operations/copies/line.html", {"at": self.at, "about": self.about})

    def _stopped(self, title: str) -> str:
        home = language_prefix(translation.get_language() or settings.LANGUAGE_CODE)
        words = {"title": title, "about": self.about, "home": home}
        return render_to_string("operations/copies/stopped.html", words)
