"""`make shots`: the pictures of docs/manual, taken from this machine's demo site; needs Chromium."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "unionsite.settings.dev"

import django
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "manual" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
COLOURS = 128
SECONDS_TO_START = 60
# Before the page is drawn, as the button does it: what 长辈版 remembers on this device.
EASY = "localStorage.setItem('mode', 'easy')"


class NotReady(Exception):
    """Something that must be there is missing; the message says what to do."""


def main() -> int:
    try:
        browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
        if not browser:
            raise NotReady("截图需要Chromium，例如：apt install chromium（也可用CHROMIUM指定） Chromium is needed.")
        password, public, admin = look_at_site()
    except NotReady as problem:
        say(str(problem))
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with server() as base, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        take_public(chromium, base, public)
        take_admin(chromium, base, admin, password)
        chromium.close()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    say(f"docs/manual/pictures: {total / 2**20:.1f} MB")
    return 0


def look_at_site() -> tuple[str, dict[str, str], dict[str, str]]:
    """The administrator's password, and addresses by picture name of the public site and of the admin."""
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from interact.models import QuestionnairePage
    from news.models import NewsIndexPage, NewsPage
    from rights.models import RightsIndexPage
    from unionsite.laws.models import Statute

    missing = NotReady("还没有演示内容，请先运行一次make run。 There is no demo site yet: run `make run` once.")
    accounts = settings.VAR_DIR / "demo-accounts.txt"
    if not accounts.exists():
        raise missing
    passwords = {name: secret for _role, name, secret in map(str.split, accounts.read_text("utf-8").splitlines())}
    try:
        chinese = {"locale__language_code": settings.LANGUAGE_CODE, "live": True}
        section = NewsIndexPage.objects.filter(**chinese).get()
        rights = RightsIndexPage.objects.filter(**chinese).get()
        article = max(NewsPage.objects.filter(**chinese), key=lambda page: len(str(page.body.raw_data)))
        surveys = list(QuestionnairePage.objects.filter(**chinese).with_answer_counts())
        open_now = next((page for page in surveys if page.state_at(timezone.now()) == "open"), surveys[0])
        # Someone has to have answered, or there is nothing to see.
        answered = max(surveys, key=lambda page: page.answer_count)
        statute = Statute.objects.filter(title__contains="劳动合同法").first() or Statute.objects.first()
    except (DatabaseError, ObjectDoesNotExist, ValueError, IndexError) as error:
        raise missing from error
    public = {
        "article-phone": article.get_url(),
        "questionnaire-phone": open_now.get_url(),
        "search-phone": "/search/?q=加班",
    }
    public |= {"statute-phone": statute.url} if statute else {}
    admin = {
        "admin-home": "",
        "admin-explorer": f"pages/{section.pk}/",
        "admin-add": f"pages/{section.pk}/add_subpage/",
        "admin-types": f"pages/{rights.pk}/add_subpage/",
        "admin-news": f"pages/{article.pk}/edit/",
        "admin-images-add": "images/multiple/add/",
        "admin-questionnaire": f"pages/{open_now.pk}/edit/",
        "admin-answers": f"forms/submissions/{answered.pk}/",
        "admin-settings": "settings/core/sitesettings/",
        "admin-users": "users/",
        "admin-departments": "departments/",
    }
    return passwords["admin"], public, admin


@contextmanager
def server() -> Iterator[str]:
    """The development server on a free port; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)  # noqa: S603
    try:
        for _attempt in range(SECONDS_TO_START * 4):
            if process.poll() is not None:
                raise SystemExit("runserver已退出，没有截图。 The server has stopped.")
            try:
                urllib.request.urlopen(f"{base}/robots.txt", timeout=5).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.25)
        yield base
    finally:
        process.terminate()
        process.wait()


def take_public(chromium: Browser, base: str, addresses: dict[str, str]) -> None:
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
    phone.add_init_script(EASY)
    visit(phone, base + addresses["article-phone"])
    keep(phone, "easy-phone")


def take_admin(chromium: Browser, base: str, addresses: dict[str, str], password: str) -> None:
    page = chromium.new_page(viewport=DESKTOP, locale="zh-CN")
    visit(page, f"{base}/admin/login/")
    keep(page, "admin-login")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", password)
    page.click("[type=submit]")
    page.wait_for_url(f"{base}/admin/")
    for name, address in addresses.items():
        visit(page, f"{base}/admin/{address}")
        keep(page, name)
    visit(page, f"{base}/admin/{addresses['admin-news']}")
    chooser = page.locator("button.c-sf-add-button").first
    chooser.evaluate("button => button.scrollIntoView({block: 'start', behavior: 'instant'})")
    page.mouse.move(640, 430)
    page.mouse.wheel(0, -120)  # Out from under the header.
    page.wait_for_timeout(400)
    chooser.click()
    keep(page, "admin-blocks")
    visit(page, f"{base}/admin/{addresses['admin-news']}")
    page.locator("footer [data-controller~='w-dropdown'] [data-w-dropdown-target='toggle']").first.click()
    keep(page, "admin-actions")


def visit(page: Page, address: str) -> None:
    response = page.goto(address, wait_until="networkidle")
    if response is None or not response.ok:
        raise SystemExit(f"{address}: {response and response.status}")


def keep(page: Page, name: str) -> None:
    """Save what the window shows, in few colours: a manual's pictures are looked at, not measured."""
    page.wait_for_timeout(400)  # Menus and panels slide in.
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)
    say(f"  {name}.png")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
