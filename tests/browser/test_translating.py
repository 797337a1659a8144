"""A translator at the keyboard: few actions until many texts are sent, nothing lost, nothing covered."""

import pytest
from playwright.sync_api import expect

from tests.browser import entering
from tests.browser.editing import open_form
from tests.browser.moving import says
from tests.browser.test_clicks import Hand

pytestmark = pytest.mark.browser
MOST = 40


def test_a_piece_of_many_texts_is_translated_in_few_actions(site, visit):
    page = visit()
    entering.sign_in(page, "writer")
    hand = Hand(page)
    page.watch.expected_messages.add("axe.run results")
    page.goto(f"/admin/pages/{site.pages['id_untranslated']}/edit/")
    hand.click(page.get_by_role("button", name="操作", exact=True).first)
    hand.follow(page.get_by_role("link", name="翻译此页面").first)
    hand.click(page.locator("[name=locales]"))
    hand.follow(page.locator("form input[type=submit]"))
    fields = page.locator(".translation__texts textarea")
    texts = fields.count()
    assert texts >= 32
    fields.first.focus()
    for number in range(texts):
        # From one field to the next by the keyboard alone.
        expect(fields.nth(number)).to_be_focused()
        page.keyboard.type(f"Text {number}")
        hand.done += 1
        page.keyboard.press("Tab")
    # Nothing was pressed, and all is there when the page is opened again.
    expect(page.locator("#translation-progress")).to_have_text(f"{texts}段中已译{texts}段", use_inner_text=True)
    page.reload()
    expect(fields.last).to_have_value(f"Text {texts - 1}")
    hand.follow(page.get_by_role("button", name="提交译文审核", exact=True))
    assert "已提交审核" in page.locator(".messages").inner_text()
    assert hand.done - (texts - 32) <= MOST, hand.done


def test_what_is_wrong_stays_in_its_field_and_an_open_panel_covers_nothing(site, visit):
    page = visit()
    entering.sign_in(page, "writer")
    page.watch.expected_messages.add("Failed to load resource: the server responded with a status of 400 (Bad Request)")
    open_form(page, f"/admin/pages/{site.pages['id_en_news_piece']}/edit/")
    row = page.locator(".translation__row", has=page.locator("[data-copy]")).first
    field, said = row.locator("textarea"), row.locator(".translation__said")
    row.locator("[data-copy]").click()
    field.fill('<a id="a9">Words</a>')
    says(said, "a9")
    expect(field).to_have_value('<a id="a9">Words</a>')
    field.fill("Words")
    expect(said).to_have_text("", use_inner_text=True)
    page.locator("[data-side-panel-toggle]").first.click()
    panel = page.locator(".form-side")
    panel.wait_for()
    page.wait_for_function("!document.querySelector('.form-side').getAnimations().length")
    box, side = page.locator(".translation__texts").bounding_box(), panel.bounding_box()
    assert box["x"] + box["width"] <= side["x"]
