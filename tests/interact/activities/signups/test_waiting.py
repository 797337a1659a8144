"""The waiting list moves up by itself, in its order, with a mail; and a race for the last places."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from interact.activities.models import Signup
from interact.activities.signups import services
from interact.activities.signups.forms import SignupForm
from interact.models import Participation
from tests.accounts.second_factor.racing import database_for_others, race
from tests.clients import signed_in
from tests.factories import DepartmentFactory
from tests.interact.activities.planning import a_signup, an_employee


def states(page) -> list[str]:
    """In the order of signing up."""
    return list(Signup.objects.of(page).order_by("signed_at", "queue").values_list("state", flat=True))


@pytest.mark.django_db
class TestMovingUp:
    def test_at_once_with_a_mail_after_the_commit(self, tree, enter, clock, django_capture_on_commit_callbacks):
        page = a_signup(tree, places=1)
        first, second, third = an_employee(), an_employee(), an_employee()
        for person in (first, second, third):
            enter(page, person)
        assert states(page) == ["placed", "waiting", "waiting"]
        assert "您在候补，排第2位" in signed_in(third).get(page.url).text
        assert not Participation.objects.filter(person=second).exists()
        mail.outbox.clear()

        with django_capture_on_commit_callbacks(execute=True):
            signed_in(first).post(f"{page.url}cancel/")

        assert states(page) == ["cancelled", "placed", "waiting"]
        assert [message.to for message in mail.outbox] == [[second.email]]
        assert mail.outbox[0].subject == "您已递补报上：亲子秋游"
        assert "北门停车场" in mail.outbox[0].body
        assert page.url in mail.outbox[0].body
        assert Participation.objects.filter(person=second).exists()
        assert not Participation.objects.filter(person=first).exists()
        html = signed_in(second).get(page.url).text
        assert "您已报上" in html
        assert "从候补递补" in html
        assert "您在候补，排第1位" in signed_in(third).get(page.url).text

    def test_the_first_whose_seats_fit(self, tree, enter, clock):
        # Four places: a family of three, one person, then waiting families of three, two and one.
        page = a_signup(tree, places=4, companions_most=2)
        big = enter(page, companions=["甲", "乙"])
        enter(page)
        for companions in (["丙", "丁"], ["戊"], []):
            enter(page, companions=companions)
        assert states(page) == ["placed", "placed", "waiting", "waiting", "waiting"]
        services.change_signup(activity=page, signup=big, companions=[{"name": "甲"}], answers={})
        # One place: three and two do not fit, one does.
        assert states(page) == ["placed", "placed", "waiting", "waiting", "placed"]
        services.cancel_signup(activity=page, signup=big)
        # Two places: three do not fit, two do.
        assert states(page) == ["cancelled", "placed", "waiting", "placed", "placed"]

    def test_of_the_right_quota(self, tree, enter, clock):
        assembly = DepartmentFactory(code="assembly", name="总装车间")
        page = a_signup(tree, places=2, quotas=[(assembly, 1)])
        ours = enter(page, an_employee(department=assembly))
        others = enter(page)
        waiting_other, waiting_ours = enter(page), enter(page, an_employee(department=assembly))
        services.cancel_signup(activity=page, signup=ours)
        waiting_ours.refresh_from_db()
        waiting_other.refresh_from_db()
        assert (waiting_ours.state, waiting_other.state) == ("placed", "waiting")
        services.cancel_signup(activity=page, signup=others)
        waiting_other.refresh_from_db()
        assert waiting_other.state == "placed"

    def test_who_asks_for_less_may_fit(self, tree, enter, clock):
        page = a_signup(tree, places=3, companions_most=2)
        enter(page)
        waiting = enter(page, companions=["甲", "乙"])
        services.change_signup(activity=page, signup=waiting, companions=[{"name": "甲"}], answers={})
        assert states(page) == ["placed", "placed"]

    def test_a_newcomer_takes_only_what_nobody_waiting_fits_into(self, tree, enter, clock):
        page = a_signup(tree, places=3, companions_most=2)
        enter(page, companions=["甲"])
        enter(page, companions=["乙"])
        assert states(page) == ["placed", "waiting"]
        enter(page)
        assert states(page) == ["placed", "waiting", "placed"]

    def test_the_list_can_be_left_and_joined_again_at_its_end(self, tree, enter, clock):
        page = a_signup(tree, places=1)
        placed, person, other = enter(page), an_employee(), an_employee()
        enter(page, person)
        enter(page, other)
        client = signed_in(person)
        assert "确定退出候补吗" in client.get(f"{page.url}cancel/").text
        client.post(f"{page.url}cancel/")
        enter(page, person)
        services.cancel_signup(activity=page, signup=placed)
        assert Signup.objects.of(page).placed().get().person == other

    def test_after_the_close_until_it_begins(self, tree, enter, clock):
        page = a_signup(tree, places=1, cancel_until=None)
        signups = [enter(page) for _number in range(3)]
        clock.move_to(page.closes_at + timedelta(days=1))
        services.cancel_signup(activity=page, signup=signups[0])
        assert states(page) == ["cancelled", "placed", "waiting"]
        clock.move_to(page.held_at)
        services.cancel_for(activity=page, signup=signups[1], actor=page.in_charge, reason="本人没有到场")
        assert states(page) == ["cancelled", "cancelled", "waiting"]

    def test_who_has_left_the_company_is_passed_over(self, tree, enter, clock):
        page = a_signup(tree, places=1)
        placed, leaver = enter(page), an_employee()
        enter(page, leaver)
        enter(page)
        type(leaver).objects.filter(pk=leaver.pk).update(left_on=timezone.localdate())
        services.cancel_signup(activity=page, signup=placed)
        assert states(page) == ["cancelled", "waiting", "placed"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_list", [True, False])
def test_of_sixteen_at_once_exactly_as_many_as_there_are_places(committed_tree, tmp_path, has_list):
    page = a_signup(committed_tree, places=5, has_waiting_list=has_list)
    plan, runners = page.original, []
    for _number in range(16):
        client = signed_in(an_employee())
        form = SignupForm(plan=plan, page=page, now=timezone.now() - timedelta(minutes=1))
        sent = {"stamp": form["stamp"].value()}
        runners.append({"session": client.cookies["sessionid"].value, "forms": [(page.url, sent)]})
    database = database_for_others(connection, tmp_path)
    answers = race(database, runners, tmp_path)
    statuses = Counter(status for runner in answers for status, _is_in in runner)
    assert statuses == ({302: 16} if has_list else {302: 5, 409: 11})
    seats = Counter(rows_of(database, "SELECT state FROM interact_signup"))
    assert seats == ({"placed": 5, "waiting": 11} if has_list else {"placed": 5})
    assert len(rows_of(database, "SELECT DISTINCT queue FROM interact_signup")) == sum(seats.values())
    assert len(rows_of(database, "SELECT person_id FROM interact_participation")) == 5


def rows_of(database: str, query: str) -> list:
    """The first column, from where the other processes wrote: on SQLite a copy in a file."""
    if connection.vendor == "sqlite":
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as file:
            return [row[0] for row in file.execute(query)]
    with connections["default"].cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]
