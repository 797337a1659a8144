"""Names of what stands above, because imports only go down: functions by dotted path, lists of names by owner."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    # Not loaded: Wagtail's own models ask for what is named.
    from wagtail.models import Page

_found = cache(import_string)


def named(path: str) -> Callable[..., Any]:
    """Return a stand-in for the callable at `path`, imported at the first call; `checks.py` finds wrong paths.

    Use it where a framework calls a model (an action of a workflow task, a view of a routable page) but a service, a
    form or a view of the same feature has to answer.
    """

    def answer(*args: Any, **kwargs: Any) -> Any:
        return _found(path)(*args, **kwargs)

    names.append(path)
    return answer


def answered_by(path: str) -> Callable[..., HttpResponse]:
    """Return a method of a page that calls the view at `path`: `view(request, page, …)`.

    Use it for a route, `write = path("")(answered_by("app.views.write"))`, and for `serve_preview`. The route takes the
    view's name unless it is given another.
    """
    view = named(path)

    def method(page: Page, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, page, *args, **kwargs)

    method.__name__ = path.rpartition(".")[2]
    return method


# All paths given to `named`, for the system check.
names: list[str] = []


def labels(mark: str = ".", /, **names: str) -> tuple[str, ...]:
    """Return `owner.name` for each owner's names, divided by spaces: `labels(core="A B")` is core.A and core.B."""
    return tuple(f"{owner}{mark}{name}" for owner, listed in names.items() for name in listed.split())
