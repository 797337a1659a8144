"""A piece on its whole way: written, submitted, read twice by others, published, translated, seen by an employee."""

import pytest

from tests.browser import entering
from tests.browser.conftest import PHONE
from tests.browser.content import ADMIN

pytestmark = pytest.mark.browser
TITLE, TITLE_EN = "职工书屋新到图书三百册", "Three hundred new books for the staff library"


@pytest.fixture
def sign_in(visit):
    def enter(username: str):
        page = visit()
        entering.sign_in(page, username)
        return page

    return enter


def choose_action(page, name: str) -> None:
    """An entry of the menu beside the main button of an editor; ends when the next screen is there."""
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_from_the_writers_desk_to_the_readers_phone(site, visit, sign_in):
    writer = sign_in("writer")
    writer.goto(f"/admin/pages/{site.pages['id_news']}/")
    # The only kind of piece below this section, so that the empty form opens at once.
    writer.locator("header a[href$='/add_subpage/']").first.click()
    fields = {
        "title": TITLE,
        "summary": "书目由职工投票选出，周一起可以借阅。",
        "starts_at": "2026-05-11 09:00",
        "place": "职工之家二楼",
        "organiser": "公司工会",
        "source_name": "公司工会",
        "author": "姚静",
        "fact_checker": "周若禾",
    }
    for name, text in fields.items():
        writer.fill(f"[name={name}]", text)
    writer.select_option("[name=kind]", "activity")
    writer.select_option("[name=department]", index=1)
    # A click elsewhere puts the calendar away.
    writer.locator(".xdsoft_datetimepicker").first.wait_for(state="attached")
    writer.click("[name=title]")
    choose_action(writer, "提交给两级审核")
    assert "已创建并提交审核" in writer.locator(".messages").inner_text()
    reader = visit(viewport=PHONE)
    reader.goto("/news/")
    assert TITLE not in reader.content()

    for username in ("first", "last"):
        reviewer = sign_in(username)
        reviewer.get_by_role("link", name=TITLE).first.click()
        reviewer.wait_for_url("**/edit/")
        screen = reviewer.url
        choose_action(reviewer, "批准")

    reader.reload()
    reader.get_by_role("link", name=TITLE).click()
    reader.wait_for_load_state()
    assert reader.locator("h1").inner_text() == TITLE
    assert "2026-05-11 09:00" in reader.locator(".facts").inner_text()

    translator = sign_in(ADMIN)
    translator.goto(screen.replace("/admin/pages/", "/admin/localize/submit/page/").replace("edit/", ""))
    translator.check("[name=locales]")
    translator.click("form input[type=submit]")
    translator.get_by_role("button", name="翻译", exact=True).first.click()
    translator.locator("textarea:visible").first.fill(TITLE_EN)
    translator.get_by_role("button", name="保存", exact=True).first.click()
    translator.get_by_text("人工翻译").first.wait_for()
    with translator.expect_navigation():
        translator.get_by_role("button", name="发布到：English").click()
    reader.goto("/en/news/")
    assert reader.get_by_role("link", name=TITLE_EN).count() == 1

    faults = [fault for page in visit.pages for fault in page.watch.faults]
    assert not faults, "\n".join(faults)
