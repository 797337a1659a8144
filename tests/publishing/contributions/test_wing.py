"""投稿 as a wing: what must end before it sleeps, and what a site of 1.0 keeps when its models move."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from tests.publishing.contributions.sending import decide, send, sent, stored
from unionsite.core import sleeping
from unionsite.publishing.contributions.choices import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def wing():
    return next(one for one in settings.ALL_WINGS if one.name == "contributions")


def test_pieces_that_wait_for_somebody_end_first(wing, desk, head_desk, editor_client):
    piece = sent(desk)
    with pytest.raises(sleeping.NotYet, match=piece.title):
        sleeping.put_to_sleep(wing)
    decide(head_desk, piece)
    assert stored(piece).standing is Standing.EDITORS
    with pytest.raises(sleeping.NotYet, match=piece.title):
        sleeping.put_to_sleep(wing)
    address = f"/admin/contributions/{piece.pk}/"
    editor_client.post(address, {"action": "decline", "reason": "这件事上周已经报道过了。"})
    assert sleeping.put_to_sleep(wing) == []
    assert dict(sleeping.rows_of(wing)) == {"来稿": 1}


def test_what_its_sender_has_at_hand_stays_and_stops_nothing(wing, desk, head_desk):
    send(desk, action="save")
    piece = sent(desk)
    decide(head_desk, piece, "return", "请补写是哪一天的事。")
    sleeping.put_to_sleep(wing)
    assert dict(sleeping.rows_of(wing)) == {"来稿": 2}


def test_rights_and_types_of_content_move_along(editor):
    kinds = ContentType.objects.filter(app_label="contributions")
    before = dict(kinds.values_list("pk", "model"))
    assert set(before.values()) == {"contribution", "contributionpicture"}
    kinds.update(app_label="publishing")
    assert not Permission.objects.filter(content_type__app_label="contributions").exists()
    import_module("unionsite.publishing.contributions.migrations.0001_initial").file_anew(apps, None)
    assert dict(ContentType.objects.filter(app_label="contributions").values_list("pk", "model")) == before
    assert editor.has_perms(["contributions.handle_contribution", "contributions.view_contribution"])
