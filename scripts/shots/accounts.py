"""Accounts: a member of staff from the first form to a lost phone; a roll of employees from its upload to the slips."""

import io
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from openpyxl import Workbook
from playwright.sync_api import Browser

from scripts.desk import DESKTOP, Account, Desk, give_password, press, visit
from scripts.shots.camera import DOOR, TALL, keep

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def throw_away() -> None:
    from unionsite.accounts.models import RollImport, User
    from unionsite.accounts.staff import services

    for user in User.objects.filter(username=NEWCOMER["username"], email=NEWCOMER["email"]):
        services.unlock(user=user, actor=None, reason="为使用手册拍图")
        user.delete()
    for number, name, *_rest in ROLL:
        User.objects.filter(employee_number=number, name=name).delete()
    RollImport.objects.filter(file_name=ROLL_NAME).delete()


def take(chromium: Browser, base: str, people: dict[str, Account], addresses: dict[str, str]) -> None:
    admin = Desk(chromium, base, people["admin"])
    admin.page.set_viewport_size(DOOR)
    admin.visit("login/")
    keep(admin.page, "admin-login", whole=True)
    give_password(admin.page, admin.account)
    keep(admin.page, "admin-code", whole=True)
    admin.give_code()
    visit(admin.page, f"{admin.base}confirm/")
    keep(admin.page, "admin-confirm", whole=True)
    admin.page.set_viewport_size(DESKTOP)
    security = Desk(chromium, base, people["security"])
    security.sign_in()
    _take_newcomer(chromium, base, admin, security)
    _take_roll(admin)
    for name in ("admin-settings", "admin-users", "admin-departments"):
        admin.visit(addresses[name])
        keep(admin.page, name)
    security.page.set_viewport_size(TALL | {"height": 1060})
    security.visit("settings/accounts/securitysettings/")
    keep(security.page, "admin-security-settings")
    auditor = Desk(chromium, base, people["auditor"])
    auditor.sign_in()
    auditor.visit("reports/audit/")
    keep(auditor.page, "audit-log")


def _take_newcomer(chromium: Browser, base: str, admin: Desk, security: Desk) -> None:
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
    desk.read_key()
    desk.give_code()
    keep(page, "admin-backup-codes", whole=True)
    press(page.locator(".form-actions a"))
    keep(page, "admin-password", whole=True)
    desk.account.password = OWN_PASSWORD
    for name, text in {"current_password": FIRST_PASSWORD, "new_password1": OWN_PASSWORD}.items():
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


def _take_roll(admin: Desk) -> None:
    """A roll of newcomers from its upload to their slips."""
    page = admin.page
    admin.visit("employees/roll/")
    page.set_input_files(
        "[name=file]",
        {"name": ROLL_NAME, "mimeType": XLSX, "buffer": roll_file([("工号", "姓名", "部门", "手机", "邮箱"), *ROLL])},
    )
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


def roll_file(rows: Iterable[tuple[str, ...]]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()
