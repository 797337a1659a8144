"""At a desk of the demo site: a member of staff in a browser, who comes in as people do, by password and code."""

import time
from base64 import b32decode
from dataclasses import dataclass
from urllib.parse import unquote

from django_otp.oath import TOTP
from playwright.sync_api import Browser, Locator, Page

DESKTOP = {"width": 1280, "height": 860}
STEP_SECONDS = 30


@dataclass
class Account:
    """Who signs in: a password, and what stands for the phone."""

    username: str
    password: str
    key: bytes = b""
    drift: int = 0
    last_step: int = -1

    def code(self) -> str:
        """What the phone shows; waits until it is a code that was not used yet."""
        totp = TOTP(self.key, STEP_SECONDS, 0, 6, self.drift)
        totp.time = time.time()
        while totp.t() <= self.last_step:
            time.sleep(0.5)
            totp.time = time.time()
        self.last_step = totp.t()
        return f"{totp.token():06d}"


class Desk:
    """A member of staff in a browser of their own: signs in once, gives a code again where one is asked for."""

    def __init__(self, chromium: Browser, base: str, account: Account):
        self.page = chromium.new_page(viewport=DESKTOP, locale="zh-CN")
        self.base, self.account = f"{base}/admin/", account

    def visit(self, address: str) -> None:
        visit(self.page, self.base + address, is_code_asked_for=True)
        if "/admin/confirm/" in self.page.url:
            self.give_code()
            visit(self.page, self.base + address)

    def sign_in(self) -> None:
        self.visit("login/")
        give_password(self.page, self.account)
        self.give_code()

    def read_key(self) -> None:
        """Take over from the page what a phone would take from its picture."""
        self.page.locator(".door__manual summary").click()
        key = self.page.locator(".door__key").inner_text().replace(" ", "")
        self.account.key = b32decode(key + "=" * (-len(key) % 8))

    def give_code(self) -> None:
        self.page.fill("[name=code]", self.account.code())
        press(self.page.locator(".door__form [type=submit]"))


def give_password(page: Page, account: Account) -> None:
    page.fill("[name=username]", account.username)
    page.fill("[name=password]", account.password)
    press(page.locator("form", has=page.locator("[name=password]")).locator("[type=submit]"))


def press(button: Locator) -> None:
    """Click what leads to another page, and wait for it."""
    with button.page.expect_navigation(wait_until="networkidle"):
        button.click()


def visit(page: Page, address: str, *, is_code_asked_for: bool = False) -> None:
    response = page.goto(address, wait_until="networkidle")
    if response is None or not response.ok:
        raise SystemExit(f"{address}: {response and response.status}")
    # A setting's address goes on to its number; anywhere else would be a picture of something else.
    if not unquote(page.url).startswith(address) and not (is_code_asked_for and "/admin/confirm/" in page.url):
        raise SystemExit(f"{address}: {page.url}")
