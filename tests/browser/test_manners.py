"""What the site does under somebody's hands: by keyboard, after a reload, without JavaScript."""

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def at_rest(visit):
    """Whatever a test did, its pages had nothing to complain about."""
    yield
    faults = [fault for page in visit.pages for fault in page.watch.faults]
    assert not faults, "\n".join(faults)


def focused(page) -> str:
    """What has the focus: its text, or its accessible name where it has none."""
    return page.evaluate(
        "() => [document.activeElement].map(e => e.textContent.trim() || e.getAttribute('aria-label') || '')[0]"
    )


# --- Keyboard ---


def test_skip_link_is_first_and_leads_to_the_content(visit):
    page = visit()
    page.goto("/news/")
    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    box = page.locator(".skip").bounding_box()
    assert box["y"] >= 0, "the skip link must be in sight when it has the focus"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")


def test_menu_opens_and_closes_by_keyboard(visit):
    page = visit(viewport=PHONE)
    page.goto("/")
    summary = page.locator(".thumb summary")
    summary.focus()
    assert not page.locator(".sheet").is_visible()
    page.keyboard.press("Enter")
    assert page.locator(".sheet").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('.sheet').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not page.locator(".sheet").is_visible()
    assert summary.evaluate("node => node === document.activeElement"), "the focus must not fall into a closed menu"


def test_menu_closes_when_something_else_is_pressed(visit):
    page = visit(viewport=PHONE)
    page.goto("/")
    page.click(".thumb summary")
    page.mouse.click(200, 100)
    assert not page.locator(".sheet").is_visible()


def test_gallery_by_keyboard(site, visit):
    page = visit(viewport=PHONE)
    page.goto(site.pages["gallery"])
    first = page.locator(".gallery__list a").first
    first.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.viewer")
    assert dialog.is_visible()
    place = dialog.locator("[aria-live]")
    assert place.inner_text() == "1 / 4"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert place.inner_text() == "3 / 4"
    page.keyboard.press("ArrowLeft")
    assert place.inner_text() == "2 / 4"
    page.wait_for_function(
        "() => { const strip = document.querySelector('.viewer__strip');"
        " return Math.abs(strip.scrollLeft - strip.clientWidth) < 2 }"
    )
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert first.evaluate("node => node === document.activeElement")


def test_gallery_buttons_have_names(site, visit):
    page = visit()
    page.goto(site.pages["gallery"])
    page.locator(".gallery__list a").nth(1).click()
    page.get_by_role("button", name="下一张").click()
    assert page.locator("dialog [aria-live]").inner_text() == "3 / 4"
    page.get_by_role("button", name="关闭").click()
    assert not page.locator("dialog.viewer").is_visible()


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
    assert easy.get_attribute("aria-pressed") == "false"
    easy.click()
    page.goto("/news/")
    assert page.evaluate("document.documentElement.dataset.mode") == "easy"
    assert page.get_by_role("button", name="长辈版").get_attribute("aria-pressed") == "true"
    assert page.context.cookies() == []
    page.get_by_role("button", name="长辈版").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.mode") is None


def test_text_size_stays_after_a_reload(visit):
    page = visit()
    page.goto("/")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="放大字号").click()
    assert page.locator("[data-status]").inner_text() == "字号已调大"
    page.reload()
    assert page.evaluate(size) == pytest.approx(before * 1.125)
    page.get_by_role("button", name="缩小字号").click()
    page.reload()
    assert page.evaluate(size) == before
    assert page.context.cookies() == []


def pasted(page) -> str:
    """What lies on the clipboard, as a person would see it: pages may write it, none may read it."""
    page.focus("#head-q")
    page.keyboard.press("Control+V")
    return page.input_value("#head-q")


def test_link_can_be_copied(site, visit):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.pages["news_piece"])
    page.get_by_role("button", name="复制链接").click()
    page.get_by_role("button", name="已复制").wait_for()
    assert pasted(page) == site.base + site.pages["news_piece"]


def test_link_of_an_article_can_be_copied(site, visit):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/rights/laws/laodong-fa/")
    page.get_by_role("button", name="复制这一条的链接").first.click()
    page.get_by_text("链接已复制").first.wait_for(state="attached")
    assert pasted(page) == f"{site.base}/rights/laws/laodong-fa/art-1/"


# --- Without JavaScript ---


@pytest.fixture
def plain_page(visit):
    return visit(viewport=PHONE, java_script_enabled=False)


def test_menu_without_javascript(plain_page):
    plain_page.goto("/")
    plain_page.click(".thumb summary")
    plain_page.click(".sheet a[href='/culture/']")
    assert plain_page.locator("h1").inner_text() == "企业文化"


def test_nothing_that_cannot_work_is_shown_without_javascript(site, plain_page):
    plain_page.goto(site.pages["news_piece"])
    buttons = plain_page.locator("button:visible")
    assert [text.strip() for text in buttons.all_inner_texts() if text.strip()] == []


def test_filters_and_pages_without_javascript(plain_page):
    plain_page.goto("/news/")
    plain_page.click(".pager a[rel=next]")
    assert plain_page.locator(".piece-list > li").count() >= 3
    plain_page.goto("/news/")
    plain_page.click(".filters a:has-text('会议')")
    plain_page.wait_for_url("**kind=meeting**")
    assert plain_page.locator(".filters a[aria-current=true]").first.is_visible()


def test_gallery_without_javascript(site, plain_page):
    plain_page.goto(site.pages["gallery"])
    with plain_page.expect_navigation() as navigation:
        plain_page.locator(".gallery__list a").first.click()
    assert navigation.value.headers["content-type"].startswith("image/")


def test_search_without_javascript(plain_page):
    plain_page.goto("/search/")
    plain_page.fill("#search-q", "座谈会")
    with plain_page.expect_navigation():
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
    plain_page.click("form.form button[type=submit]")
    assert "请填写数字" in plain_page.locator(".field__error").inner_text()
    assert plain_page.title().startswith("有错误")
    assert plain_page.get_by_label("还想说的话").input_value() == "多一些清淡的菜。"
    plain_page.fill("input[inputmode=decimal]", "3")
    plain_page.click("form.form button[type=submit]")
    plain_page.wait_for_url("**/thanks/")
    assert plain_page.locator("h1").inner_text() == "提交成功，谢谢您"
