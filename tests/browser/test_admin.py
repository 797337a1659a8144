"""The admin as a superuser sees it: nothing in English, nothing from another host, nothing on the console."""

import json
import re

import pytest
from playwright.sync_api import expect

from home.services.tree import SECTIONS
from tests.browser.auditing import axe_faults, staff_faults, width_faults
from tests.browser.conftest import WAIT
from tests.browser.content import ADMIN, ENGLISH, LONG_TITLE, STAFF
from tests.browser.entering import sign_in
from tests.browser.foreign_words import foreign_texts
from tests.browser.moving import says

pytestmark = pytest.mark.browser

ALLOWED = {"URL", "ID", "Wagtail", "API", "PDF", "ICP", "English", "EN"}
# Names of formats, programs and keys are the same in Chinese.
ALLOWED |= {"AVIF", "CSV", "Excel", "GIF", "HEIC", "JPEG", "JPG", "PNG", "TSV", "WEBP", "WebVTT", "XLSX"}
ALLOWED |= {"HTML", "Esc", "AED", "Word", "WPS", "PIN", "docx", "HTTPS", "Cookie"}
ALLOWED |= {"Ctrl", "Alt", "Shift", "IP", "KB", "MB"}
# What the site's people typed: titles, names, slugs.
DATA = [ENGLISH, "Chenqiao Equipment Trade Union", "Chenqiao Union", r"\bWords\b", r"^quality$", r"^Quality$", ADMIN]
DATA += [f"^({'|'.join(STAFF)})$", "Overtime pay: how it is worked out"]
DATA += [r"\brich\b", r"\bvia=kit\b", r"\bRoot\b", r"\bHome\b", *(re.escape(section.title_en) for section in SECTIONS)]

SCREENS = {
    "dashboard": [
        "",
        "account/",
        "account/second-factor/",
        "account/password/",
        "pages/search/?q=工会",
        "reports/site-history/",
    ],
    "pages": [
        "pages/",
        "pages/{home}/",
        "pages/{news}/",
        "pages/{news}/?q=工会&ordering=title",
        "pages/{rights}/add_subpage/",
    ],
    "page": [f"pages/{{news_piece}}/{name}/" for name in ("history", "usage", "copy", "move", "delete", "unpublish")],
    "versions": [
        "pages/{news_piece}/revisions/compare/earliest...latest/",
        "pages/{news_piece}/workflow_history/",
        "reports/locked/",
        "reports/workflow/",
        "reports/workflow_tasks/",
        "reports/aging-pages/",
        "reports/page-types-usage/",
        "searchpicks/reports/search-terms/",
    ],
    "editors": [
        *(f"pages/{{{name}}}/edit/" for name in ("home", "interpretation", "case", "policy", "achievement", "gallery")),
        *(f"pages/{{{name}}}/edit/" for name in ("info", "topic", "plain", "rules")),
    ],
    "questionnaires": ["forms/", "forms/submissions/{open}/", "interact/{open}/statistics/", "pages/{open}/edit/"],
    "translations": [
        "localize/reports/translations/",
        "localize/submit/page/{news}/",
        "localize/update/{translation}/",
        "pages/{en_news_piece}/edit/",
    ],
    "images": ["images/", "images/add/", "images/{image}/", "images/usage/{image}/", "images/{image}/delete/"],
    "documents": ["documents/", "documents/add/", "documents/multiple/add/", "documents/edit/{document}/"],
    "media": ["media/", "media/video/add/", "media/edit/{media}/", "media/delete/{media}/"],
    "people": ["users/", "users/new/", "users/edit/{user}/", "groups/", "groups/new/", "groups/edit/{group}/"],
    "security": [
        "departments/",
        "users/{writer}/security/",
        "settings/accounts/securitysettings/",
        "employees/",
        "backups/",
        "changes/",
        "employees/roll/",
    ],
    "review": [
        "ledger/",
        "review/",
        "review/?tab=all",
        "review/?tab=sent",
        "review/?tab=done",
        "review/emergency/{news_piece}/",
    ],
    "platforms": ["plan/", "plan/list/", "plan/platforms/", "plan/posts/", "plan/add/", "plan/kit/{news_piece}/"],
    "text checks": ["text_words/", "text_words/new/", "text_words/import/", "text_words/settings/"],
    "search": [
        "search-words/",
        "search-words/add/",
        "search-words/import/",
        "search-words/shipped/",
        "search-words/add/?kind=stop_word&terms=咋办&is_off=on",
        "search-terms/",
        "searchpicks/",
        "searchpicks/add/?q=年休假",
    ],
    "word import": ["word-import/{news}/"],
    "contributions": ["contributions/", "contributions/statistics/"],
    "workflows": ["workflows/list/", "workflows/add/", "workflows/edit/{workflow}/", "workflows/tasks/index/"],
    "settings": [
        "settings/core/sitesettings/",
        "locales/",
        "locales/edit/{locale}/",
        "sites/",
        "sites/edit/{site}/",
        "collections/",
        "redirects/",
        "redirects/add/",
        "redirects/import/",
        "statutes/",
        "statutes/import/",
        "departments/edit/{department}/",
        "workdays/",
        "workdays/new/",
        "workdays/import/",
        "workflows/tasks/edit/{task}/",
    ],
}

# Those that staff have open all day, looked at by axe too; cases and one review in the walks of their own.
AUDITED = {"review/", "review/?tab=all", "ledger/", "changes/", "backups/", "plan/", "pages/{en_news_piece}/edit/"}
# Somebody of each role.
ROLES = {role: name for name, role in reversed(STAFF.items())}


