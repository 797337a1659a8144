"""Searching as an employee does, a phone in hand: what was meant is found, suggested, sorted out, or asked."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.auditing import axe_faults, target_faults, width_faults
from tests.browser.conftest import PHONE
from tests.browser.moving import follow, says

pytestmark = pytest.mark.browser
# All of it is in the window, and nothing lies over it.
SEEN = """node => {
  const box = node.getBoundingClientRect();
  return [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2].every(y =>
    node.contains(document.elementFromPoint(box.left + box.width / 2, y)));
}"""


@pytest.fixture
def phone(visit):
    return visit(viewport=PHONE, has_touch=True, is_mobile=True)


def look_for(page, words: str, start: str = "/") -> None:
    """From a page of the site to what is found, by the magnifying glass in its head."""
    page.goto(start)
    follow(page.locator(".tool--search"), Locator.tap)
    page.fill("#search-q", words)
    follow(page.locator(".search__form button"), Locator.tap)


@pytest.mark.parametrize(
    ("words", "first", "heading"),
    [
        ("炒鱿鱼", "单位提出解除劳动合同，能拿多少补偿", ""),
        ("试用期 多久", "试用期最长可以约定多久", ""),
        ("劳动合同法39条", "《劳动合同法》第三十九条", "第三十九条"),
        ("工商认定", "工伤认定怎么申请", ""),
        ("nianjia", "年假有几天，没休完怎么补", ""),
        ("勞動合同 解除", "单位提出解除劳动合同，能拿多少补偿", ""),
    ],
    ids=["colloquial", "two_words", "citation", "typo", "pinyin", "traditional"],
)
def test_what_an_employee_wants_comes_first(phone, words, first, heading):
    look_for(phone, words)
    hit = phone.locator(".hit").first
    expect(hit.locator(".hit__title")).to_have_text(first, use_inner_text=True)
    # Before any scrolling, and not below the bar at the thumb.
    assert hit.evaluate(SEEN)
    follow(hit.locator("a"), Locator.tap)
    says(phone.locator("h1"), heading or first)
    assert not phone.watch.faults


def test_an_english_word_is_found_on_the_english_site(phone):
    look_for(phone, "overtime", "/en/")
    expect(phone.locator(".hit__title").first).to_have_text("Overtime pay: how it is worked out", use_inner_text=True)
    look_for(phone, "overtime")
    follow(phone.get_by_role("link", name="在英文页面里搜索"), Locator.tap)
    expect(phone.locator(".hit__title").first).to_have_text("Overtime pay: how it is worked out", use_inner_text=True)


def test_a_correction_says_so_and_can_be_refused(phone):
    look_for(phone, "工商认定")
    says(phone.locator(".search__note"), "已显示“工伤认定”的结果")
    follow(phone.get_by_role("link", name="“工商认定”"), Locator.tap)
    expect(phone.locator("main")).not_to_contain_text("“工伤认定”", use_inner_text=True)


def test_filters_are_opened_chosen_and_taken_off(phone):
    look_for(phone, "劳动合同")
    number = phone.locator(".search__count").inner_text()
    expect(phone.locator("#facet-section")).to_be_hidden()
    phone.tap(".search__facets summary")
    follow(phone.locator(".search__facets").get_by_role("link", name="其他资讯"), Locator.tap)
    expect(phone.locator("#facet-section")).to_be_hidden()
    assert phone.locator(".hit").first.evaluate(SEEN)
    expect(phone.locator(".search__count")).not_to_have_text(number, use_inner_text=True)
    follow(phone.locator(".search__picked a", has_text="其他资讯"), Locator.tap)
    expect(phone.locator(".search__count")).to_have_text(number, use_inner_text=True)


def test_on_a_desktop_the_filters_stand_beside_the_hits(visit):
    page = visit()
    page.goto("/search/?q=劳动合同")
    facets, hits = page.locator(".search__facets nav").bounding_box(), page.locator(".hits").bounding_box()
    assert facets["x"] > hits["x"] + hits["width"]
    assert page.locator(".hit").first.evaluate(SEEN)


def test_what_is_not_found_is_asked_of_the_union_without_typing_again(phone):
    look_for(phone, "鋆鋆鋆 & <b>")
    expect(phone.locator(".empty h2")).to_have_text("没有找到与“鋆鋆鋆 & <b>”有关的内容", use_inner_text=True)
    follow(phone.get_by_role("link", name="向工会提问"), Locator.tap)
    expect(phone.locator("[name=subject]")).to_have_value("鋆鋆鋆 & <b>")


@pytest.mark.parametrize(
    "query",
    ["q=劳动合同&section=info", "q=工商认定", "q=" + "加班" * 150, "q=？", "q=劳动合同&section=culture&type=pages"],
    ids=["chosen", "corrected", "long", "signs", "nothing_behind"],
)
def test_every_state_of_the_page_is_fit_for_everyone(visit, query):
    page = visit(viewport=PHONE)
    page.goto(f"/search/?{query}")
    faults = target_faults(page) + axe_faults(page)
    for summary in page.locator(".search__facets summary").all():
        summary.click()
    faults += target_faults(page) + axe_faults(page)
    faults += [fault for width in (390, 1280) for fault in width_faults(page, width=width, text=200)]
    page.set_viewport_size(PHONE)
    page.click("[data-tool=easy]")
    faults += target_faults(page) + axe_faults(page, strict=True)
    faults += [fault for width in (320, 390, 1280) for fault in width_faults(page, width=width)]
    assert not faults + page.watch.faults


# --- Suggestions while typing ---
# Words are put in whole, as input methods do: typed letter by letter, the first would have suggestions of its own.


def test_suggestions_in_the_head_by_keyboard(visit):
    page = visit()
    page.goto("/news/")
    assert page.locator("script[src*=suggest]").count() == 0
    box = page.locator("#head-q")
    box.focus()
    page.keyboard.insert_text("劳动")
    page.locator(".suggest:visible").wait_for()
    titles = page.locator("#head-q-list [role=option]").all_inner_texts()
    assert titles[:2] == ["劳动合同法", "劳动法"] or titles[:2] == ["劳动法", "劳动合同法"]
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-status]")).to_have_text(f"有{len(titles)}条建议，可按上下方向键选择")
    assert not axe_faults(page)

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    active = page.locator("#head-q-list [aria-selected=true]")
    expect(active).to_have_text(titles[0], use_inner_text=True)
    expect(box).to_have_attribute("aria-activedescendant", active.get_attribute("id"))
    page.keyboard.press("Escape")
    expect(page.locator(".suggest:visible")).to_have_count(0)
    expect(box).to_have_value("劳动")
    expect(box).to_have_attribute("aria-expanded", "false")

    # Up from the box goes to the last one.
    page.keyboard.press("ArrowDown")
    page.locator(".suggest:visible").wait_for()
    page.keyboard.press("ArrowUp")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    expect(page.locator("#search-q")).to_have_value(titles[-1])
    assert not page.watch.faults


def test_enter_without_a_choice_searches_for_what_was_typed(visit):
    page = visit()
    page.goto("/")
    page.locator("#front-q").focus()
    page.keyboard.insert_text("劳动")
    page.locator(".suggest:visible").wait_for()
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    expect(page.locator("#search-q")).to_have_value("劳动")


def test_a_suggestion_is_tapped_on_a_phone_and_nothing_covers_it(phone):
    phone.set_viewport_size({"width": 390, "height": 560})
    phone.goto("/search/")
    phone.tap("#search-q")
    phone.keyboard.insert_text("劳动")
    options = phone.locator("#search-q-list [role=option]")
    options.first.wait_for()
    for option in options.all():
        option.scroll_into_view_if_needed()
        assert option.evaluate(SEEN)
        assert option.bounding_box()["height"] >= 44
    chosen = options.nth(1).inner_text()
    follow(options.nth(1), Locator.tap)
    expect(phone.locator("#search-q")).to_have_value(chosen)
    assert not phone.watch.faults


def test_suggestions_go_with_the_focus_and_are_not_asked_for_an_unfinished_word(visit):
    page = visit()
    page.goto("/search/")
    box = page.locator("#search-q")
    box.focus()
    page.locator("#search-q[role=combobox]").wait_for()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "suggest/" in request.url else None)
    # As an input method does it: letters that are no word yet.
    box.dispatch_event("compositionstart")
    box.fill("lao dong")
    page.wait_for_timeout(400)
    assert asked == []
    box.fill("劳动")
    box.dispatch_event("compositionend")
    page.locator(".suggest:visible").wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(".suggest:visible")).to_have_count(0)


def test_without_javascript_a_box_is_a_box(visit):
    page = visit(java_script_enabled=False)
    page.goto("/news/")
    page.fill("#head-q", "年假")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    expect(page.locator(".hit__title").first).to_have_text("年假有几天，没休完怎么补", use_inner_text=True)
    page.click(".search__facets summary")
    expect(page.locator(".search__facets nav")).to_be_visible()
