"""Views of pages, named by dotted path as addresses and settings name theirs: models are loaded before their views."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.module_loading import import_string


def answered_by(dotted_path: str) -> Callable[..., HttpResponse]:
    """A method of a page that hands request and page to a view: `view(request, page, …)`.

    For a route, `write = path("")(answered_by("app.views.write"))`, and for `serve_preview`. The route's name is the
    view's own unless `path` is told another.
    """

    def method(page, request, *args, **kwargs):
        return import_string(dotted_path)(request, page, *args, **kwargs)

    method.__name__ = dotted_path.rpartition(".")[2]
    return method
