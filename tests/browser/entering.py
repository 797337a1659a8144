"""Coming in through the form, in one place for all tests that work as staff."""

import time

from django_otp.oath import TOTP
from playwright.sync_api import Page

from tests.browser.content import PASSWORD, PHONE_KEY
from tests.browser.moving import follow

STEP = 30
# Cookies of who has come in, by site and name: a code is good once, and a person has one session.
_inside: dict[tuple[str, str], list] = {}
_last_step: dict[tuple[str, str], int] = {}


def code_for(key: bytes, *, seen: int = -1) -> tuple[str, int]:
    """The code that a phone with this key shows, and its step; waits until it is later than step `seen`."""
    while int(time.time()) // STEP <= seen:
        time.sleep(0.2)
    step = int(time.time()) // STEP
    totp = TOTP(key, STEP)
    totp.time = step * STEP
    return f"{totp.token():06d}", step


def sign_in(page: Page, username: str) -> None:
    """On the dashboard as this member of staff, by password and code, or in the session opened before."""
    page.goto("/admin/login/")
    person = (page.url.removesuffix("/admin/login/"), username)
    if person in _inside:
        page.context.add_cookies(_inside[person])
        page.goto("/admin/")
        if "/login/" not in page.url:
            return
    fill_in_password(page, username)
    give_code(page, username)
    page.wait_for_url("**/admin/")
    _inside[person] = page.context.cookies()


def open_confirmed(page: Page, username: str, address: str) -> None:
    """An address that asks for a code again once the last one is some minutes old."""
    page.goto(address)
    confirm(page, username)


def confirm(page: Page, username: str) -> None:
    """Give a code if the page that has come asks for one again."""
    if "/confirm/" in page.url:
        give_code(page, username)


def give_code(page: Page, username: str) -> None:
    page.fill("[name=code]", next_code(page, username))
    follow(page.locator("[type=submit]").first)


def next_code(page: Page, username: str) -> str:
    """A code of this person that was not given yet: each is good once."""
    person = ("/".join(page.url.split("/")[:3]), username)
    code, _last_step[person] = code_for(PHONE_KEY, seen=_last_step.get(person, -1))
    return code


def fill_in_password(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    follow(page.locator("[type=submit]").first)
