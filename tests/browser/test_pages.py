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
    "done": "/interact/answers/done/",
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
    "rights_answer": "en_rights_answer",
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
    if name in ("questionnaire_errors", "calculator_errors"):
        # As without a script, which would tell the faults before anything is sent.
        follow(
            page.locator("form.form"), lambda form: form.evaluate("form => HTMLFormElement.prototype.submit.call(form)")
        )
        assert page.locator(".error-list a").count() > 1
        expect(page.locator(".error-list")).to_be_focused()
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


def test_a_table_fits_the_phone_with_its_headings(site, visit):
    page = visit()
    open_page(page, site, "news_piece", "news_piece")
    too_wide = "frames => frames.filter(one => one.scrollWidth > one.clientWidth).length"
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.locator(".table-frame").evaluate_all(too_wide) == 0
        expect(page.locator("[data-table-hint]").first).to_be_hidden()
    cell = page.locator(".data--wide td").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"1月办结数"'
    page.emulate_media(media="print")
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "table-cell"


def test_cited_law_is_folded_and_open_on_paper(site, visit):
    page = visit()
    open_page(page, site, "interpretation", "interpretation")
    words = page.locator(".law-card blockquote")
    expect(words).to_be_hidden()
    page.emulate_media(media="print")
    assert words.evaluate("words => words.checkVisibility({ contentVisibilityAuto: true })")
    assert words.bounding_box()["height"] > 0


@pytest.mark.parametrize("name", ["interpretation", "rights_answer"])
def test_an_article_weighs_little(site, visit, name):
    page = visit()
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    open_page(page, site, name, name)
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= 100 * 1024
