"""`make shots`: the pictures of docs/manual, taken from this machine's demo site; needs Chromium."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "unionsite.settings.dev"

import django
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.desk import DESKTOP, Account, Desk, give_password, press, visit

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "manual" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--lang=zh-CN",
]
# The browser's own words, on buttons for files and in dates: Chinese where it has them (Debian: chromium-l10n).
CHINESE = {"LANGUAGE": "zh_CN"}
PHONE = {"width": 390, "height": 844}
DOOR = {"width": 720, "height": 560}  # one narrow column; such pictures show the whole page
TALL = {"width": 1280, "height": 1400}  # long forms of the admin, which scrolls inside the window
COLOURS = 128
SECONDS_TO_START = 60
# What an editor sees of the admin; the other addresses are 系统管理员's.
EDITORS = (
    *("admin-home", "admin-explorer", "admin-add", "admin-types", "admin-news", "admin-images-add"),
    *("admin-questionnaire", "admin-answers"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Before the page is drawn, as the button does it: what 长辈版 remembers on this device.
EASY = "localStorage.setItem('mode', 'easy')"
# The server's own idea of its address, for the slips; and what is uploaded is carried out at once.
SETTINGS = {"BASE_URL": "https://union.example.com", "TASKS_BACKEND": "immediate"}
# An account that is made, bound, locked and thrown away for the pictures.
NEWCOMER = {"username": "helixin", "name": "何立新", "email": "helixin@example.com"}
FIRST_PASSWORD, OWN_PASSWORD = "Chenqiao-first-2026", "Zongzhuang-2026-banzu"
# Employees that come and go likewise: 工号, 姓名, 部门, 手机, 邮箱.
ROLL_NAME = "职工名册（2026年新入职）.xlsx"
ROLL = (
    ("D9001", "高原", "总装车间", "13800000001", ""),
    ("D9002", "孟雨桐", "质量部", "13800000002", "mengyutong@example.com"),
    ("D9003", "罗建军", "机加车间", "", ""),
    ("D9004", "苏小曼", "供应链部", "13800000004", ""),
)


class NotReady(Exception):
    """Something that must be there is missing; the message says what to do."""


def main() -> int:
    try:
        browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
        if not browser:
            raise NotReady("截图需要Chromium，例如：apt install chromium（也可用CHROMIUM指定） Chromium is needed.")
        accounts, public, admin = look_at_site()
    except NotReady as problem:
        say(str(problem))
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    throw_people_away()
    try:
        with server() as base, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS, env=os.environ | CHINESE)
            take_public(chromium, base, public, accounts["employee"])
            take_staff(chromium, base, admin, accounts)
            chromium.close()
    finally:
        throw_people_away()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    say(f"docs/manual/pictures: {total / 2**20:.1f} MB")
    return 0


def look_at_site() -> tuple[dict[str, Account], dict[str, str], dict[str, str]]:
    """Demo accounts by user name, and addresses by picture name of the public site and of the admin."""
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from interact.models import QuestionnairePage
    from news.models import NewsIndexPage, NewsPage
    from rights.models import RightsIndexPage
    from unionsite.accounts.models import Authenticator
    from unionsite.laws.models import Statute

    missing = NotReady("还没有演示内容，请先运行一次make run。 There is no demo site yet: run `make run` once.")
    file = settings.VAR_DIR / "demo-accounts.txt"
    if not file.exists():
        raise missing
    lines = map(str.split, file.read_text("utf-8").splitlines())
    accounts = {username: Account(username, password) for _role, username, password in lines}
    try:
        for device in Authenticator.objects.filter(user__username__in=accounts, confirmed=True).select_related("user"):
            account = accounts[device.user.username]
            account.key, account.drift, account.last_step = device.key, device.drift, device.last_step
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
        "admin-add": f"pages/add/news/newspage/{section.pk}/",
        "admin-types": f"pages/{rights.pk}/add_subpage/",
        "admin-news": f"pages/{article.pk}/edit/",
        "admin-images-add": "images/multiple/add/",
        "admin-questionnaire": f"pages/{open_now.pk}/edit/",
        "admin-answers": f"forms/submissions/{answered.pk}/",
        "admin-settings": "settings/core/sitesettings/",
        "admin-users": "users/",
        "admin-departments": "departments/",
    }
    return accounts, public, admin


def throw_people_away() -> None:
    from unionsite.accounts.models import RollImport, User
    from unionsite.accounts.services import recovery

    for user in User.objects.filter(username=NEWCOMER["username"], email=NEWCOMER["email"]):
        recovery.unlock(user=user, actor=None, reason="为使用手册拍图")
        user.delete()
    for number, name, *_rest in ROLL:
        User.objects.filter(employee_number=number, name=name).delete()
    RollImport.objects.filter(file_name=ROLL_NAME).delete()


@contextmanager
def server() -> Iterator[str]:
    """The development server on a free port; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "env": os.environ | SETTINGS}
    process = subprocess.Popen(command, cwd=ROOT, **quiet)  # noqa: S603
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
    visit(phone, base + addresses["article-phone"])
    keep(phone, "easy-phone")


