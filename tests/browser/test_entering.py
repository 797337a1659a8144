"""Signing in from the first day to a lost phone and a lock, as people do it: one desk, one phone."""

import re
from base64 import b32decode

import pytest
from playwright.sync_api import expect

from tests.browser.auditing import axe_faults
from tests.browser.conftest import PHONE
from tests.browser.content import ADMIN
from tests.browser.entering import code_for, fill_in_password, next_code, open_confirmed, sign_in
from tests.browser.moving import follow, says

pytestmark = pytest.mark.browser
FIRST_PASSWORD, OWN_PASSWORD = "Chenqiao-first-2026", "Zongzhuang-2026-banzu"
CODE = re.compile(r"^[A-Z2-9]{4}(-[A-Z2-9]{4})+$")


class Person:
    """Somebody with a phone: remembers its key and which code was used last."""

    def __init__(self, page, username):
        self.page, self.username, self.key, self.step = page, username, b"", -1

    def password(self, password):
        fill_in_password(self.page, self.username, password)

    def code(self):
        code, self.step = code_for(self.key, seen=self.step)
        self.page.fill("[name=code]", code)
        follow(self.page.locator("[type=submit]").first)

    def scan(self):
        """What the app does with the QR code; the key for typing says the same."""
        self.page.locator(".door__manual summary").click()
        text = self.page.locator(".door__key").inner_text().replace(" ", "")
        self.key, self.step = b32decode(text + "=" * (-len(text) % 8)), -1
        self.code()


@pytest.fixture
def boss(visit):
    page = visit()
    sign_in(page, ADMIN)
    return page


def open_security(boss, username):
    boss.goto(f"/admin/users/?q={username}")
    edit = boss.locator("td.name a").first.get_attribute("href")
    open_confirmed(boss, ADMIN, re.sub(r"edit/(\d+)/", r"\1/security/", edit))


def headed(page, words):
    expect(page.locator("h1").first).to_have_text(words, use_inner_text=True)


def send(page, **fields):
    for name, text in fields.items():
        page.fill(f"[name={name}]", text)
    follow(page.locator("[type=submit]").first)


def test_enrol_sign_in_lose_the_phone_recover_be_locked_out_and_unlocked(visit, boss):
    # The administrator makes the account and hands over a ticket.
    open_confirmed(boss, ADMIN, "/admin/users/new/")
    fields = {"username": "newcomer", "name": "何立新", "email": "newcomer@example.com"}
    for name, text in (fields | {"password1": FIRST_PASSWORD, "password2": FIRST_PASSWORD}).items():
        boss.fill(f"[name={name}]", text)
    boss.get_by_role("tab", name="角色").first.click()
    boss.get_by_label("信息员", exact=True).check()
    follow(boss.locator("main form[method=POST] button[type=submit]").first)
    says(boss.locator(".messages"), "已建立")
    follow(boss.get_by_role("button", name="签发绑定凭证"))
    ticket = boss.locator(".person-security__code").inner_text()
    assert CODE.match(ticket)

    # On the phone: password, ticket, QR code, first code, backup codes, a password of one's own.
    person = Person(visit(viewport=PHONE), "newcomer")
    page = person.page
    person.password(FIRST_PASSWORD)
    headed(page, "绑定验证器")
    assert not axe_faults(page)
    send(page, code="ABCD-EFGH-JKMN-2345")
    says(page.locator("main"), "绑定凭证不正确")
    send(page, code=ticket.lower().replace("-", " "))
    assert page.locator(".door__qr svg").bounding_box()["width"] > 150
    assert not axe_faults(page)
    person.scan()
    page.locator(".door__codes").wait_for()
    codes = page.locator(".door__codes code").all_inner_texts()
    assert len({code for code in codes if CODE.match(code)}) == 10
    assert not axe_faults(page)
    follow(page.get_by_role("link", name="已经保存好，继续"))
    headed(page, "修改密码")
    send(page, current_password=FIRST_PASSWORD, new_password1="short", new_password2="short")
    says(page.locator("main"), "至少要有12个字符")
    fields = {"current_password": FIRST_PASSWORD, "new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD}
    for name, text in fields.items():
        page.fill(f"[name={name}]", text)
    follow(page.get_by_role("button", name="保存新密码"))
    page.wait_for_url("**/admin/")

    # A second sign-in ends the first; the phone is at home, so with a backup code.
    other = visit()
    fill_in_password(other, "newcomer", OWN_PASSWORD)
    follow(other.get_by_role("link", name="用备用恢复码登录"))
    send(other, code=codes[3])
    other.wait_for_url("**/admin/")
    says(other.locator(".messages"), "还剩9个")
    page.goto("/admin/")
    says(page.locator(".messages"), "别处登录")

    # The phone is lost, the codes too: reset with a reason; the open session ends, a new ticket leads in.
    open_security(boss, "newcomer")
    reset = boss.locator("form", has=boss.locator("[value=reset]"))
    follow(reset.get_by_role("button"))
    says(boss.locator("main"), "请写明原因")
    reset.get_by_label("原因").fill("本人当面说明手机丢失")
    follow(reset.get_by_role("button"))
    ticket = boss.locator(".person-security__code").inner_text()
    other.goto("/admin/")
    assert "/login/" in other.url
    person.password(OWN_PASSWORD)
    send(page, code=ticket)
    person.scan()
    follow(page.get_by_role("link", name="已经保存好，继续"))
    page.wait_for_url("**/admin/")

    # Five wrong passwords lock; the administrator unlocks.
    page.context.clear_cookies()
    for _attempt in range(5):
        person.password("Wrong-password-2026")
    headed(page, "暂时不能登录")
    says(page.locator("main"), "15分钟")
    assert not axe_faults(page)
    person.password(OWN_PASSWORD)
    headed(page, "暂时不能登录")
    open_security(boss, "newcomer")
    unlock = boss.locator("form", has=boss.locator("[value=unlock]"))
    unlock.get_by_label("原因").fill("本人忘记密码，已当面核实")
    follow(unlock.get_by_role("button"))
    says(boss.locator(".messages"), "已解锁")
    person.password(OWN_PASSWORD)
    person.code()
    page.wait_for_url("**/admin/")


def test_the_door_works_by_keyboard_and_reads_full_width_digits(visit):
    page = visit(viewport=PHONE)
    page.goto("/admin/")
    page.locator("[name=username]:focus").wait_for()
    page.keyboard.type("last")
    page.keyboard.press("Tab")
    page.keyboard.type("a long-enough Password 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/code/")
    page.locator("[name=code]:focus").wait_for()
    digits = (chr(ord(digit) - ord("0") + ord("０")) for digit in next_code(page, "last"))
    page.keyboard.insert_text("　".join(digits))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
