"""Wings: parts of the site that the setting `WINGS` leaves out. Each says in its `apps.py` what it brings.

A wing is on (named in `WINGS`), asleep (named in `WINGS_ASLEEP`: its tables stay, nobody sees it) or not there at all.
Imports go from a wing to the base, never to another wing; it joins by Wagtail's hooks, by signals, and at the places
listed here.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.conf import settings


@dataclass(frozen=True)
class Wing:
    """What settings and addresses take from a wing.

    `apps` are its applications; `middleware` pairs of one of its own and the one it stands after, "" for the outermost;
    `jobs` and `jobs_that_publish` as in `settings/jobs.py`; `reader_urls` a module of public addresses, in every
    language; `forms` public addresses without language where people write, for which a copy of the site
    has a word; `tables` how the names of its tables begin, beside its own.
    """

    name: str
    title: str
    apps: tuple[str, ...] = ()
    middleware: tuple[tuple[str, str], ...] = ()
    jobs: tuple[tuple[str, str, int, Any], ...] = ()
    jobs_that_publish: tuple[str, ...] = ()
    reader_urls: str = ""
    forms: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


def is_on(name: str) -> bool:
    return name in settings.WINGS


def wings() -> list[Wing]:
    """Return the wings that are on."""
    return [wing for wing in settings.ALL_WINGS if is_on(wing.name)]


def with_middleware(base: list[str], wings: list[Wing]) -> list[str]:
    """Return the base's middleware with those of the wings, each at its place."""
    found = list(base)
    for wing in wings:
        for path, outer in wing.middleware:
            found.insert(found.index(outer) + 1 if outer else 0, path)
    return found


class WingConfig(AppConfig):
    """An application that joins the site only while its wing is on; asleep, it has its tables alone."""

    def ready(self):
        if is_on(self.label):
            self.join()
            return
        for model in self.get_models():
            # Of a page: nobody makes one.
            model.is_creatable = False

    def join(self):
        """Fill the base's places, connect receivers."""
        raise NotImplementedError

    def under_way(self) -> list[str]:
        """Return the names of what must end before the wing can sleep."""
        return []


# What each place is for, and whoever joined it.
places: dict[str, list[Any]] = {}


def place(what: str, *first: Any) -> list[Any]:
    """Return a list that apps above fill in `ready()`, and keep it for `manage.py wing`."""
    return places.setdefault(what, list(first))
