"""What a page may not do while somebody looks at it: complain on the console, call another host, miss a file."""

import re

from playwright.sync_api import Page

# Where Wagtail's forms of pages are, and save themselves.
FORM = re.compile(r"/admin/pages/(add/[^?]+|\d+/edit)/$")


class Watch:
    """Collects faults of a page.

    `expected` are addresses that may answer with an error of their own, `expected_messages` beginnings of what may be
    on the console.
    """

    def __init__(self, page: Page, base: str):
        self.base = base
        self.expected: set[str] = set()
        # The browser's own report of an error status says no more than the response does.
        self.expected_messages = {"Failed to load resource"}
        self.faults: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("requestfailed", self._on_failure)

    def _on_console(self, message) -> None:
        if message.type == "error" and not message.text.startswith(tuple(self.expected_messages)):
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_request(self, request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")

    def _on_response(self, response) -> None:
        # A form that saves itself before all is filled in, as where a machine is slow; `saved` waits for the rest.
        is_unfinished = (
            response.status == 400 and response.request.resource_type == "fetch" and FORM.search(response.url)
        )
        if response.status >= 400 and response.url not in self.expected and not is_unfinished:
            self.faults.append(f"{response.status}: {response.url}")

    def _on_failure(self, request) -> None:
        # Leaving a page ends what it was still loading.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.faults.append(f"failed: {request.url} ({request.failure})")
