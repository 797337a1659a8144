"""System checks of what the two stages depend on: settings, snippets, workflows, people; and the one for `/healthz`."""

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError
from django.utils.translation import gettext as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Page,
    PreviewableMixin,
    RevisionMixin,
    Workflow,
    WorkflowContentType,
    WorkflowMixin,
    WorkflowPage,
)
from wagtail.snippets.models import get_snippet_models

from unionsite.core.health import NotHealthy
from unionsite.publishing.choices import ORDER
from unionsite.publishing.review.models import ReviewTask
from unionsite.publishing.review.queries import takedown_people

REQUIRED = {
    "WAGTAIL_WORKFLOW_ENABLED": True,
    "WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT": True,
    "WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH": True,
    "WAGTAIL_FINISH_WORKFLOW_ACTION": "unionsite.publishing.choices.release_finished",
    "WAGTAILADMIN_GLOBAL_EDIT_LOCK": True,
    "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE": False,
}
REVIEWED_MIXINS = (WorkflowMixin, DraftStateMixin, RevisionMixin, LockableMixin, PreviewableMixin)


@register()
def check_settings(app_configs=None, **_kwargs):
    """E001: a setting opens a way round the two stages; E002: an app does; E003: the middleware is missing."""
    faults = [
        Error(f"{name} must be {value!r}: the two-stage review depends on it.", id="publishing.E001")
        for name, value in REQUIRED.items()
        if getattr(settings, name, None) != value
    ]
    if apps.is_installed("wagtail.contrib.simple_translation"):
        faults.append(
            Error("wagtail.contrib.simple_translation publishes copies: do not install it.", id="publishing.E002")
        )
    if "unionsite.publishing.guard.middleware.RefusalMiddleware" not in settings.MIDDLEWARE:
        faults.append(Error("RefusalMiddleware must stand in MIDDLEWARE: it words refusals.", id="publishing.E003"))
    return faults


@register()
def check_snippets(app_configs=None, **_kwargs):
    """E004: a snippet without draft and review would be public as soon as it is saved (T55)."""
    return [
        Error(
            f"The snippet {model._meta.label} would be public without a review. Give it draft, revision, workflow, "
            "lock and preview mixins, or name it in UNREVIEWED_SNIPPETS with the reason.",
            obj=model,
            id="publishing.E004",
        )
        for model in get_snippet_models()
        if model._meta.label not in settings.UNREVIEWED_SNIPPETS
        and not all(issubclass(model, mixin) for mixin in REVIEWED_MIXINS)
    ]


@register(Tags.database)
def check_workflows(app_configs=None, databases=None, **_kwargs):
    """W005 to W009: faults of what is stored in the database (T50, T51, T59); run by `check --database default`."""
    if not databases:
        return []
    try:
        faults = [*workflow_faults(), *takedown_faults()]
    except DatabaseError:  # before the first migration
        return []
    return [Warning(text, id=f"publishing.W{number:03}") for number, text in faults]


def check_review() -> str:
    """Return "ok" or who is missing, for `/healthz`; raise NotHealthy if pieces cannot pass both stages (T50, T51)."""
    faults = workflow_faults()
    if any(number in (5, 6) for number, _text in faults):
        raise NotHealthy("the two stages of review are not in order")
    missing = []
    if any(number == 7 for number, _text in faults):
        missing.append("nobody reviews at one of the stages")
    if takedown_faults():
        missing.append("nobody can take a page down in an emergency")
    return "; ".join(missing) or "ok"


def takedown_faults() -> list[tuple[int, str]]:
    """Return what is wrong with the emergency take-down (T59), in the form of `workflow_faults`."""
    fault = takedown_people().fault
    return [(9, fault)] if fault else []


def workflow_faults() -> list[tuple[int, str]]:
    """Return (number of the check, fault in Chinese) for each fault of the stages as set up now; empty if none."""
    faults: list[tuple[int, str]] = []
    for workflow in Workflow.objects.filter(active=True):
        stages = list(
            workflow.workflow_tasks.filter(task__active=True)
            .order_by("sort_order")
            .values_list("task__reviewtask__stage", flat=True)
        )
        if stages != list(ORDER):
            faults.append((5, _("审核流程“%(name)s”不是先初审、后终审两级。") % {"name": workflow.name}))
    root = Page.get_first_root_node()
    if root and not WorkflowPage.objects.filter(page=root, workflow__active=True).exists():
        faults.append((6, _("网站根页面没有指定审核流程，新栏目下的稿件无法发布。")))
    for model in apps.get_models():
        if issubclass(model, WorkflowMixin) and not issubclass(model, Page):
            kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
            if not WorkflowContentType.objects.filter(content_type=kind, workflow__active=True).exists():
                faults.append((6, _("“%(name)s”没有指定审核流程。") % {"name": model._meta.verbose_name}))
    people: dict[str, set[int]] = {}
    for task in ReviewTask.objects.prefetch_related("groups"):
        members = set(task.groups.filter(user__is_active=True).values_list("user", flat=True)) - {None}
        people[task.stage] = members
        if not members:
            faults.append((7, _("%(stage)s环节没有审核人员，稿件会停在这里。") % {"stage": task.name}))
    both = set.intersection(*people.values()) if len(people) > 1 else set()
    if both:
        faults.append(
            (8, _("有%(count)d人同时在初审和终审组中；同一篇稿件他们只能审一次，建议分开。") % {"count": len(both)})
        )
    return faults