def take_staff(chromium: Browser, base: str, addresses: dict[str, str], accounts: dict[str, Account]) -> None:
    admin = Desk(chromium, base, accounts["admin"])
    admin.page.set_viewport_size(DOOR)
    admin.visit("login/")
    keep(admin.page, "admin-login", whole=True)
    give_password(admin.page, admin.account)
    keep(admin.page, "admin-code", whole=True)
    admin.give_code()
    visit(admin.page, f"{admin.base}confirm/")
    keep(admin.page, "admin-confirm", whole=True)
    admin.page.set_viewport_size(DESKTOP)
    security = Desk(chromium, base, accounts["security"])
    security.sign_in()
    take_newcomer(chromium, base, admin, security)
    take_roll(admin)
    for name in ("admin-settings", "admin-users", "admin-departments"):
        admin.visit(addresses[name])
        keep(admin.page, name)
    security.page.set_viewport_size(TALL | {"height": 1060})
    security.visit("settings/accounts/securitysettings/")
    keep(security.page, "admin-security-settings")

    editor = Desk(chromium, base, accounts["editor"])
    editor.sign_in()
    for name in EDITORS:
        editor.visit(addresses[name])
        keep(editor.page, name)
    take_editor(editor, addresses["admin-news"])
    auditor = Desk(chromium, base, accounts["auditor"])
    auditor.sign_in()
    auditor.visit("reports/audit/")
    keep(auditor.page, "audit-log")


def take_newcomer(chromium: Browser, base: str, admin: Desk, security: Desk) -> None:
    """An account from its form to its owner's own password; then locked, unlocked, and its phone lost."""
    admin.page.set_viewport_size(TALL)
    admin.visit("users/new/")
    for name, text in (NEWCOMER | {"password1": FIRST_PASSWORD, "password2": FIRST_PASSWORD}).items():
        admin.page.fill(f"[name={name}]", text)
    today = date.today()
    admin.page.fill("[name=training_valid_until]", str(today + timedelta(days=300)))
    admin.page.fill("[name=background_checked_on]", str(today - timedelta(days=20)))
    admin.page.locator("[name=name]").focus()
    keep(admin.page, "admin-account-new")
    admin.page.set_viewport_size(DESKTOP)
    admin.page.get_by_role("tab", name="角色").first.click()
    admin.page.get_by_label("信息员", exact=True).check()
    keep(admin.page, "admin-roles")
    press(admin.page.locator("main form[method=POST] button[type=submit]").first)
    press(admin.page.get_by_role("button", name="签发绑定凭证"))
    keep(admin.page, "admin-ticket-issued")
    address = urlsplit(admin.page.url).path.removeprefix("/admin/")

    desk = Desk(chromium, base, Account(NEWCOMER["username"], FIRST_PASSWORD))
    page = desk.page
    page.set_viewport_size(DOOR)
    desk.visit("login/")
    give_password(page, desk.account)
    keep(page, "admin-ticket", whole=True)
    page.fill("[name=code]", admin.page.locator(".person-security__code").inner_text())
    press(page.locator(".door__form [type=submit]"))
    keep(page, "admin-enrol", whole=True)
    page.locator(".door__manual summary").click()
    key = page.locator(".door__key").inner_text().replace(" ", "")
    desk.account.key = b32decode(key + "=" * (-len(key) % 8))
    desk.give_code()
    keep(page, "admin-backup-codes", whole=True)
    press(page.locator(".form-actions a"))
    keep(page, "admin-password", whole=True)
    desk.account.password = OWN_PASSWORD
    for name, text in {"old_password": FIRST_PASSWORD, "new_password1": OWN_PASSWORD}.items():
        page.fill(f"[name={name}]", text)
    page.fill("[name=new_password2]", OWN_PASSWORD)
    press(page.locator(".door__form [type=submit]"))
    desk.visit("account/second-factor/")
    keep(page, "admin-second-factor", whole=True)

    page.context.clear_cookies()
    for _attempt in range(5):
        desk.visit("login/")
        give_password(page, Account(NEWCOMER["username"], "not-the-password"))
    keep(page, "admin-locked", whole=True)
    security.page.set_viewport_size(TALL)
    security.visit(address)
    keep(security.page, "admin-security")
    security.page.set_viewport_size(DESKTOP)
    security.page.fill("[name=unlock-reason]", "本人到办公室说明忘记密码，已核对工作证")
    press(security.page.get_by_role("button", name="解锁"))
    keep(security.page, "admin-unlocked")
    desk.visit("login/")
    give_password(page, desk.account)
    press(page.get_by_role("link", name="用备用恢复码登录"))
    keep(page, "admin-backup-login", whole=True)
    security.page.fill("[name=reset-reason]", "本人当面说明手机丢失，恢复码也没有带")
    press(security.page.get_by_role("button", name="重置并签发凭证"))
    keep(security.page, "admin-reset")


def take_roll(admin: Desk) -> None:
    """A roll of newcomers from its upload to their slips."""
    page = admin.page
    admin.visit("employees/roll/")
    page.set_input_files("[name=file]", {"name": ROLL_NAME, "mimeType": XLSX, "buffer": roll_file()})
    page.uncheck("[name=mark_leavers]")
    keep(page, "roll-upload")
    press(page.get_by_role("button", name="上传并检查"))
    keep(page, "roll-check")
    press(page.get_by_role("button", name="确认导入"))
    admin.visit("employees/?q=D900")
    keep(page, "roll")
    admin.visit("employees/codes/")
    page.fill("[name=numbers]", "\n".join(row[0] for row in ROLL))
    keep(page, "roll-codes")
    press(page.get_by_role("button", name="发放", exact=True))
    keep(page, "roll-slips")


def roll_file() -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in (("工号", "姓名", "部门", "手机", "邮箱"), *ROLL):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def take_editor(editor: Desk, article: str) -> None:
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


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """Save what the window shows, or the whole page, in few colours: a manual is looked at, not measured."""
    page.wait_for_timeout(400)  # Menus and panels slide in.
    with Image.open(io.BytesIO(page.screenshot(full_page=whole))) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)
    say(f"  {name}.png")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
