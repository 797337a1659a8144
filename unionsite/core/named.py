"""What stands above a model and answers for it, named once by its dotted path: imports only go down the house."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

_found = cache(import_string)


def named(path: str) -> Callable[..., Any]:
    """The callable at `path`, looked up when it is first called; `checks.py` names those that are not there.

    For what a framework calls on a model (an action of a workflow task, a view of a routable page) and a service, a
    form or a view of the same feature answers.
    """

    def answer(*args: Any, **kwargs: Any) -> Any:
        return _found(path)(*args, **kwargs)

    names.append(path)
    return answer


# All paths that were named, for the system check.
names: list[str] = []
