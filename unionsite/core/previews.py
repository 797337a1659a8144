"""Where other apps join the preview of a page, which only signed-in staff see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

# Called with the page, the request that asked for its preview, what Wagtail adds to it, and the rendered response,
# which they may change. Apps above append theirs in `AppConfig.ready()`; no public page comes this way.
preview_changes: list[Callable[[Any, HttpRequest, dict[str, Any], HttpResponse], None]] = []
