"""Every view that is registered, with an address that leads to it: what security tests walk over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

UUID = "00000000-0000-4000-8000-000000000000"
# By the name of a converter or group, else by the shape of a group.
CONVERTED = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": UUID}
# Here another sample is refused for whoever asks: what is no number, and a place for the root.
REFUSED = {"/chosen/x/": "/chosen/1/", "/pages/1/set_position/": "/pages/2/set_position/"}
SHAPES = ("1", "x", "x.x", "x/", UUID, "1.0", "default", "2026-05-08", "json")


@dataclass(frozen=True)
class View:
    path: str
    name: str
    callback: Callable


def all_views() -> list[View]:
    return list(_walk(get_resolver(), "/", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[View]:
    for entry in resolver.url_patterns:
        path = prefix + _sample(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, path, inner)
        elif isinstance(entry, URLPattern):
            # Those of ours that refuse have no name.
            for refused, taken in REFUSED.items() if entry.name else ():
                path = path.replace(refused, taken)
            yield View(path, f"{namespace}{entry.name}", entry.callback)


def _sample(pattern) -> str:
    """A piece of an address that the pattern matches."""
    if isinstance(pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:(\w+):)?\w+>", lambda match: CONVERTED[match[1] or "str"], pattern._route)
    assert isinstance(pattern, RegexPattern)
    return _sample_of_regex(pattern.regex)


def _sample_of_regex(regex: re.Pattern) -> str:
    text = regex.pattern.removeprefix("^").removesuffix("$")
    for shape in SHAPES:
        candidate = re.sub(r"\\(.)", r"\1", _without_groups(text, shape))
        if regex.search(candidate):
            return candidate
    raise AssertionError(f"no address found for {regex.pattern}")


def _without_groups(text: str, shape: str) -> str:
    """Every group of a pattern replaced by `shape`, from the inside out; optional ones vanish."""
    while (found := re.search(r"\((?:\?P<\w+>|\?:)?([^()]*)\)([?*]?)", text)) is not None:
        # One of several words, else what stands for everything.
        filling = found[1].partition("|")[0] if re.fullmatch(r"\w+(\|\w+)+", found[1]) else shape
        text = text[: found.start()] + ("" if found[2] else filling) + text[found.end() :]
    return text
