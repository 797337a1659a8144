"""Every type of page in both languages, plain, in the dark and in 长辈版: accessible, silent, never too wide."""

import pytest
from playwright.sync_api import expect

from tests.browser.auditing import axe_faults, target_faults, width_faults
from tests.browser.conftest import PHONE
from tests.browser.moving import follow

pytestmark = pytest.mark.browser

# Addresses, or names of what `content` made.
CHINESE = {
    "home": "/",
    "news_list": "/news/",
    "news_filtered": "/news/?kind=meeting",
    "news_last_page": "/news/?page=2",
    "news_nothing": "/news/?kind=training",
    "news_piece": "news_piece",
    "rights_list": "/rights/",
    "rights_filtered": "/rights/?kind=policy",
    "rights_answers": "/rights/answers/",
    "rights_answer": "rights_answer",
    "interpretation": "interpretation",
    "case": "case",
    "policy_expired": "policy",
    "laws": "/rights/laws/",
    "statute": "/rights/laws/laodong-fa/",
    "article": "/rights/laws/laodong-fa/art-2/",
    "calculators": "/rights/calculators/",
    "calculator": "/rights/calculators/compensation/",
    "calculator_errors": "/rights/calculators/compensation/",
    "calculator_result": "/rights/calculators/maternity/",
    "culture_list": "/culture/",
    "achievement": "achievement",
    "gallery": "gallery",
    "interact": "/interact/",
    "questionnaire_open": "open",
    "questionnaire_errors": "open",
    "questionnaire_closed": "/interact/closed/",
    "questionnaire_upcoming": "/interact/upcoming/",
    "questionnaire_thanks": "/interact/open/thanks/",
    "suggestion": "/interact/suggestions/",
    "report": "/interact/report/",
    "question": "/interact/questions/",
    "letter": "/interact/letter/",
    "correction": "/interact/correction/",
    "find": "/feedback/",
    "find_errors": "/feedback/",
    "answers": "/interact/answers/",
    "answers_nothing": "/interact/answers/?q=无此一词",
    "answer": "answer",
    "figures": "/interact/answers/figures/",
    "disclosure": "/disclosure/",
    "info_list": "/info/",
    "info": "info",
    "topics": "/topics/",
    "topic": "topic",
    "plain": "plain",
    "rules": "rules",
    "search_start": "/search/",
    "search_found": "/search/?q=座谈会",
    "search_nothing": "/search/?q=无此一词",
    "missing": "/no-such-page/",
}
ENGLISH = {
    "home": "/en/",
    "news_list": "/en/news/",
    "news_piece": "en_news_piece",
    "rights_list": "/en/rights/",
    "culture_list": "/en/culture/",
    "interpretation": "en_interpretation",
    "case": "en_case",
    "policy_expired": "en_policy",
    "laws": "/en/rights/laws/",
    "statute": "/en/rights/laws/laodong-fa/",
    "article": "/en/rights/laws/laodong-fa/art-2/",
    "achievement": "en_achievement",
    "gallery": "en_gallery",
    "interact": "/en/interact/",
    "questionnaire_open": "en_open",
    "questionnaire_errors": "en_open",
    "suggestion": "/en/interact/suggestions/",
    "report": "/en/interact/report/",
    "letter": "/en/interact/letter/",
    "correction": "/en/interact/correction/",
    "find": "/en/feedback/",
    "answers": "/en/interact/answers/",
    "answer": "en_answer",
    "figures": "/en/interact/answers/figures/",
    "disclosure": "/en/disclosure/",
    "info": "en_info",
    "topics": "/en/topics/",
    "topic": "en_topic",
    "plain": "en_plain",
    "rules": "en_rules",
    "search_found": "/en/search/?q=committee",
    "search_nothing": "/en/search/?q=nothingatall",
    "missing": "/en/no-such-page/",
}
PAGES = [
    pytest.param(place, id=f"{language}-{name}")
    for language, places in (("zh", CHINESE), ("en", ENGLISH))
    for name, place in [(name, (name, place)) for name, place in places.items()]
]


def open_page(page, site, name: str, place: str) -> None:
    """Go to a page by name; the one with errors is what comes back on an empty form."""
    address = site.base + site.pages.get(place, place)
    if name == "missing":
        page.watch.expected.add(address)
    page.goto(address)
    if name == "questionnaire_errors":
        page.evaluate("document.querySelector('form.form').noValidate = true")
        follow(page.locator("form.form button[type=submit]"))
        assert page.locator(".error-list a").count() > 1
    if name == "calculator_errors":
        follow(page.locator("main form button[type=submit]"))
        expect(page.locator(".field__error")).to_have_count(3)
    if name == "calculator_result":
        page.fill("[name=begins_on]", "2026-03-01")
        follow(page.locator("main form button[type=submit]"))
        expect(page.locator(".result__value")).to_contain_text("98天")
    if name == "find_errors":
        page.fill("[name=receipt]", "ABCD-EFGH-JKMN-PQRS-TUVW")
        follow(page.locator("main form button[type=submit]"))
        expect(page.locator(".field__error")).to_have_count(1)


@pytest.mark.parametrize("entry", PAGES)
def test_page(site, visit, entry):
    """One load for all variants: what makes a page dark or easy is CSS alone, and the button that everyone presses."""
    page = visit()
    open_page(page, site, *entry)
    found = {"plain": axe_faults(page)}
    found["width"] = [
        fault
        for width, text in ((1280, 100), (1280, 200), (390, 200), (390, 100), (320, 100))
        for fault in width_faults(page, width=width, text=text)
    ]
    page.set_viewport_size(PHONE)
    found["thumb"] = target_faults(page)
    page.emulate_media(color_scheme="dark")
    found["dark"] = axe_faults(page, colours_only=True)

    page.click("[data-tool=easy]")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 22
    found["easy and dark"] = axe_faults(page, strict=True, colours_only=True)
    page.emulate_media(color_scheme="light")
    found["easy"] = axe_faults(page, strict=True)
    found["easy, thumb"] = target_faults(page)
    found["easy, width"] = [fault for width in (1280, 390, 320) for fault in width_faults(page, width=width)]
    found["console and network"] = page.watch.faults

    faults = [f"[{variant}] {fault}" for variant, faults in found.items() for fault in faults]
    assert not faults, f"{page.url}\n" + "\n".join(faults)
    # Only a form needs a cookie, for its token.
    assert {cookie["name"] for cookie in page.context.cookies()} <= (
        {"csrftoken"} if page.locator("form[method=post]").count() else set()
    )


def test_a_table_wider_than_the_phone_says_that_it_goes_on(site, visit):
    page = visit()
    open_page(page, site, "news_piece", "news_piece")
    hint, frame = page.locator("[data-table-hint]").first, page.locator(".table-frame").first
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 640})
        expect(hint).to_be_visible()
        assert "local" in frame.evaluate("frame => getComputedStyle(frame).backgroundAttachment")
    frame.evaluate("frame => { frame.querySelectorAll('th, td').forEach((cell, n) => { if (n % 9) cell.remove(); }); }")
    page.set_viewport_size({"width": 1280, "height": 640})
    hint.wait_for(state="hidden")
