"""Through both stages of the review: handing in, and what reviewers do at their desk."""

from playwright.sync_api import Page

from tests.browser.moving import follow, says


def submit(page: Page) -> None:
    """The editor's button for reviewers; ends when the next screen is there.

    Not when the address changes: a save under way does that too, and the submission waits for it.
    """
    follow(page.get_by_role("button", name="提交给两级审核", exact=True).first)


def told(page: Page, words: str) -> None:
    says(page.locator(".messages"), words)


def decide(page: Page, title: str, button: str, *, secrecy: bool = False, comment: str = "") -> None:
    """Open what waits from the desk and press a button."""
    page.goto("/admin/review/")
    follow(page.get_by_role("link", name=title, exact=True))
    page.frame_locator(".desk-preview").locator("h1").wait_for()
    if secrecy:
        page.check("[name=secrecy_checked]")
    if comment:
        page.fill("[name=comment]", comment)
    follow(page.get_by_role("button", name=button, exact=True))
