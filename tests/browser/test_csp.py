"""The content policy in a real browser (T89): nothing of ours is stopped by it, nothing smuggled in runs."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.content import ADMIN
from tests.browser.entering import sign_in

pytestmark = pytest.mark.browser

# In every frame, before anything of the page: what the browser stopped.
LISTEN = """(() => {
  window.stopped = [];
  document.addEventListener("securitypolicyviolation", event => window.stopped.push(
    `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile || ""}:${event.lineNumber} ${event.sample}`));
})()"""


def listening(page):
    page.context.add_init_script(LISTEN)
    return page


def stopped(page) -> list[str]:
    """What the policy stopped in all frames of a page."""
    return [f"{page.url}: {found}" for frame in page.frames for found in frame.evaluate("window.stopped || []")]


@pytest.fixture
def reader(visit):
    return listening(visit())


@pytest.fixture
def desk(visit):
    page = listening(visit())
    sign_in(page, ADMIN)
    return page


@pytest.mark.parametrize("window", ["reader", "desk"])
def test_t89_what_the_policy_stops_is_a_fault_of_every_walk(request, window):
    """So the walks over all pages and screens (`test_pages`, `test_admin`) show that none needs what it forbids."""
    page = request.getfixturevalue(window)
    page.goto("/" if window == "reader" else "/admin/")
    assert not page.watch.faults
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://evil.example/x.png' }))")
    page.wait_for_function("() => window.stopped.some(found => found.startsWith('img-src '))")
    page.wait_for_timeout(200)
    assert [fault for fault in page.watch.faults if "Content Security Policy" in fault]


def test_t89_gallery_video_easy_mode_and_print_need_nothing_more(site, reader):
    reader.goto(site.pages["gallery"])
    reader.locator(".gallery__list a").first.click()
    reader.keyboard.press("ArrowRight")
    reader.keyboard.press("Escape")
    faults = stopped(reader)
    reader.goto(site.pages["news_piece"])
    reader.click("[data-tool=easy]")
    reader.click("[data-tool=bigger]")
    film = reader.locator("video").first
    film.evaluate("film => { film.muted = true; return film.play() }")
    assert film.evaluate("film => !film.error && film.readyState >= 1")
    expect(reader.locator("svg.chart, .chart svg").first).to_be_visible()
    reader.emulate_media(media="print")
    expect(reader.locator("svg.qr").first).to_be_visible()
    assert reader.locator("svg.qr").first.bounding_box()["width"] > 20
    faults += stopped(reader)
    assert not faults + reader.watch.faults


def test_t89_error_pages_and_a_document(site, reader):
    faults = []
    for address, status in (("/no-such-page/", 404), ("/%00/", 400), ("/?q=%ff", 400), ("/documents/0/x.pdf", 404)):
        reader.watch.expected.add(f"{site.base}{address}")
        answer = reader.goto(address)
        assert answer.status == status
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert reader.locator("h1").bounding_box()["height"] > 20
        faults += stopped(reader)
    # A form without its token.
    reader.watch.expected.add(f"{site.base}/interact/open/")
    reader.goto("/interact/open/")
    with reader.expect_event("load"):
        reader.evaluate(
            """() => { const form = document.querySelector("form[method=post]"); form.noValidate = true;
            form.querySelector("[name=csrfmiddlewaretoken]").remove(); HTMLFormElement.prototype.submit.call(form) }"""
        )
    reader.get_by_role("heading", name="没有提交成功").wait_for()
    faults += stopped(reader)
    reader.goto(site.pages["news_piece"])
    with reader.expect_download() as download:
        reader.locator("a[href^='/documents/']").first.click()
    assert download.value.suggested_filename.endswith(".txt")
    assert not faults + stopped(reader) + reader.watch.faults


def test_t90_the_browser_knows_every_feature_that_is_turned_off(reader):
    warnings = []
    reader.on("console", lambda message: warnings.append(message.text))
    answer = reader.goto("/")
    assert "camera=()" in answer.headers["permissions-policy"]
    reader.wait_for_load_state("networkidle")
    assert warnings == []
    assert reader.evaluate("document.featurePolicy.allowsFeature('camera')") is False


def test_t89_structured_data_is_no_script_to_the_browser(reader):
    reader.goto("/")
    assert '"@graph"' in reader.locator("script[type='application/ld+json']").text_content()
    assert not stopped(reader)


SMUGGLED = (
    "<script>window.hacked = 'script'</script>"
    "<img src=x onerror=\"window.hacked = 'handler'\">"
    "<script src=https://evil.example/x.js></script>"
    "<link rel=stylesheet href=https://evil.example/x.css>"
    "<style>h1 { color: rgb(1, 2, 3) }</style>"
    "<iframe src=https://evil.example/></iframe>"
    "<base href=https://evil.example/>"
    "<form action=https://evil.example/ id=steal><button>x</button></form>"
)
STOPPED = ("script-src-elem", "script-src-attr", "style-src-elem", "frame-src", "base-uri")


def smuggle(page, base: str, path: str, *, keep_policy: bool = True) -> list[str]:
    """Open a page into which somebody put markup of their own; returns the foreign addresses that were asked."""
    asked = []

    def answer(route):
        response = route.fetch()
        headers = response.headers
        if not keep_policy:
            headers.pop("content-security-policy")
        route.fulfill(response=response, headers=headers, body=response.text().replace("</h1>", f"</h1>{SMUGGLED}", 1))

    def foreign(route):
        asked.append(route.request.url)
        route.abort()

    page.route(lambda url: urlsplit(url).hostname == "evil.example", foreign)
    page.route(base + path, answer)
    page.goto(path)
    page.wait_for_load_state("load")
    return asked


def test_t89_what_was_smuggled_into_a_page_does_not_run(site, reader):
    asked = smuggle(reader, site.base, "/news/")
    assert reader.evaluate("window.hacked") is None
    assert reader.locator("h1").first.evaluate("node => getComputedStyle(node).color") != "rgb(1, 2, 3)"
    assert reader.evaluate("document.baseURI").startswith(site.base)
    reader.evaluate("document.getElementById('steal').submit()")
    # What was stopped before is in the list by then.
    reader.wait_for_function("() => window.stopped.some(found => found.startsWith('form-action '))")
    assert asked == []
    assert urlsplit(reader.url).hostname == "127.0.0.1"
    found = " ".join(stopped(reader))
    for directive in (*STOPPED, "form-action"):
        assert directive in found


def test_t89_without_the_policy_it_would(site, reader):
    """The proof that the test above can fail."""
    asked = smuggle(reader, site.base, "/news/", keep_policy=False)
    assert reader.evaluate("window.hacked") is not None
    assert any("evil.example/x.js" in url for url in asked)


def test_t89_a_violation_is_told_to_us_in_one_line_without_the_query(site, reader):
    smuggle(reader, site.base, "/rights/?kind=case")
    inline = f"Content policy: script-src-elem blocked inline on {site.base}/rights/"
    # The browser sends its reports when it has the time, and in no order.
    for _try in range(300):
        lines = [line for line in site.log.read_text().splitlines() if "Content policy:" in line and "/rights/" in line]
        if inline in lines and all(any(f" {directive} " in line for line in lines) for directive in STOPPED):
            break
        reader.wait_for_timeout(100)
    assert inline in lines
    assert not [line for line in lines if "kind=" in line]


# --- Staff ---


def test_t89_the_bar_of_signed_in_staff_works_under_the_public_policy(site, desk):
    answer = desk.goto(site.pages["news_piece"])
    assert "unsafe" not in answer.headers["content-security-policy"]
    desk.locator("wagtail-userbar").wait_for(state="attached")
    desk.locator("#wagtail-userbar-trigger").click()
    desk.locator("#wagtail-userbar-items").wait_for()
    expect(desk.locator("#wagtail-userbar-items a[href$='/edit/']").first).to_be_visible()
    assert not stopped(desk) + desk.watch.faults


def test_t89_editor_with_preview_checks_and_scheduling(site, desk):
    address = f"/admin/pages/{site.pages['id_news_piece']}/edit/"
    desk.watch.expected.add(site.base + address)
    # The text checks find something in it, which Wagtail's checker tells the console too.
    desk.watch.expected_messages.add("axe.run results")
    desk.goto(address)
    desk.get_by_role("button", name="显示或隐藏预览").click()
    preview = desk.frame_locator("#w-preview-iframe")
    preview.locator("h1").wait_for()
    faults = stopped(desk)
    desk.locator("[aria-controls*=checks], [data-side-panel-toggle=checks]").first.click()
    desk.locator("[data-checks-panel], [data-side-panel=checks]").first.wait_for()
    desk.wait_for_load_state("networkidle")
    faults += stopped(desk)
    desk.locator("[data-side-panel-toggle=status]").first.click()
    desk.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    desk.locator("#schedule-publishing-dialog [name=go_live_at]").wait_for()
    faults += stopped(desk)
    assert not faults + desk.watch.faults


def test_t89_date_filter_and_page_chooser(site, desk):
    desk.goto("/admin/reports/site-history/")
    desk.get_by_role("button", name="显示过滤器").click()
    desk.locator("[aria-controls=drilldown-id_timestamp]").click()
    desk.locator("[name=timestamp_from]").click()
    desk.locator(".xdsoft_datetimepicker td.xdsoft_today:visible").first.click()
    desk.wait_for_url("**timestamp_from=**")
    faults = stopped(desk)
    desk.goto("/admin/redirects/add/")
    desk.locator("[data-chooser-action-choose]:visible").first.click()
    desk.locator(".modal-body [name=q]").fill("工会")
    desk.wait_for_load_state("networkidle")
    faults += stopped(desk)
    assert not faults + desk.watch.faults


def test_t89_a_preview_keeps_the_public_policy(site, desk):
    """What a writer's browser shows of a draft is locked up like the page it will be."""
    path = f"/admin/pages/{site.pages['id_news_piece']}/view_draft/"
    answer = desk.goto(path)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert not stopped(desk) + desk.watch.faults


def test_t89_the_translators_screen(site, desk):
    desk.goto(f"/admin/pages/{site.pages['id_en_news_piece']}/edit/")
    others = desk.locator(".translation__others")
    others.locator("summary").click()
    others.get_by_role("button", name="操作").first.click()
    desk.locator("[data-chooser-action-choose]:visible").first.click()
    desk.locator(".modal-body").wait_for()
    desk.wait_for_load_state("networkidle")
    assert not stopped(desk) + desk.watch.faults


# --- Uploads by themselves ---


def test_t89_an_upload_opened_by_itself_is_in_a_locked_room(site, reader):
    reader.goto(site.pages["gallery"])
    picture = reader.locator(".gallery__list a").first.get_attribute("href")
    answer = reader.goto(picture)
    assert "sandbox" in answer.headers["content-security-policy"].split("; ")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert reader.locator("img").evaluate("node => node.naturalWidth") > 0
    assert not reader.watch.faults
