"""上线清单, and what readers see meanwhile: the demo site is taken for one that is not open yet."""

from playwright.sync_api import Browser

from scripts.desk import Account, Desk
from scripts.shots.camera import PHONE, TALL, keep


def prepare() -> None:
    _set(is_open=False)


def throw_away() -> None:
    _set(is_open=True)


def _set(*, is_open: bool) -> None:
    from unionsite.core import generation
    from unionsite.core.models import SiteSettings

    SiteSettings.objects.update(is_open=is_open)
    generation.bump()


def take(chromium: Browser, base: str, people: dict[str, Account]) -> None:
    admin = Desk(chromium, base, people["admin"])
    admin.sign_in()
    admin.page.set_viewport_size(TALL | {"height": 960})
    admin.visit("opening/")
    keep(admin.page, "opening-list")
    phone = chromium.new_page(viewport=PHONE | {"height": 560}, locale="zh-CN", has_touch=True, is_mobile=True)
    # Not `visit`, which takes no 503 for a page.
    phone.goto(base + "/", wait_until="networkidle")
    keep(phone, "opening-built-phone")
