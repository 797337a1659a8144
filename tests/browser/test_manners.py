"""What the site does under somebody's hands: by keyboard, after a reload, without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.moving import follow, says

pytestmark = pytest.mark.browser
STATUTE = "/rights/laws/laodong-fa/"


@pytest.fixture(autouse=True)
def at_rest(visit):
    """Whatever a test did, its pages had nothing to complain about."""
    yield
    faults = [fault for page in visit.pages for fault in page.watch.faults]
    assert not faults, "\n".join(faults)


# --- Keyboard ---


def test_skip_link_is_first_and_leads_to_the_content(visit):
    page = visit()
    page.goto("/news/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    box = page.locator(".skip").bounding_box()
    assert box["y"] >= 0, "the skip link must be in sight when it has the focus"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    page.keyboard.press("Tab")
    expect(page.locator("#content").and_(page.locator(":focus, :has(:focus)"))).to_have_count(1)


def test_menu_opens_and_closes_by_keyboard(visit):
    page = visit(viewport=PHONE)
    page.goto("/")
    summary = page.locator(".thumb summary")
    summary.focus()
    expect(page.locator(".sheet")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".sheet")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".sheet").and_(page.locator(":focus, :has(:focus)"))).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_be_hidden()
    expect(summary, "the focus must not fall into a closed menu").to_be_focused()


def test_menu_closes_when_something_else_is_pressed(visit):
    page = visit(viewport=PHONE)
    page.goto("/")
    page.click(".thumb summary")
    expect(page.locator(".sheet")).to_be_visible()
    page.mouse.click(200, 100)
    expect(page.locator(".sheet")).to_be_hidden()


def test_gallery_by_keyboard(site, visit):
    page = visit(viewport=PHONE)
    page.goto(site.pages["gallery"])
    first = page.locator(".gallery__list a").first
    first.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.viewer")
    expect(dialog).to_be_visible()
    place = dialog.locator("[aria-live]")
    expect(place).to_have_text("1 / 4")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text("3 / 4")
    page.keyboard.press("ArrowLeft")
    expect(place).to_have_text("2 / 4")
    page.wait_for_function(
        "() => { const strip = document.querySelector('.viewer__strip');"
        " return Math.abs(strip.scrollLeft - strip.clientWidth) < 2 }"
    )
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(first).to_be_focused()


def in_sight(page, number: int) -> bool:
    """Whether this picture of a gallery stands wholly in its strip; asked without a script of the page."""
    strip = page.locator(".gallery__list").bounding_box()
    one = page.locator(".gallery__list li").nth(number).bounding_box()
    return strip["x"] - 2 < one["x"] and one["x"] + one["width"] < strip["x"] + strip["width"] + 2


def test_an_album_moves_by_keyboard_and_without_a_script(site, visit):
    page = visit(viewport=PHONE, java_script_enabled=False)
    page.goto(site.pages["gallery"])
    expect(page.locator(".gallery button")).to_have_count(0)
    page.locator(".gallery__list a").first.focus()
    page.keyboard.press("ArrowRight")
    # The browser scrolls at its own pace.
    for _try in range(100):
        if in_sight(page, 1) and not in_sight(page, 0):
            break
        page.wait_for_timeout(100)
    assert in_sight(page, 1)
    assert not in_sight(page, 0)


def test_an_album_moves_by_buttons_for_the_mouse(site, visit):
    page = visit()
    page.goto(site.pages["gallery"])
    steps = page.locator(".gallery")
    steps.get_by_role("button", name="下一张").click()
    assert in_sight(page, 1)
    steps.get_by_role("button", name="上一张").click()
    assert in_sight(page, 0)


def test_gallery_buttons_have_names(site, visit):
    page = visit()
    page.goto(site.pages["gallery"])
    page.locator(".gallery__list a").nth(1).click()
    dialog = page.locator("dialog.viewer")
    dialog.get_by_role("button", name="下一张").click()
    expect(dialog.locator("[aria-live]")).to_have_text("3 / 4")
    dialog.get_by_role("button", name="关闭").click()
    expect(page.locator("dialog.viewer")).to_be_hidden()


def test_a_browser_that_does_not_name_the_pressed_button_is_helped(visit):
    """Safari before 15.4 has no `submitter`, before 16 no `requestSubmit`."""
    page = visit()
    page.add_init_script(
        "delete SubmitEvent.prototype.submitter; delete HTMLFormElement.prototype.requestSubmit;"
        "addEventListener('submit', event => { event.preventDefault(); window.sent = event.submitter.dataset.name; });"
    )
    page.goto("/search/")
    page.evaluate(
        """() => {
          const form = document.querySelector(".search__form");
          form.querySelector("button").dataset.name = "found";
          form.querySelector("input").required = false;
          form.requestSubmit(form.querySelector("button"));
        }"""
    )
    assert page.evaluate("window.sent") == "found"
    page.evaluate("() => { window.sent = ''; document.querySelector('.search__form').requestSubmit(); }")
    assert page.evaluate("window.sent") is None
    assert page.locator(".search__form button").count() == 1


def test_focus_can_always_be_seen(visit):
    """Every stop of the Tab key on a list is in sight and has an outline."""
    page = visit()
    page.goto("/news/")
    hidden = []
    for _ in range(45):
        page.keyboard.press("Tab")
        hidden += page.evaluate(
            """() => {
              const node = document.activeElement;
              if (node === document.body) return [];
              const box = node.getBoundingClientRect();
              const seen = box.width > 1 && box.bottom > 0 && box.top < innerHeight;
              const style = getComputedStyle(node);
              const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
              return seen && marked ? [] : [node.outerHTML.slice(0, 80)];
            }"""
        )
    assert not hidden


# --- What is remembered on this device ---


def test_easy_mode_stays_after_a_reload_and_can_be_left(visit):
    page = visit(viewport=PHONE)
    page.goto("/")
    easy = page.get_by_role("button", name="长辈版")
    expect(easy).to_have_attribute("aria-pressed", "false")
    easy.click()
    expect(easy).to_have_attribute("aria-pressed", "true")
    page.goto("/news/")
    assert page.evaluate("document.documentElement.dataset.mode") == "easy"
    expect(easy).to_have_attribute("aria-pressed", "true")
    assert page.context.cookies() == []
    easy.click()
    expect(easy).to_have_attribute("aria-pressed", "false")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.mode") is None


def test_text_size_stays_after_a_reload(visit):
    page = visit()
    page.goto("/")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="放大字号").click()
    expect(page.locator("[data-status]")).to_have_text("字号已调大")
    page.reload()
    assert page.evaluate(size) == pytest.approx(before * 1.125)
    page.get_by_role("button", name="缩小字号").click()
    expect(page.locator("html")).not_to_have_attribute("data-size", re.compile("."))
    page.reload()
    assert page.evaluate(size) == before
    assert page.context.cookies() == []


def pastes(page, text: str) -> None:
    """This lies on the clipboard, as a person would see it: pages may write it, none may read it."""
    page.focus("#head-q")
    page.keyboard.press("Control+V")
    expect(page.locator("#head-q")).to_have_value(text)


def test_link_can_be_copied(site, visit):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.pages["news_piece"])
    page.get_by_role("button", name="复制链接").click()
    page.get_by_role("button", name="已复制").wait_for()
    # Marked as a shared link, for the page's figures.
    pastes(page, f"{site.base}{site.pages['news_piece']}?via=link")


def test_link_of_an_article_can_be_copied(site, visit):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/rights/laws/laodong-fa/")
    page.get_by_role("button", name="复制这一条的链接").first.click()
    page.get_by_text("链接已复制").first.wait_for(state="attached")
    pastes(page, f"{site.base}/rights/laws/laodong-fa/art-1/")


# --- A statute ---


@pytest.fixture
def statute(visit):
    page = visit(viewport=PHONE)
    page.goto(STATUTE)
    return page


@pytest.mark.parametrize("typed", ["4", "四", " 第四条", "４", "第四条第二款"])
def test_an_article_is_reached_by_its_number(statute, typed):
    statute.fill("[name=article]", typed)
    statute.press("[name=article]", "Enter")
    expect(statute).to_have_url(re.compile("#art-4$"))
    expect(statute.locator("#art-4")).to_be_in_viewport()


def test_a_number_without_an_article_is_answered_beside_the_field(statute):
    statute.fill("[name=article]", "三百")
    statute.click(".statute__goto button")
    expect(statute.locator("#goto-said")).to_contain_text("没有这一条")
    expect(statute.locator("[name=article]")).to_have_value("三百")
    assert "#" not in statute.url


def test_the_contents_of_a_statute_are_at_hand_and_lead_back(statute):
    statute.locator("#art-2").scroll_into_view_if_needed()
    statute.evaluate("document.getElementById('art-2').scrollIntoView()")
    statute.click(".statute__fold summary")
    expect(statute.locator(".statute__fold .contents")).to_be_in_viewport()
    statute.click(".statute__fold a[href='#chapter-3']")
    expect(statute.locator(".statute__fold .contents")).to_be_hidden()
    expect(statute.locator("#chapter-3")).to_be_in_viewport()
    statute.get_by_role("link", name="回到第二条").click()
    expect(statute).to_have_url(re.compile("#art-2$"))
    expect(statute.locator("[data-back-link]")).to_be_hidden()


# --- Without JavaScript ---


@pytest.fixture
def plain_page(visit):
    return visit(viewport=PHONE, java_script_enabled=False)


def test_menu_without_javascript(plain_page):
    plain_page.goto("/")
    plain_page.click(".thumb summary")
    follow(plain_page.locator(".sheet a[href='/culture/']"))
    expect(plain_page.locator("h1")).to_have_text("企业文化", use_inner_text=True)


def test_nothing_that_cannot_work_is_shown_without_javascript(site, plain_page):
    plain_page.goto(site.pages["news_piece"])
    buttons = plain_page.locator("button:visible")
    assert [text.strip() for text in buttons.all_inner_texts() if text.strip()] == []


def test_the_contents_of_a_statute_without_javascript(plain_page):
    plain_page.goto(STATUTE)
    expect(plain_page.locator(".statute__goto")).to_be_hidden()
    plain_page.click(".statute__fold summary")
    plain_page.click(".statute__fold a[href='#chapter-3']")
    expect(plain_page.locator("#chapter-3")).to_be_in_viewport()


def test_filters_and_pages_without_javascript(plain_page):
    plain_page.goto("/news/")
    follow(plain_page.locator(".pager a[rel=next]"))
    assert plain_page.locator(".piece-list li").count() >= 3
    plain_page.goto("/news/")
    follow(plain_page.locator(".filters a:has-text('会议')"))
    expect(plain_page).to_have_url(re.compile("kind=meeting"))
    expect(plain_page.locator(".filters a[aria-current=true]").first).to_be_visible()


def test_gallery_without_javascript(site, plain_page):
    plain_page.goto(site.pages["gallery"])
    with plain_page.expect_navigation() as navigation:
        plain_page.locator(".gallery__list a").first.click()
    assert navigation.value.headers["content-type"].startswith("image/")


def test_search_without_javascript(plain_page):
    plain_page.goto("/search/")
    plain_page.fill("#search-q", "座谈会")
    with plain_page.expect_event("load"):
        plain_page.keyboard.press("Enter")
    assert plain_page.locator(".hits li").count() > 3


def test_questionnaire_without_javascript(site, plain_page):
    """Errors come back beside the fields with the answers kept; then the answer is taken and thanked for."""
    plain_page.goto(site.pages["open"])
    plain_page.fill("input[inputmode=decimal]", "三次")
    plain_page.get_by_label("还想说的话").fill("多一些清淡的菜。")
    plain_page.select_option("select", "质量部")
    plain_page.get_by_label("满意", exact=True).check()
    plain_page.get_by_label("午餐").check()
    # A person takes longer than the guard's few seconds.
    plain_page.wait_for_timeout(3_200)
    follow(plain_page.locator("form.form button[type=submit]"))
    says(plain_page.locator(".field__error"), "请填写数字")
    expect(plain_page).to_have_title(re.compile("^有错误"))
    expect(plain_page.get_by_label("还想说的话")).to_have_value("多一些清淡的菜。")
    plain_page.fill("input[inputmode=decimal]", "3")
    follow(plain_page.locator("form.form button[type=submit]"))
    expect(plain_page).to_have_url(re.compile("/thanks/$"))
    expect(plain_page.locator("h1")).to_have_text("提交成功，谢谢您", use_inner_text=True)
