"""Two decisions at the same moment, from processes of their own: one wins (T49)."""

from itertools import count

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import TaskState

from news.models import NewsIndexPage
from tests.accounts.second_factor.racing import database_for_others, race
from tests.clients import signed_in
from tests.conftest import member
from tests.editing import form_data
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import approve, fresh, submit, waiting
from unionsite.audit.models import AuditEntry
from unionsite.publishing.models import Release

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
number = count()


def piece(editor):
    section = NewsIndexPage.objects.get(locale__language_code="zh-hans")
    page = NewsPageFactory(parent=section, title=f"同时审核的稿件{next(number)}", live=False, owner=editor)
    page.save_revision(user=editor)
    return submit(page, editor)


def session_of(user) -> str:
    client = signed_in(user)
    return client.session.session_key


def decision(page, choice: str) -> list:
    state = waiting(page)
    form = {"decision": choice, "revision": state.revision_id, "comment": "请核对数字。", "secrecy_checked": "on"}
    return [reverse("publishing_desk:review", args=[state.pk]), form]


def runners(page, choices, stage: str) -> list[dict]:
    return [
        {"session": session_of(member(stage, username=f"{stage}-{next(number)}")), "forms": [decision(page, choice)]}
        for choice in choices
    ]


def states_of(page):
    return TaskState.objects.for_instance(page)


def entries_of(page, *actions):
    return AuditEntry.objects.filter(action__in=actions, subject_id=str(page.pk))


# One test: each with real transactions empties the database at its end, the tree and the roles too.
def test_t49_of_decisions_at_the_same_moment_one_wins(tree, tmp_path, subtests):
    editor = member("编辑")
    database = database_for_others(connection, tmp_path)

    for choices in (["approve"] * 6, ["approve", "reject"] * 3):
        with subtests.test("first stage", choices=choices):
            page = piece(editor)
            race(database, runners(page, choices, "初审"), tmp_path)
            decided = entries_of(page, "review_approved", "review_rejected").get()
            assert states_of(page).exclude(status=TaskState.STATUS_IN_PROGRESS).count() == 1
            assert states_of(page).count() == (2 if decided.action == "review_approved" else 1)
            assert not fresh(page).live

    with subtests.test("final stage"):
        page = approve(piece(editor), member("初审", username="first"))
        race(database, runners(page, ["approve"] * 6, "终审"), tmp_path)
        assert Release.objects.of(page).count() == 1
        assert fresh(page).live
        assert entries_of(page, "released").count() == 1

    with subtests.test("approval and withdrawal"):
        page = piece(editor)
        cancel = [reverse("wagtailadmin_pages:edit", args=[page.pk]), form_data(page) | {"action-cancel-workflow": "1"}]
        racing = [*runners(page, ["approve"], "初审"), {"session": session_of(editor), "forms": [cancel]}]
        race(database, racing, tmp_path)
        run = page.workflow_states.get()
        in_progress = states_of(page).filter(status=TaskState.STATUS_IN_PROGRESS).count()
        assert (run.status, in_progress) in [("cancelled", 0), ("in_progress", 1)]
        assert not fresh(page).live
