"""From one page to the next: what is read or filled in afterwards is on the new one, and reading waits for it."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect


def follow(target: Locator, press: Callable[[Locator], None] = Locator.click) -> None:
    """Press what leads to another page, and wait until that is there.

    A click ends before the next page comes, and `expect_navigation` when a script merely changes the address, as
    site.js does with each form that is sent.
    """
    with target.page.expect_event("load"):
        press(target)


def says(part: Locator, words: str) -> None:
    """This part of the page shows these words, or does so soon."""
    expect(part).to_contain_text(words, use_inner_text=True)