@pytest.fixture(scope="module")
def signed_in(site, chromium):
    """Cookies of a superuser who has come in through the form."""
    context = chromium.new_context(base_url=site.base, locale="zh-CN")
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto("/admin/login/")
    assert not foreign_texts(page, ALLOWED, DATA)
    sign_in(page, ADMIN)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(visit, signed_in):
    return visit(storage_state=signed_in)


@pytest.mark.parametrize("group", SCREENS)
def test_screens_are_chinese_and_quiet(site, desk, group):
    ids = {name.removeprefix("id_"): pk for name, pk in site.pages.items() if name.startswith("id_")}
    faults = []
    for screen in SCREENS[group]:
        address = "/admin/" + screen.format(**ids)
        answer = desk.goto(address)
        assert answer.ok, f"{address}: {answer.status}"
        faults += [f"{address}: {text[:120]}" for text in foreign_texts(desk, ALLOWED, DATA)]
        faults += staff_faults(desk) if screen in AUDITED else []
    faults += desk.watch.faults
    assert not faults, "\n".join(faults)


def leaves(props) -> list[str]:
    """Addresses of all entries of the menu, those of groups too."""
    if isinstance(props, list):
        return [url for part in props for url in leaves(part)]
    if isinstance(props, dict):
        own = [props["url"]] if "label" in props and props.get("url", "#") != "#" else []
        return own + [url for part in props.values() for url in leaves(part)]
    return []


def walk_menu(page, *, but_for=()) -> list[str]:
    """Open the first screen, every leaf of the menu and the lists beside it, but for some, look at each with axe and at
    the width of a phone; return all of them."""
    found = leaves(json.loads(page.locator("#wagtail-sidebar-props").text_content()))
    faults, to_open = [], ["/admin/", *(url for url in found if url not in but_for)]
    for address in to_open:
        answer = page.goto(address)
        assert answer.ok, f"{address}: {answer.status}"
        found_there = [text[:120] for text in foreign_texts(page, ALLOWED, DATA)] + axe_faults(page)
        wide = page.viewport_size
        faults += [f"{address}: {fault}" for fault in found_there + width_faults(page, width=390)]
        page.set_viewport_size(wide)
        beside = page.locator(".screen-tabs a, .board a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        beside = [url for url in beside if url not in found]
        found += beside
        to_open += [url for url in beside if url not in but_for]
    assert not faults + page.watch.faults, "\n".join(faults + page.watch.faults)
    return found


def test_every_leaf_of_every_menu_is_chinese(site, desk, visit):
    """That each leaf opens for each role is shown without a browser (`tests/home/test_admin_menu.py`)."""
    desk.goto("/admin/")
    seen = walk_menu(desk)
    assert len(seen) >= 60
    for username in ROLES.values():
        page = visit()
        sign_in(page, username)
        found = walk_menu(page, but_for=seen)
        assert found, username
        seen += found


def test_writing_a_piece(site, desk):
    """Open a piece with every block, add a block, choose an article of law for it, and see it all in the preview."""
    address = f"/admin/pages/{site.pages['id_news_piece']}/edit/"
    # The text checks find something in it, which Wagtail's checker tells the console too.
    desk.watch.expected_messages.add("axe.run results")
    desk.goto(address)
    faults = foreign_texts(desk, ALLOWED, DATA) + staff_faults(desk)

    body = desk.locator("section[id$=body-section]")
    body.get_by_role("button", name="插入区块").last.click()
    desk.get_by_role("option", name="引用法条").click()
    modal = desk.locator(".modal-body")
    modal.get_by_role("link", name="第三条").first.wait_for()
    faults += foreign_texts(desk, ALLOWED, DATA)
    modal.get_by_role("link", name="第三条").first.click()
    modal.wait_for(state="detached")

    desk.get_by_role("button", name="显示或隐藏预览").click()
    preview = desk.frame_locator("#w-preview-iframe")
    preview.locator(".law-card").nth(2).wait_for()
    expect(preview.locator("h1")).to_have_text(LONG_TITLE, use_inner_text=True)
    says(preview.locator(".law-card").last, "第三条")
    faults += foreign_texts(desk, ALLOWED, DATA) + desk.watch.faults
    assert not faults, "\n".join(faults)


def test_choosers_are_chinese(site, desk):
    """Pictures, files, videos: each chooser opens and speaks Chinese, its tab for uploading too."""
    desk.goto(f"/admin/pages/add/news/newspage/{site.pages['id_news']}/")
    body = desk.locator("section[id$=body-section]")
    faults = []
    for block in ("图片", "图集", "附件", "视频"):
        body.get_by_role("button", name="插入区块").last.click()
        desk.get_by_role("option", name=block, exact=True).click()
        if block == "视频":
            body.get_by_role("button", name="选择视频", exact=True).last.click()
        modal = desk.locator(".modal-body")
        modal.get_by_role("tab").last.click()
        desk.wait_for_load_state("networkidle")
        faults += foreign_texts(desk, ALLOWED, DATA)
        desk.keyboard.press("Escape")
        modal.wait_for(state="detached")
    faults += desk.watch.faults
    assert not faults, "\n".join(faults)


def test_page_chooser_is_chinese(site, desk):
    desk.goto(f"/admin/pages/{site.pages['id_home']}/edit/")
    desk.get_by_role("button", name="选择一个页面").first.click()
    desk.locator(".modal-body .page-results a").first.wait_for()
    faults = foreign_texts(desk, ALLOWED, DATA) + desk.watch.faults
    assert not faults, "\n".join(faults)
