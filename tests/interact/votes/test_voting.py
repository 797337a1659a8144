"""Voting through the pages: one person one vote, receipts, hidden results, every way of refusing (S-5.1, T86)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from interact.models import Ballot, Participation, VoteCount
from interact.votes import queries, services
from interact.votes.choices import Method, ResultRule
from tests.clients import SiteClient
from tests.factories import DepartmentFactory
from tests.interact.planning import a_vote, an_employee, in_place, signed_in
from tests.releasing import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(tree, clock):
    return a_vote(tree)


@pytest.fixture
def cast(clock):
    """Open the page as a person does, wait, and post the choice."""

    def post(client, page, choice, **more):
        response = client.get(page.url)
        form = response.context["form"]
        stamp = form["stamp"].value() if form else ""
        clock.move_to(timezone.now() + timedelta(seconds=30))
        data = {"stamp": stamp, **more}
        data |= choice if isinstance(choice, dict) else {"choice": choice}
        return client.post(page.url, data)

    return post


def receipt_in(response) -> str:
    return re.search(r'receipt__code" translate="no">([^<]+)<', response.text)[1]


def numbers(vote) -> list:
    return sorted(queries.opened_ballots(vote))


class TestOnePersonOneVote:
    def test_a_vote_is_counted_and_answered_with_a_receipt(self, vote, cast):
        response = cast(signed_in(an_employee()), vote, ["2"])
        assert response.status_code == 200
        assert "投票成功" in response.text
        assert len(receipt_in(response)) == 24
        assert numbers(vote) == [(2,)]

    def test_t86_the_second_is_refused_from_any_browser(self, vote, cast):
        person = an_employee()
        cast(signed_in(person), vote, ["2"])
        again = signed_in(person)
        assert "您已经投过票" in again.get(vote.url).text
        response = again.post(vote.url, {"choice": ["1"]})
        assert response.status_code == 200 or response.status_code == 409
        response = cast(again, vote, ["1"])
        assert "您已经投过票" in response.text
        assert numbers(vote) == [(2,)]
        assert Participation.objects.count() == 1
