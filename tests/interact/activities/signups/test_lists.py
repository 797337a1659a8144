"""Lists say of a sign-up without places that it is full, at once, and at the same number of queries."""

import pytest
from django.utils import timezone

from interact.activities.models import Signup
from interact.activities.plans import queries
from interact.activities.signups import services
from tests.factories import DepartmentFactory
from tests.interact.activities.planning import a_publicity, a_signup, activity_section, an_employee
from tests.releasing import translate

pytestmark = pytest.mark.django_db
QUEUE, FULL = "名额已满，可以候补", "名额已满"


def tags(client, address) -> str:
    return client.get(address).text.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("has_list", [True, False])
def test_full_on_the_home_page_and_in_the_section(
    tree, clock, client, enter, has_list, django_capture_on_commit_callbacks
):
    page = a_signup(tree, places=2, has_waiting_list=has_list, companions_most=1)
    addresses = "/", activity_section(tree).url
    for address in addresses:
        assert FULL not in tags(client, address)
    with django_capture_on_commit_callbacks(execute=True):
        enter(page, companions=["王小明"])
    for address in addresses:
        html = tags(client, address)
        assert (QUEUE if has_list else FULL) in html
        assert (QUEUE in html) == has_list
        assert "还剩" not in html
    assert "去参加" not in html
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel_signup(activity=page, signup=Signup.objects.get())
    for address in addresses:
        html = tags(client, address)
        assert FULL not in html
        assert "还剩" in html
    assert "去参加" in html


def listed(page) -> str:
    (row,) = queries.open_activities(page.locale_id, timezone.now(), 6)
    return row.full


def test_a_place_in_any_quota_is_a_place(tree, clock, enter):
    own, other = (an_employee(department=DepartmentFactory(code=code, name=code)) for code in ("one", "two"))
    page = a_signup(tree, places=2, quotas=[(own.department, 1), (other.department, 1)])
    enter(page, own)
    assert not listed(page)
    enter(page, other)
    assert listed(page) == QUEUE


def test_a_translation_is_as_full_as_its_original(tree, clock, enter):
    page = a_signup(tree, places=1)
    english = translate(page, locale=tree.en.locale, texts={page.title: "Outing"})
    enter(page)
    assert listed(english) == QUEUE


@pytest.mark.parametrize("number", [1, 6])
def test_no_query_for_each(tree, clock, enter, number, django_assert_num_queries):
    piece = a_publicity(tree)
    for count in range(number):
        enter(a_signup(tree, title=f"报名{count}", places=1, publicity=piece))
    with django_assert_num_queries(1):
        rows = queries.open_activities(tree.home.locale_id, timezone.now(), 6)
        assert [row.full for row in rows] == [QUEUE] * number
