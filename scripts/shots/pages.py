"""The public site, and what an editor has before them."""

from playwright.sync_api import Browser

from scripts.desk import DESKTOP, Account, Desk, give_password, visit
from scripts.shots.camera import PHONE, keep

EDITORS = (
    "admin-home",
    "admin-explorer",
    "admin-add",
    "admin-types",
    "admin-news",
    "admin-images-add",
    "admin-questionnaire",
    "admin-answers",
    "contact",
)
# Before the page is drawn, as the button does it: what 长辈版 remembers on this device.
EASY = "localStorage.setItem('mode', 'easy')"


def take_public(chromium: Browser, base: str, addresses: dict[str, str], employee: Account) -> None:
    desktop = chromium.new_page(viewport=DESKTOP, locale="zh-CN")
    visit(desktop, f"{base}/")
    keep(desktop, "home-desktop")
    phone = chromium.new_page(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    visit(phone, f"{base}/")
    keep(phone, "home-phone")
    phone.locator(".thumb summary").click()
    keep(phone, "menu-phone")
    for name, address in addresses.items():
        visit(phone, base + address)
        keep(phone, name)
    visit(phone, f"{base}/account/login/")
    keep(phone, "account-phone")
    give_password(phone, employee)
    visit(phone, f"{base}/account/")
    keep(phone, "account-home-phone")
    phone.add_init_script(EASY)
    for name, address in {"easy-home-phone": "/", "easy-phone": addresses["article-phone"]}.items():
        visit(phone, base + address)
        keep(phone, name)


def take_editing(chromium: Browser, base: str, people: dict[str, Account], addresses: dict[str, str]) -> None:
    editor = Desk(chromium, base, people["editor"])
    editor.sign_in()
    for name in EDITORS:
        editor.visit(addresses[name])
        keep(editor.page, name)
    _take_story(editor, addresses["admin-news"])


def _take_story(editor: Desk, article: str) -> None:
    page = editor.page
    editor.visit(article)
    chooser = page.locator("button.c-sf-add-button").first
    chooser.evaluate("button => button.scrollIntoView({block: 'start', behavior: 'instant'})")
    page.mouse.move(640, 430)
    page.mouse.wheel(0, -120)  # Out from under the header.
    page.wait_for_timeout(400)
    chooser.click()
    keep(page, "admin-blocks")
    editor.visit(article)
    page.locator("footer [data-controller~='w-dropdown'] [data-w-dropdown-target='toggle']").first.click()
    keep(page, "admin-actions")
