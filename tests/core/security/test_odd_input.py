"""Odd filters, orders, numbers and bytes on every list of the admin (T94); public lists: core/test_bad_input.py."""

import re

import pytest
from django.urls import reverse

from tests.core.security.views import UUID, all_views
from tests.factories import ImageFactory, NewsPageFactory

# A report of wagtail-localize has no order of its own; a warning is no error to its readers.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Pagination may yield inconsistent results"),
]
HUGE = "9" * 30
NUMBERS = ["", "0", "-1", "x", "²", "1e9"]
ORDERS = ["", "-", "?", "password", "-owner__password", "title';DROP TABLE x--"]
WORDS = ["' OR 1=1--", '" OR ""="', "%_\\", "{{ 7|add:7 }}", "\u202e$(id)", "😀" * 300]
DATES = ["x", "0000-00-00", "9999-12-31", "99999-01-01", "2026-02-30", "-1"]
# Names that lists of Wagtail and our own filter by.
FILTERS = {
    **dict.fromkeys(["p", "page", "owner", "user", "site", "locale", "content_type", "object_id", "tag"], NUMBERS),
    **dict.fromkeys(["group", "department", "workflow", "task", "requested_by", "reviewable", "status"], NUMBERS),
    **dict.fromkeys(["ordering", "order_by", "layout", "type", "is_descendant_of"], ORDERS),
    **dict.fromkeys(["q", "action", "category", "label", "object_title", "uuid"], WORDS),
    **{
        f"{name}{end}": DATES
        for name in ("timestamp", "latest_revision_created_at", "last_published_at", "created_at", "started_at", "at")
        for end in ("_from", "_to", "_after", "_before", "")
    },
}


def lists() -> list[str]:
    """Addresses of the admin that need no record: its lists, reports, choosers and their results."""
    found = {view.path for view in all_views() if view.path.startswith("/admin/")}
    needs_record = re.compile(rf"/(1|x|x\.x|{UUID})(/|$)")
    return sorted(path for path in found - {"/admin/logout/"} if not needs_record.search(path))


@pytest.fixture
def ask(admin_client, tree):
    """GET as a superuser: the status."""
    NewsPageFactory(parent=tree.news, tags=["安全"])
    ImageFactory(title="x").tags.add("0")
    admin_client.raise_request_exception = False
    return lambda path, data=None: admin_client.get(path, data, headers={"accept": "text/html"}).status_code


def test_the_walk_reaches_lists():
    assert {"/admin/users/", "/admin/images/", "/admin/reports/site-history/", "/admin/pages/search/"} <= set(lists())


def test_t94_no_list_of_the_admin_breaks_on_odd_filters(ask, subtests):
    for path in [*lists(), reverse("wagtailadmin_explore", args=[1])]:
        # All names at once, one odd value after the other: a list takes those that it knows.
        for turn in range(6):
            with subtests.test(f"{path} {turn}"):
                assert ask(path, {name: values[turn] for name, values in FILTERS.items()}) < 500


@pytest.mark.parametrize("name", ["id", "collection_id", "parent_page_id"])
@pytest.mark.parametrize("value", ["x", "-1", "²", "１", "1e9", "1;2", "0", "1.5", HUGE, "9" * 19, "9" * 5000])
def test_t94_no_record_has_such_a_number(ask, name, value):
    for path in lists():
        if "chosen-multiple" in path or "chooser" in path or "/find/" in path:
            assert ask(path, {name: value}) == 400


@pytest.mark.parametrize("name", ["p", "owner", "group", "site", "content_type", "tag"])
def test_t94_a_number_that_no_database_takes_is_refused(ask, name):
    assert ask("/admin/pages/1/", {name: HUGE}) == 400
    assert ask("/admin/pages/1/", {name: "7"}) == 200


def test_good_numbers_and_long_words_pass(ask):
    assert ask("/admin/pages/1/", {"q": HUGE}) == 200
    assert ask("/admin/images/chooser/", {"collection_id": ""}) == 200
    assert ask("/admin/images/chooser/", {"collection_id": "1", "tag": "0", "q": "x", "p": "1"}) == 200
    assert ask("/admin/documents/chooser/chosen-multiple/", {"id": ["1", "2"]}) == 200
    assert ask("/admin/bulk/wagtailcore/page/delete/", {"id": ["all"], "childOf": "1", "next": "/admin/"}) != 400


def test_t94_numbers_in_addresses_may_be_endless(ask, subtests):
    views = {view.path for view in all_views() if "/1/" in view.path or view.path.endswith("/1")}
    for path in sorted(views):
        for number in ("0", "1", HUGE):
            with subtests.test(f"{path} {number}"):
                assert ask(re.sub(r"/1(?=/|$)", f"/{number}", path)) < 500


def test_t94_wagtails_own_addresses_that_broke(ask):
    assert ask("/admin/failwhale/") == 404
    assert ask("/admin/pages/1/set_position/") == 404
    assert ask("/admin/images/chooser/chosen/x/") == 400
    assert ask("/admin/localize/translate/1/strings/1/edit/") == 406
    assert ask("/admin/localize/translate/1/overrides/1/edit/") == 406


def test_t94_words_in_addresses_may_be_anything(ask, subtests):
    for path in sorted({view.path for view in all_views() if view.path.startswith("/admin/") and "/x" in view.path}):
        with subtests.test(path):
            assert ask(path) < 500


@pytest.mark.parametrize(
    "address", ["/admin/?q=%00", "/admin/users/?q=%ff", "/admin/pages/1/?ordering=%C4%E3", "/admin/%00/"]
)
def test_t94_bytes_that_are_no_text_are_refused(ask, address):
    assert ask(address) == 400


def test_t94_search_chooses_within_a_tag(admin_client, tree):
    ImageFactory(title="brasserie").tags.add("night")
    ImageFactory(title="brasserie at noon")
    response = admin_client.get("/admin/images/chooser/results/", {"q": "brasserie", "tag": "night"})
    assert [image.title for image in response.context["results"]] == ["brasserie"]
