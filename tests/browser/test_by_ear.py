"""What a screen reader is given: order, names, states, and what is told when something appears."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.content import COLLEAGUE, PASSWORD
from tests.browser.moving import follow
from tests.browser.test_activities import OLD_ENOUGH

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit):
    return visit(viewport=PHONE)


def outline(page) -> list[str]:
    """The headings in their order, with their level."""
    return page.evaluate(
        """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
          .filter(node => node.checkVisibility())
          .map(node => `${node.tagName[1]} ${node.textContent.replace(/\\s+/g, " ").trim()}`)"""
    )


def test_the_home_page_begins_with_the_search_and_the_services(page):
    page.goto("/")
    expect(page.locator("body")).to_match_aria_snapshot("""
        - link "跳到正文"
        - banner:
          - link "晨桥工会"
          - link "搜索"
          - button "长辈版"
          - link "登录/我的"
          - link "English"
        - main:
          - heading "晨桥装备制造有限公司工会委员会" [level=1]
          - region "您想知道什么？":
            - heading "您想知道什么？" [level=2]
            - search:
              - searchbox "您想知道什么？"
              - button "搜索"
          - navigation "常用服务":
            - list:
              - listitem:
                - link "提建议 提意见、出主意"
              - listitem:
                - link "投诉举报 可以匿名，加密保存"
              - listitem:
                - link "问一问 工资、休假、福利"
              - listitem:
                - link "查进度 凭回执号，不用登录"
        - contentinfo
        - navigation "快捷导航"
    """)
    levels = [int(line[0]) for line in outline(page)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_search_tells_how_much_was_found(page):
    page.goto("/search/?q=加班费怎么算")
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
        - heading "“加班费怎么算”的搜索结果" [level=1]
        - search "在全站搜索":
          - searchbox "搜索词": 加班费怎么算
          - button "搜索"
        - region "加班费怎么算？":
          - heading "加班费怎么算？" [level=2]
          - paragraph: 工作日加班不低于150%。休息日不低于200%。法定休假日不低于300%。
    """)
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"“加班费怎么算”找到\d+条结果"))


def test_a_form_with_faults_is_told_first_and_each_field_says_its_own(page):
    page.goto("/interact/suggestions/")
    page.locator("[data-send]").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_match_aria_snapshot("""
        - alert:
          - heading "还没有提交，请先看看这里" [level=2]
          - list:
            - listitem:
              - link "一句话说明建议"
              - text: 请用一句话写明是什么事。
            - listitem:
              - link "具体内容"
              - text: 请写明内容。
            - listitem:
              - link "个人信息告知"
    """)
    subject = page.get_by_role("textbox", name="一句话说明建议")
    expect(subject).to_have_attribute("aria-invalid", "true")
    expect(subject).to_have_accessible_description(re.compile("请用一句话写明是什么事。"))
    subject.fill("夜班食堂早关门")
    expect(subject).not_to_have_attribute("aria-invalid", "true")
    page.fill("#id_text", "夜班食堂早关门。" * 700)
    expect(page.locator("#id_text + p")).to_contain_text("请删去600字")
    expect(page.locator("#id_text + p")).to_have_attribute("aria-live", "polite")


def test_a_vote_and_its_receipt(page, site):
    page.goto(site.pages["vote"])
    expect(page.get_by_role("article")).to_match_aria_snapshot("""
        - heading "最美职工评选" [level=1]
        - group "您的选择：选一项":
          - list:
            - listitem:
              - radio "何立新（铸造车间）"
            - listitem:
              - radio "马骁（设备动力部）"
            - listitem:
              - radio "宋雨桐（研发中心）"
        - group "登录后投票":
          - textbox "工号或用户名"
          - textbox "密码"
        - paragraph:
          - button "投票"
    """)
    page.fill("[name=sign_in-username]", COLLEAGUE)
    page.fill("[name=sign_in-password]", PASSWORD)
    page.get_by_role("button", name="投票", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("group", name="您的选择")).to_have_accessible_description(re.compile("选"))
    page.check("#choice-1")
    page.wait_for_function(OLD_ENOUGH)
    follow(page.get_by_role("button", name="投票", exact=True))
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
        - heading "投票成功" [level=1]
        - region "您的回执":
          - heading "您的回执" [level=2]
          - paragraph: /[A-Z2-9-]{24}/
          - paragraph: /只显示这一次/
          - paragraph:
            - button "复制回执"
            - button "打印"
    """)


def test_a_statute_is_read_by_its_parts(page):
    page.goto("/rights/laws/laodong-fa/")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    lines = outline(page)
    assert [line for line in lines if "第三条" in line]
    levels = [int(line[0]) for line in lines]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
