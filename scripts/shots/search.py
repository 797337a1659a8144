"""What readers look for, a new synonym, an entry's history, pages that come first; nothing is stored."""

from playwright.sync_api import Browser

from scripts.desk import DESKTOP, Account, Desk, press
from scripts.shots.camera import keep

# A query without a result in the demo, and what the site calls it.
TERM, TARGET, NOTE = "托管班", "暑托班", "家长都说托管班，站里写的是暑托班。"
PROMOTED = "体检"
# An entry of the demo that was changed.
CHANGED = "大食堂、二食堂、夜宵"


def take(chromium: Browser, base: str, people: dict[str, Account]) -> None:
    editor = Desk(chromium, base, people["editor"])
    editor.sign_in()
    page = editor.page
    editor.visit("search-words/")
    keep(page, "search-words")
    press(page.get_by_role("link", name=CHANGED))
    page.goto(page.url.replace("/edit/", "/history/"))
    keep(page, "search-changes")
    editor.visit("search-terms/?view=unanswered")
    press(page.locator("tr", has_text=TERM).get_by_role("link", name="加同义词"))
    page.fill("[name=targets]", TARGET)
    page.fill("[name=note]", NOTE)
    page.set_viewport_size(DESKTOP | {"height": 1160})
    keep(page, "search-word-new")

    reviewer = Desk(chromium, base, people["first"])
    reviewer.sign_in()
    page = reviewer.page
    reviewer.visit("search-terms/?view=unanswered")
    keep(page, "search-terms")
    reviewer.visit("searchpicks/")
    press(page.get_by_role("link", name=PROMOTED, exact=True))
    keep(page, "search-promote")
