"""System checks: the settings that the guard rests on, snippets that would be public unread, the stages (T50, T55)."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, models
from django.utils import translation
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    Task,
    Workflow,
    WorkflowMixin,
    WorkflowPage,
)
from wagtail.snippets import models as snippets

from tests.clients import bind_authenticator
from tests.conftest import member
from unionsite.accounts.models import Department
from unionsite.publishing.guard.checks import REQUIRED, check_workflows, workflow_faults
from unionsite.publishing.models import ReviewTask
from unionsite.publishing.review.rules import NotReleased


def found() -> list[str]:
    return [message.id for message in run_checks() if message.id.startswith("publishing.E00")]


def test_the_site_as_it_is_passes():
    assert found() == []


# --- Settings ---


@pytest.mark.parametrize("name", REQUIRED)
def test_a_setting_that_opens_a_way_round_the_stages_is_refused(settings, name):
    wanted = REQUIRED[name]
    setattr(settings, name, not wanted if isinstance(wanted, bool) else "wagtail.workflows.publish_workflow_state")
    assert found() == ["publishing.E001"]
    with pytest.raises(SystemCheckError, match=name):
        call_command("check")


@pytest.mark.parametrize("name", REQUIRED)
def test_so_is_one_that_is_not_set(settings, name):
    delattr(settings, name)
    assert found() == ["publishing.E001"]


def test_an_app_that_publishes_copies_is_refused(settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "wagtail.contrib.simple_translation"]
    assert found() == ["publishing.E002"]


def test_without_the_middleware_refusals_would_be_errors(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("RefusalMiddleware")]
    assert found() == ["publishing.E003"]


# --- T55: snippets ---


@pytest.fixture
def department_snippet(monkeypatch):
    """A model without drafts, registered as a snippet for one test."""
    monkeypatch.setattr(snippets, "SNIPPET_MODELS", [*snippets.get_snippet_models(), Department])


def test_t55_a_snippet_that_would_be_public_unread_is_refused(department_snippet):
    assert found() == ["publishing.E004"]
    with pytest.raises(SystemCheckError, match=r"accounts\.Department would be public without a review"):
        call_command("check")


def test_t55_unless_it_is_named_as_an_exception(department_snippet, settings):
    settings.UNREVIEWED_SNIPPETS = [*settings.UNREVIEWED_SNIPPETS, "accounts.Department"]
    assert found() == []


@pytest.fixture
def notice_type(db):
    """A snippet with drafts and review, of this test alone, with its table."""

    class Notice(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
        title = models.CharField(max_length=20)

        class Meta:
            app_label = "publishing"

        def __str__(self):
            return self.title

    # Not as a context manager: SQLite changes no tables that way within the transaction of a test.
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []
    editor.create_model(Notice)
    with connection.cursor() as cursor:
        for statement in editor.collected_sql:
            cursor.execute(statement)
    yield Notice
    del apps.all_models["publishing"]["notice"]
    apps.clear_cache()


def test_t55_a_snippet_with_drafts_passes_the_check(notice_type, monkeypatch):
    monkeypatch.setattr(snippets, "SNIPPET_MODELS", [*snippets.get_snippet_models(), notice_type])
    assert found() == []


def test_t55_but_is_not_published_without_a_release(notice_type, admin_user):
    notice = notice_type.objects.create(title="停水通知", live=False)
    revision = notice.save_revision(user=admin_user)
    with pytest.raises(NotReleased, match="没有经过初审、终审"):
        revision.publish(user=admin_user)
    notice.live = True
    with pytest.raises(NotReleased, match="没有经过初审、终审"):
        notice.save()
    with pytest.raises(NotReleased, match="须先存为草稿"):
        notice_type.objects.create(title="停电通知", live=True)
    assert not notice_type.objects.filter(live=True).exists()


# --- The stages in the database ---


def faults() -> list[int]:
    with translation.override("zh-hans"):
        return [number for number, _text in workflow_faults()]


@pytest.fixture
def staffed(db):
    """One person for each stage, and one who can take pages down."""
    bind_authenticator(member("应急下线"))
    return [member("初审"), member("终审")]


def test_stages_with_their_people_are_in_order(staffed):
    assert faults() == []
    assert check_workflows(databases=["default"]) == []


def test_a_check_without_a_database_asks_none():
    assert check_workflows(databases=None) == []


def test_t50_a_workflow_of_one_stage_is_told(staffed):
    Workflow.objects.get().workflow_tasks.first().delete()
    assert faults() == [5]
    assert [message.id for message in check_workflows(databases=["default"])] == ["publishing.W005"]


def test_t50_so_are_stages_in_the_wrong_order_and_foreign_ones(staffed):
    workflow = Workflow.objects.get()
    for position, step in enumerate(reversed(workflow.workflow_tasks.order_by("sort_order"))):
        workflow.workflow_tasks.filter(pk=step.pk).update(sort_order=position)
    assert faults() == [5]
    workflow.workflow_tasks.create(task=Task.objects.create(name="别的环节"), sort_order=9)
    assert faults() == [5]


def test_t51_a_tree_without_a_workflow_is_told(staffed):
    WorkflowPage.objects.all().delete()
    assert faults() == [6]


def test_a_stage_without_people_is_told(staffed):
    staffed[0].is_active = False
    staffed[0].save()
    assert faults() == [7]


def test_people_of_both_stages_are_told(staffed):
    staffed[0].groups.add(Group.objects.get(name="终审"))
    assert faults() == [8]


def test_an_empty_database_has_no_faults(db):
    """As between the migrations and `setup_site`: nothing is set up yet, so that nothing is set up wrongly."""
    WorkflowPage.objects.all().delete()
    Workflow.objects.all().delete()
    ReviewTask.objects.all().delete()
    # The pages, and the snippets that are reviewed, have no workflow yet.
    assert set(faults()) <= {6}
