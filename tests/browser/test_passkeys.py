"""Passkeys in a real browser, with a key that Chromium plays itself (WebAuthn over its DevTools)."""

import pytest
from playwright.sync_api import expect

from tests.browser import entering
from tests.browser.auditing import axe_faults
from tests.browser.conftest import PHONE
from tests.browser.content import MESSAGE, PASSWORD
from tests.browser.foreign_words import foreign_texts
from tests.browser.moving import follow, says

pytestmark = pytest.mark.browser
NAME = "办公室电脑"
ALLOWED = {"PIN"}
PEOPLE = ["keys", "phone"]
OVERVIEW = "/admin/account/second-factor/"


class Key:
    """A key in the computer of `page`, whose owner shows a finger at once unless told otherwise."""

    def __init__(self, page):
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def verify(self, is_owner: bool) -> None:
        self.devtools.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": is_owner})

    def credentials(self) -> list:
        return self.devtools.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]


@pytest.fixture
def local(site) -> str:
    """The site under the name of this machine."""
    return site.base.replace("127.0.0.1", "localhost")


def faults_of(page) -> list[str]:
    return [f"{page.url}: {fault}" for fault in [*foreign_texts(page, ALLOWED, PEOPLE), *axe_faults(page)]]


def sign_out(page) -> None:
    page.context.clear_cookies(name="sessionid")


def test_a_passkey_is_added_used_refused_and_removed(site, local, visit):
    page = visit(base=local)
    key = Key(page)
    entering.sign_in(page, "keys")
    # --- Added ---
    page.goto(OVERVIEW)
    follow(page.get_by_role("link", name="添加通行密钥"))
    faults = faults_of(page)
    follow(page.get_by_role("button", name="添加", exact=True))
    page.get_by_text("请填写名称").wait_for()
    page.get_by_label("名称").fill(NAME)
    follow(page.get_by_role("button", name="添加", exact=True))
    page.wait_for_url(f"{local}{OVERVIEW}")
    main = page.locator("main")
    says(main, f"通行密钥“{NAME}”已添加")
    says(main, "还没有用过")
    (credential,) = key.credentials()
    assert credential["rpId"] == "localhost"
    faults += faults_of(page)
    # --- No second one on the same device ---
    page.goto("/admin/account/passkeys/add/")
    page.get_by_label("名称").fill("再来一个")
    page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_text("这个设备上已经有您的通行密钥").wait_for()
    # --- Used to come in ---
    sign_out(page)
    entering.fill_in_password(page, "keys")
    page.wait_for_url("**/login/passkey/")
    faults += faults_of(page)
    key.verify(False)
    page.get_by_role("button", name="用通行密钥登录").click()
    page.get_by_text("没有完成").wait_for()
    key.verify(True)
    follow(page.get_by_role("button", name="用通行密钥登录"))
    page.wait_for_url("**/admin/")
    # --- And to confirm ---
    page.goto(f"/admin/confirm/?next={OVERVIEW}")
    faults += faults_of(page)
    follow(page.get_by_role("button", name="用通行密钥确认"))
    page.wait_for_url(f"{local}{OVERVIEW}")
    says(main, "最近一次使用")
    # --- Renamed, removed: what rests on it ends ---
    follow(page.get_by_role("link", name=f"修改“{NAME}”的名称"))
    page.get_by_label("名称").fill("家里的电脑")
    follow(page.get_by_role("button", name="保存"))
    follow(page.get_by_role("link", name="移除“家里的电脑”"))
    says(main, "您这次是用它登录的")
    follow(page.get_by_role("button", name="确认移除"))
    page.wait_for_url("**/admin/login/**")
    entering.fill_in_password(page, "keys")
    page.wait_for_url("**/login/code/")
    expect(main).not_to_contain_text("通行密钥", use_inner_text=True)
    assert not [*faults, *page.watch.faults]


def test_at_a_strange_address_the_browser_keeps_the_key_to_itself(site, local, visit):
    """What a phishing page could do: pass the true question on to a browser that is elsewhere."""
    page = visit(base=local, viewport=PHONE)
    key = Key(page)
    entering.sign_in(page, "phone")
    page.goto("/admin/account/passkeys/add/")
    page.get_by_label("名称").fill("手机")
    follow(page.get_by_role("button", name="添加", exact=True))
    page.wait_for_url(f"{local}{OVERVIEW}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sign_out(page)
    # The link of a message: password, a finger, and the very screen.
    page.goto(f"/account/messages/{MESSAGE}/")
    page.fill("[name=username]", "phone")
    page.fill("[name=password]", PASSWORD)
    follow(page.locator("[type=submit]").first)
    page.wait_for_url("**/login/passkey/")
    question = page.locator("form[data-passkey]").get_attribute("data-passkey")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    follow(page.get_by_role("button", name="用通行密钥登录"))
    page.wait_for_url("**/admin/review/")
    sign_out(page)
    page.goto(f"{site.base}/admin/login/")
    refused = page.evaluate(
        """async (question) => {
          const options = JSON.parse(question);
          options.challenge = new Uint8Array(32);
          options.allowCredentials = [];
          try { await navigator.credentials.get({ publicKey: options }); return "given"; }
          catch (error) { return error.name; }
        }""",
        question,
    )
    assert refused in ("SecurityError", "NotAllowedError")
    page.fill("[name=username]", "phone")
    page.fill("[name=password]", PASSWORD)
    follow(page.locator("[type=submit]"))
    page.wait_for_url("**/login/code/")
    assert len(key.credentials()) == 1
