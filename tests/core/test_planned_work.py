"""The notice of planned work on every public page: it comes and goes by the clock (S-7.2)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Site

from unionsite.core import generation
from unionsite.core.models import SiteSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(tree):
    now = timezone.now()
    row = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    row.work_note, row.work_from, row.work_until = "今晚系统维护。", now + timedelta(hours=1), now + timedelta(hours=3)
    row.save()
    return now


def test_the_notice_comes_and_goes_by_itself(client, work):
    """Without a query and without anybody publishing anything: the pages' parts are remembered all the while."""
    seen, paths = [], ("/", "/news/", "/gone/", "/en/")
    for hours in (0, 2, 4):
        with time_machine.travel(work + timedelta(hours=hours), tick=False):
            seen += ["今晚系统维护。" in client.get(path).content.decode() for path in paths]
    assert seen == [False] * 4 + [True] * 4 + [False] * 4


def test_the_notice_has_an_english_text(client, work):
    SiteSettings.objects.update(work_note_en="Maintenance tonight.")
    generation.forget()
    with time_machine.travel(work + timedelta(hours=2), tick=False):
        assert "Maintenance tonight." in client.get("/en/").content.decode()
        assert "Maintenance tonight." not in client.get("/").content.decode()


@pytest.mark.parametrize(("start", "stop"), [(None, None), (2, 1), (1, None)])
def test_a_notice_needs_its_span(work, start, stop):
    row = SiteSettings.objects.get()
    row.work_from = start and work + timedelta(hours=start)
    row.work_until = stop and work + timedelta(hours=stop)
    with pytest.raises(ValidationError) as refusal:
        row.clean()
    assert "work_until" in refusal.value.message_dict
