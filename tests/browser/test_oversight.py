"""Oversight as the committee sees it: what is wrong is found, mended and told; the quarter is scored and reported."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import entering
from tests.browser.auditing import axe_faults, staff_faults, target_faults, width_faults
from tests.browser.beside import run_beside
from tests.browser.conftest import PHONE
from tests.browser.editing import open_form, saved
from tests.browser.moving import follow, says
from tests.browser.overseen import DEAD, DEPARTMENT, LATE, OWNER, OWNER_NAME, last_quarter
from tests.browser.reviewing import decide, submit, told

pytestmark = pytest.mark.browser

WRONG = "页面里的会议日期写错了"
UNANSWERED = "路灯的建议过了期限没有答复"
ITEM_OF_REPLIES = "职工留言三个月内都有答复"
SUMMARY = "两处是系统查到的，一处是超期没有答复，均须限期整改。"
MENDED = "已经改正，并通读了前后各页。"
PROOF = "改正后的页面.png"
COMMENT = "总体平稳，后勤保障部一件诉求超期，须在本月答复并向职工说明。"


@pytest.fixture(scope="module", autouse=True)
def neglected(site):
    """Some weeks in which nobody looked after the site."""
    run_beside(site, "tests.browser.overseen.lay")


@pytest.fixture
def enter(visit):
    """`enter("first")`: at the first page of the admin as this person."""

    def start(username: str, **options) -> Page:
        page = visit(**options)
        entering.sign_in(page, username)
        return page

    return start


@pytest.fixture
def looks():
    """`looks(page)` examines a screen, `looks(page, phone=True)` also whether it fits a phone; one fault fails the test
    at its end, so that all are seen."""
    faults = []

    def examine(page: Page, *, phone: bool = False) -> None:
        size = page.viewport_size
        faults.extend(staff_faults(page))
        if phone:
            faults.extend(f"{page.url}: {fault}" for fault in width_faults(page, width=PHONE["width"]))
            page.set_viewport_size(size)

    examine.faults = faults
    yield examine
    assert not faults, "\n".join(faults)


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def go(page: Page, name: str) -> None:
    follow(page.get_by_role("link", name=name, exact=True).first)


def complain(reader: Page, site) -> None:
    """From the page that is wrong, by the link below it."""
    reader.goto(site.pages["news_piece"])
    follow(reader.locator(".correction a"))
    reader.locator("[name=fault]").first.check()
    reader.fill("#id_subject", WRONG)
    reader.fill("#id_text", "第二段说是5月8日，通知里是5月9日。")
    reader.check("#id_consent")
    # Faster than a person can be is not taken.
    reader.wait_for_timeout(3100)
    follow(reader.locator("[data-send]"))
    expect(reader.locator(".receipt__code")).to_have_count(1)


def follow_up_complaint(team: Page, looks) -> None:
    """From the case to a finding, in words that everybody may read."""
    team.goto("/admin/cases/")
    follow(team.get_by_role("link", name=WRONG))
    go(team, "登记为整改问题")
    looks(team, phone=True)
    team.fill("[name=title]", WRONG)
    press(team, "登记")
    told(team, "请交办给责任人")


def inspect(team: Page, looks) -> None:
    """By the checklist, of which the programs have answered what they know."""
    team.goto("/admin/inspections/")
    looks(team)
    go(team, "开始检查")
    team.fill("[name=title]", "季度检查")
    press(team, "开始检查")
    for item in ("栏目按更新计划更新", "链接都能打开"):
        row = team.locator("tr", has_text=item)
        expect(row.get_by_label("有问题")).to_be_checked()
        expect(row.locator("[name^=words]")).to_have_value("系统查到1个未办结的问题。")
    looks(team, phone=True)
    for row in team.locator(".inspection tbody tr").all():
        if not row.locator("[type=radio]:checked:not([value=''])").count():
            row.get_by_label("合格", exact=True).check()
    late = team.locator("tr", has_text=ITEM_OF_REPLIES)
    late.get_by_label("有问题").check()
    late.locator("[name^=words]").fill(UNANSWERED)
    team.fill("[name=summary]", SUMMARY)
    press(team, "保存并完成检查")
    told(team, "检查已完成")
    says(team.locator("tr", has_text=ITEM_OF_REPLIES), "待交办")


def listed(page: Page, query: str = "") -> list[str]:
    """Titles of the findings in the list."""
    page.goto(f"/admin/findings/{query}")
    return page.locator("td.title a").all_inner_texts()


def assign(team: Page, title: str) -> None:
    team.goto("/admin/findings/?state=found")
    go(team, title)
    go(team, "下达整改通知")
    team.select_option("[name=owner]", label=f"{OWNER_NAME}（{DEPARTMENT}）")
    team.fill("[name=words]", "请在期限内改正并附证明。")
    press(team, "下达整改通知")
    says(team.locator("main"), OWNER_NAME)


def mend(owner: Page, title: str) -> None:
    """On a phone, with a picture as proof."""
    owner.goto("/admin/findings/")
    go(owner, title)
    go(owner, "报告整改完成")
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(picture, "PNG")
    owner.fill("[name=words]", MENDED)
    owner.set_input_files("[name=files]", {"name": PROOF, "mimeType": "image/png", "buffer": picture.getvalue()})
    press(owner, "报告整改完成")


def recheck(other: Page, title: str) -> None:
    other.goto("/admin/findings/?state=mended")
    go(other, title)
    says(other.locator("main"), MENDED)
    expect(other.get_by_role("link", name=PROOF)).to_have_count(1)
    go(other, "复查通过")
    press(other, "复查通过")
    says(other.locator("main"), "已办结")


def test_s81_what_is_wrong_is_found_assigned_proven_and_rechecked(site, visit, enter, looks):
    complain(visit(viewport=PHONE), site)
    team = enter("first")
    says(team.locator(".dashboard__frame"), "没有单项否决的问题")
    looks(team, phone=True)
    follow_up_complaint(team, looks)
    team.goto("/admin/")
    follow(team.locator(".dashboard__tile", has_text="诉求已逾期"))
    says(team.locator("main"), LATE)
    inspect(team, looks)

    found = listed(team)
    looks(team, phone=True)
    assert len(found) == 4
    assert any(DEAD in title for title in found)
    for title in found:
        assign(team, title)
    looks(team, phone=True)

    owner = enter(OWNER, viewport=PHONE)
    assert sorted(listed(owner)) == sorted(found)
    for title in found:
        mend(owner, title)
    looks(owner, phone=True)

    committee = enter("last")
    for title in found:
        recheck(committee, title)
    looks(committee, phone=True)
    assert listed(committee) == []
    assert sorted(listed(committee, "?state=closed")) == sorted(found)
    looks.faults.extend(fault for page in visit.pages for fault in page.watch.faults)


def freeze(team: Page, quarter, looks) -> None:
    """Score the quarter that has ended, look at what counted, and keep it for good."""
    team.goto("/admin/scores/")
    go(team, "建立考核周期")
    team.select_option("[name=length]", "quarter")
    team.fill("[name=year]", str(quarter.start.year))
    team.fill("[name=number]", str(quarter.start.month // 3 + 1))
    press(team, "建立")
    told(team, "已建立")
    looks(team)
    go(team, DEPARTMENT)
    row = team.locator("tr", has_text="职工诉求没有按期答复")
    says(row, "1条")
    looks(team)
    team.go_back()
    press(team, "封存本期评分")
    told(team, "已封存")
    looks(team)


def compile_report(writer: Page, quarter, looks) -> str:
    """Have the report of the frozen quarter drafted; returns its title."""
    writer.goto("/admin/work-reports/")
    go(writer, "编制报告")
    looks(writer)
    writer.select_option("[name=kind]", "scores")
    writer.select_option("[name=length]", "quarter")
    writer.fill("[name=year]", str(quarter.start.year))
    writer.fill("[name=number]", str(quarter.start.month // 3 + 1))
    press(writer, "编制")
    told(writer, "已编好草稿")
    says(writer.locator("main"), DEPARTMENT)
    looks(writer, phone=True)
    return writer.locator("h1").last.inner_text().strip()


def complete(writer: Page) -> None:
    """Write what only a person can know into the draft."""
    address = writer.get_by_role("link", name="打开稿件").get_attribute("href")
    # Wagtail's checker says that there is no summary yet.
    writer.watch.expected_messages.add("axe.run results")
    open_form(writer, address)
    writer.fill("[name=summary]", COMMENT)
    writer.locator("[contenteditable=true]", has_text="待补充").fill(COMMENT)
    writer.fill("[name=fact_checker]", "周若禾")
    writer.select_option("[name=department]", label=DEPARTMENT)
    saved(writer)
    submit(writer)
    told(writer, "提交审核")


def test_s87_s810_a_quarter_is_frozen_reported_and_public(site, visit, enter, looks):
    quarter = last_quarter()
    freeze(enter("first"), quarter, looks)
    writer = enter("writer")
    title = compile_report(writer, quarter, looks)
    complete(writer)
    first, last = enter("first"), enter("last")
    decide(first, title, "通过初审", secrecy=True)
    told(first, "已通过初审")
    decide(last, title, "通过终审")
    told(last, "已通过终审")

    reader = visit(viewport=PHONE)
    reader.goto("/disclosure/")
    looks(reader, phone=True)
    looks.faults.extend(target_faults(reader))
    go(reader, title)
    says(reader.locator("main"), COMMENT)
    says(reader.locator("main"), DEPARTMENT)
    looks.faults.extend(axe_faults(reader))
    looks.faults.extend(fault for page in visit.pages for fault in page.watch.faults)
