"""Calling what lies in an app above, by its dotted path instead of an import: imports only go down the house."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from wagtail.models import Page

_found = cache(import_string)


def named(path: str) -> Callable[..., Any]:
    """Stands for the callable at `path`, imported at the first call; `checks.py` finds paths that lead nowhere.

    For what a framework calls on a model (an action of a workflow task, a view of a routable page) and a service, a
    form or a view of the same feature answers.
    """

    def answer(*args: Any, **kwargs: Any) -> Any:
        return _found(path)(*args, **kwargs)

    names.append(path)
    return answer


def answered_by(path: str) -> Callable[..., HttpResponse]:
    """A method of a page that the view at `path` answers: `view(request, page, …)`.

    For a route, `write = path("")(answered_by("app.views.write"))`, and for `serve_preview`. The route's name is the
    view's own unless it is told another.
    """
    view = named(path)

    def method(page: Page, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, page, *args, **kwargs)

    method.__name__ = path.rpartition(".")[2]
    return method


# All paths that were named, for the system check.
names: list[str] = []
