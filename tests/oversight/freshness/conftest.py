"""A day that stands still, plans of a new site, and pieces of a known age."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.conftest import member
from tests.factories import NewsPageFactory
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.freshness.services import lay_plans

NOW = datetime(2026, 5, 8, 10, 0, tzinfo=timezone.get_default_timezone())
TODAY = NOW.date()


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def team(first_reviewer):
    """A member of the 网络信息管理小组."""
    return first_reviewer


@pytest.fixture
def owner(db):
    return member("编辑", username="owner", name="林秋实")


@pytest.fixture
def plans(tree, clock):
    """The plans of a new site by title of their section and kind."""
    lay_plans()
    return {str(plan): plan for plan in UpdatePlan.objects.in_order()}


def piece(parent, days: int, factory=NewsPageFactory, **fields):
    """A public piece, first published so many days ago."""
    return factory(parent=parent, first_published_at=NOW - timedelta(days=days), **fields)
