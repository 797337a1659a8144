"""The front page: the next reception, and an employee's own representative."""

import pytest
import time_machine
from django.conf import settings

from tests.factories import DepartmentFactory, PlainPageFactory, UserFactory
from tests.home.people.contacts import a_contact, day

pytestmark = pytest.mark.django_db
LINK = "找到您车间的职工代表"


def page_of(client, address="/"):
    return client.get(address).text.partition("<main")[2]


@pytest.fixture
def contact_page(tree):
    return PlainPageFactory(parent=tree.home, title="联系我们", slug="contact", shows_representatives=True)


@pytest.fixture
def representative(department):
    return a_contact(kind="representative", name="许建川", duty="钳工", telephone="0000-8812372", department=department)


def employee(department):
    return UserFactory(department=department)


def test_without_contacts_nothing_is_said(client, tree):
    html = page_of(client)
    assert "主席接待日" not in html
    assert "职工代表" not in html


@pytest.mark.parametrize(
    ("now", "shown", "hidden"),
    [
        ("2026-05-08T09:00:00+08:00", "5月15日 星期五", "6月15日"),
        ("2026-05-15T15:59:00+08:00", "5月15日 星期五", "6月15日"),
        ("2026-05-15T16:00:00+08:00", "6月15日 星期一", "5月15日"),
        ("2026-06-16T09:00:00+08:00", "稿件正在准备中", "主席接待日"),
    ],
)
def test_the_next_reception_takes_the_place_of_the_last(client, tree, now, shown, hidden):
    a_contact(days=[day("2026-05-15"), day("2026-06-15")])
    with time_machine.travel(now, tick=False):
        html = page_of(client)
    assert shown in html
    assert hidden not in html


def test_a_reception_names_who_and_where(client, tree):
    a_contact(days=[day("2099-05-15")])
    html = page_of(client)
    for text in ("14:00–16:00", "林知行（工会主席）", "综合楼203室"):
        assert text in html


def test_a_stranger_is_led_to_the_list(client, contact_page, representative):
    html = page_of(client)
    assert f'<a href="/contact/#representative"><strong>{LINK}</strong></a>' in html
    assert "许建川" not in html
    assert "Cookie" not in client.get("/").headers.get("Vary", "")


def test_an_employee_sees_their_own_representative_and_nobody_else_does(
    client, contact_page, representative, department
):
    client.get("/")
    client.force_login(employee(department))
    html = page_of(client)
    assert "您部门的职工代表" in html
    assert 'href="tel:0000-8812372"' in html
    assert LINK not in html
    assert "Cookie" in client.get("/").headers["Vary"]
    client.logout()
    assert "许建川" not in page_of(client)
    client.force_login(employee(DepartmentFactory(code="foundry", name="铸造车间")))
    html = page_of(client)
    assert LINK in html
    assert "许建川" not in html


def test_a_session_that_is_no_more_is_nobody(client, contact_page, representative):
    client.cookies[settings.SESSION_COOKIE_NAME] = "gone"
    assert LINK in page_of(client)


def test_the_own_part_costs_the_session_alone(
    client, contact_page, representative, department, django_assert_num_queries
):
    a_contact(days=[day("2099-05-15")])
    client.get("/")
    with django_assert_num_queries(2):  # for the route
        client.get("/")
    client.force_login(employee(department))
    client.get("/")
    for number in range(5):
        a_contact(kind="representative", name=f"代表{number}", department=department)
    client.get("/")
    with django_assert_num_queries(7):  # besides: session, user, whether staff, and twice the frame's user bar
        client.get("/")
