"""Signing in by another page from within a form: what was chosen is there again."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.content import NEWCOMER, PASSWORD
from tests.browser.moving import follow, says

pytestmark = pytest.mark.browser


def test_a_choice_is_there_again_after_signing_in_elsewhere(site, visit):
    reader = visit(viewport=PHONE)
    vote = site.pages["vote"]
    reader.goto(vote)
    reader.check("#choice-2")
    follow(reader.locator("#sign-in a[data-leaves]").last)
    reader.goto(f"/account/login/?next={vote}")
    reader.fill("[name=username]", NEWCOMER)
    reader.fill("[name=password]", PASSWORD)
    follow(reader.get_by_role("button", name="登录", exact=True))

    expect(reader.locator("#choice-2")).to_be_checked()
    says(reader.locator("[data-kept]"), "您登录前填的内容已经放回来了")
    follow(reader.locator("h1"), lambda _heading: reader.reload())
    expect(reader.locator("#choice-2")).not_to_be_checked()
    expect(reader.locator("[data-kept]")).to_be_hidden()
