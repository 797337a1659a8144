"""The demo's sign-ups, as they are laid beside the other demo content."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from demo.material import Material
from demo.signups import add_signups
from demo.stage import set_up_people
from demo.writing import Demo
from interact.activities.models import Signup
from tests.clients import SiteClient
from tests.interact.activities.planning import a_publicity
from unionsite.core import mails

pytestmark = pytest.mark.django_db


def test_some_wait_for_the_reception_day_and_families_come_along(tree, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    people = set_up_people()
    demo = Demo(
        home=tree.home,
        english=Locale.objects.get(language_code="en"),
        people=people,
        material=Material(uploader=people["editor"]),
    )
    publicity = a_publicity(tree, days=30)
    with mails.silence():
        reception, outing = add_signups(demo, publicity, timezone.localtime())
    assert Signup.objects.of(reception).placed().count() == 6
    assert Signup.objects.of(reception).waiting().count() == 3
    assert sorted(Signup.objects.of(outing).values_list("seats", flat=True)) == [1, 1, 2, 2, 2, 3]
    assert not Signup.objects.filter(signed_at__gt=timezone.now() + timedelta(seconds=1)).exists()
    assert "可以候补" in SiteClient().get(reception.url).text
    assert "正在报名" in SiteClient().get(outing.url).text
