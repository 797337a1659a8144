"""A piece on its whole way: written, checked, sent back, mended, read twice by others, seen on a phone, translated."""

import pytest
from playwright.sync_api import expect

from tests.browser import entering
from tests.browser.auditing import staff_faults
from tests.browser.conftest import PHONE
from tests.browser.content import ADMIN
from tests.browser.editing import fill_in
from tests.browser.moving import follow, says
from tests.browser.reviewing import decide, submit, told

pytestmark = pytest.mark.browser
TITLE, TITLE_EN = "职工书屋添了四百册新书", "Four hundred new books for the staff library"
CHECKER = "axe.run results"
# That day is a Monday, which the text checks ask about.
SUMMARY = "书目由职工投票选出，2026年5月11日（星期二）起可以借阅。"
MENDED = "书目由职工投票选出，2026年5月11日（星期一）起可以借阅。"


@pytest.fixture
def sign_in(visit):
    def enter(username: str):
        page = visit()
        entering.sign_in(page, username)
        return page

    return enter


def test_from_the_writers_desk_to_the_readers_phone(site, visit, sign_in):
    writer = sign_in("writer")
    writer.goto(f"/admin/pages/{site.pages['id_news']}/")
    # The only kind of piece below this section, so that the empty form opens at once.
    follow(writer.locator("header a[href$='/add_subpage/']").first)
    fill_in(writer, title=TITLE, summary=SUMMARY)

    # The checks ask about the day of the week; whoever is sure says why.
    submit(writer)
    told(writer, "有1处须改正或说明理由")
    says(writer.locator(".textchecks-rows"), "日期与星期不符")
    writer.fill("[name=textcheck_reason]", "日期以通知为准，已与书屋核对。")
    submit(writer)
    told(writer, "提交审核")
    writer.goto("/admin/review/")
    writer.get_by_role("link", name=TITLE, exact=True).wait_for()
    reader = visit(viewport=PHONE)
    reader.goto("/news/")
    assert TITLE not in reader.content()

    first, last = sign_in("first"), sign_in("last")
    for page in (writer, first, last):
        # Wagtail's checker tells the console what the text checks found in the preview.
        page.watch.expected_messages.add(CHECKER)
    decide(first, TITLE, "通过初审")
    says(first.locator(".desk-decision"), "请先作保密审查")
    faults = staff_faults(first)
    says(first.locator(".desk-findings"), "日期以通知为准")
    decide(first, TITLE, "通过初审", secrecy=True)
    told(first, "已通过初审")
    decide(last, TITLE, "退回修改")
    says(last.locator(".desk-decision"), "请写明退回的理由")
    decide(last, TITLE, "退回修改", comment="2026年5月11日是星期一，请改正。")
    told(last, "已退回")
    reader.reload()
    assert TITLE not in reader.content()

    # Sent back, it says why; mended, it begins again at the first stage.
    writer.goto("/admin/review/")
    says(writer.locator(".desk-row__comment"), "请改正")
    follow(writer.get_by_role("link", name=TITLE, exact=True))
    follow(writer.get_by_role("link", name="在编辑页面查看", exact=True))
    writer.wait_for_url("**/edit/")
    piece = writer.url.split("/")[-3]
    writer.fill("[name=summary]", MENDED)
    writer.check("[name=rejection_done]")
    follow(writer.get_by_role("button", name="重新提交", exact=False).first)
    for page in (writer, first, last):
        page.watch.expected_messages.discard(CHECKER)
    decide(first, TITLE, "通过初审", secrecy=True)
    decide(last, TITLE, "通过终审")
    told(last, "已通过终审")

    reader.reload()
    follow(reader.get_by_role("link", name=TITLE))
    expect(reader.locator("h1")).to_have_text(TITLE, use_inner_text=True)
    says(reader.locator(".facts"), "5月11日 星期一 09:00")
    assert "星期一" in reader.content()

    translator = sign_in(ADMIN)
    translator.goto(f"/admin/localize/submit/page/{piece}/")
    translator.check("[name=locales]")
    follow(translator.locator("form input[type=submit]"))
    translator.get_by_label(TITLE).fill(TITLE_EN)
    follow(translator.get_by_role("button", name="提交译文审核", exact=True))
    reader.goto("/en/news/")
    expect(reader.get_by_role("link", name=TITLE_EN)).to_have_count(0)
    decide(first, TITLE_EN, "通过初审", secrecy=True)
    decide(last, TITLE_EN, "通过终审")
    reader.reload()
    expect(reader.get_by_role("link", name=TITLE_EN)).to_have_count(1)

    faults += [fault for page in visit.pages for fault in page.watch.faults]
    assert not faults, "\n".join(faults)
