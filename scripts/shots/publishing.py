"""The review desk, the plan, copy kits and the emergency take-down."""

from playwright.sync_api import Browser

from scripts.desk import DESKTOP, Account, Desk, press
from scripts.shots.camera import PHONE, TALL, keep

REVIEWER, ROLE = "first", "应急下线"


def prepare() -> None:
    """The reviewer may take pages down, for these pictures."""
    from django.contrib.auth.models import Group

    from unionsite.accounts.models import User

    User.objects.get(username=REVIEWER).groups.add(Group.objects.get(name=ROLE))


def throw_away() -> None:
    from django.contrib.auth.models import Group

    from unionsite.accounts.models import User

    for user in User.objects.filter(username=REVIEWER):
        user.groups.remove(*Group.objects.filter(name=ROLE))


def take(chromium: Browser, base: str, people: dict[str, Account], addresses: dict[str, str]) -> None:
    reviewer = Desk(chromium, base, people[REVIEWER])
    reviewer.sign_in()
    page = reviewer.page
    reviewer.visit("")
    keep(page, "reviewer-home")
    reviewer.visit("review/")
    keep(page, "desk")
    press(page.locator(".desk-row__title a").first)
    page.set_viewport_size(TALL)
    keep(page, "review")
    page.set_viewport_size(PHONE)
    page.evaluate("scrollTo(0, 0)")
    keep(page, "review-phone")
    page.locator("#decision").evaluate("title => title.scrollIntoView({block: 'start', behavior: 'instant'})")
    keep(page, "review-decision-phone")
    page.set_viewport_size(DESKTOP)
    reviewer.visit(addresses["emergency"])
    page.fill("[name=reason]", "照片中有两位职工没有同意公开")
    keep(page, "emergency")

    editor = Desk(chromium, base, people["editor"])
    editor.sign_in()
    for name in ("plan", "copy-kit"):
        editor.page.set_viewport_size(TALL)
        editor.visit(addresses[name])
        keep(editor.page, name)
