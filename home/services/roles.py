"""Groups of staff and what each may do (security.md 3.3); the two stages of review as Wagtail's workflow (S-3.6)."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowMixin,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.snippets.models import get_snippet_models

from unionsite.accounts.choices import Role
from unionsite.accounts.models import SecuritySettings
from unionsite.publishing.choices import Stage
from unionsite.publishing.models import ReviewTask

WORKFLOW = "两级审核"

# Page permissions are given at the root of the tree: every section and language.
PAGE_PERMISSIONS = {
    Role.AUTHOR: ["add_page"],
    Role.EDITOR: ["add_page", "change_page"],
    # Because of the wall (`publishing.guard`), `publish_page` only allows moving, ordering and restricting live pages.
    Role.ADMINISTRATOR: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
}
# Wagtail checks the permissions of its own models of images, documents and media, even though the site replaces them.
COLLECTION_PERMISSIONS = {
    Role.AUTHOR: [
        *("wagtailimages.add_image", "wagtailimages.choose_image"),
        *("wagtaildocs.add_document", "wagtaildocs.choose_document"),
    ],
    Role.EDITOR: [
        *("wagtailimages.add_image", "wagtailimages.choose_image", "wagtailimages.change_image"),
        *("wagtaildocs.add_document", "wagtaildocs.choose_document", "wagtaildocs.change_document"),
        *("wagtailmedia.add_media", "wagtailmedia.change_media"),
    ],
    Role.ADMINISTRATOR: [
        *("wagtailimages.add_image", "wagtailimages.choose_image"),
        *("wagtailimages.change_image", "wagtailimages.delete_image"),
        *("wagtaildocs.add_document", "wagtaildocs.choose_document"),
        *("wagtaildocs.change_document", "wagtaildocs.delete_document"),
        *("wagtailmedia.add_media", "wagtailmedia.change_media", "wagtailmedia.delete_media"),
    ],
}
ADMIN = "wagtailadmin.access_admin"
# Permissions to change the words of the search, and to see what readers look for.
SEARCH_WORDS = [
    *("search.view_lexiconentry", "search.add_lexiconentry", "search.change_lexiconentry"),
    *("search.delete_lexiconentry", "search.view_searchterm"),
]
# The bank of quizzes; it is published by review alone.
QUESTION_SETS = ["interact.add_questionset", "interact.change_questionset", "interact.view_questionset"]
# Whom employees can turn to; published by review alone.
CONTACTS = ["home.add_contact", "home.change_contact", "home.view_contact"]
MODEL_PERMISSIONS = {
    Role.AUTHOR: [
        ADMIN,
        *("interact.answer_case", "interact.view_activityrecord"),
        *QUESTION_SETS,
    ],
    Role.EDITOR: [
        ADMIN,
        "interact.view_activityrecord",
        *QUESTION_SETS,
        *CONTACTS,
        "publishing.view_wordentry",
        *("publishing.view_contribution", "publishing.handle_contribution"),
        "wagtail_localize.submit_translation",
        *("publishing.view_planneditem", "publishing.add_planneditem", "publishing.change_planneditem"),
        *("publishing.view_platform", "publishing.view_platformpost", "publishing.change_platformpost"),
        *SEARCH_WORDS,
    ],
    # Both stages open what waits for them through their task, and need no page permission for that.
    Role.FIRST_REVIEW: [
        ADMIN,
        *("interact.handle_case", "interact.view_activityrecord", "interact.moderate_posts"),
        *("interact.add_savedreply", "interact.change_savedreply", "interact.delete_savedreply"),
        "publishing.view_contribution",
        *("publishing.view_planneditem", "publishing.add_planneditem", "publishing.change_planneditem"),
        *("publishing.view_platform", "publishing.view_platformpost", "publishing.add_platformcheck"),
        *SEARCH_WORDS,
        *("wagtailsearchpromotions.add_searchpromotion", "wagtailsearchpromotions.change_searchpromotion"),
        "wagtailsearchpromotions.delete_searchpromotion",
    ],
    Role.FINAL_REVIEW: [
        ADMIN,
        *("interact.decide_case", "interact.view_activityrecord", "interact.cancel_activity"),
    ],
    Role.EMERGENCY: [ADMIN, "publishing.emergency_unpublish"],
    Role.REPORTS: [ADMIN, "interact.handle_report"],
    # Only administrators touch accounts; whose accounts they may touch depends on rank (`accounts.people.rules`).
    Role.ADMINISTRATOR: [
        ADMIN,
        "operations.view_backuprun",
        *("accounts.add_user", "accounts.change_user", "accounts.view_user"),
        *("accounts.reset_second_factor", "accounts.unlock_user", "accounts.manage_roll"),
        *("accounts.add_department", "accounts.change_department", "accounts.view_department"),
        *("core.change_sitesettings", "publishing.change_reviewsettings"),
        *("interact.view_activityrecord", "interact.change_activitysettings", "interact.change_feedbacksettings"),
        *("interact.change_channelrouting", "interact.view_channelrouting"),
        *("publishing.add_wordentry", "publishing.change_wordentry", "publishing.delete_wordentry"),
        "publishing.change_textchecksettings",
        "publishing.view_contribution",
        *("publishing.add_platform", "publishing.change_platform", "publishing.view_platform"),
        "publishing.add_platformcheck",
        *("publishing.view_planneditem", "publishing.view_platformpost", "publishing.view_release"),
        *("search.view_lexiconentry", "search.view_searchterm"),
        "operations.view_alarm",
        *("core.add_workdayoverride", "core.change_workdayoverride", "core.delete_workdayoverride"),
        *("wagtailredirects.add_redirect", "wagtailredirects.change_redirect", "wagtailredirects.delete_redirect"),
        "wagtail_localize.submit_translation",
    ],
    Role.SECURITY: [
        ADMIN,
        "operations.view_backuprun",
        *("accounts.view_user", "accounts.reset_second_factor", "accounts.unlock_user"),
        *("accounts.change_securitysettings", "publishing.view_release"),
    ],
    Role.AUDITOR: [
        ADMIN,
        *("audit.view_auditentry", "audit.export_auditentry", "publishing.view_release"),
    ],
}


def _of_oversight(**models: str) -> list[str]:
    """Return the permissions for these models of `oversight`; each value names the actions."""
    return [f"oversight.{action}_{model}" for model, actions in models.items() for action in actions.split()]


_KEEP = "view add change delete"
# What those who watch over the site may see, and what each of them may do.
_SEEN_BY_ALL = _of_oversight(
    finding="view", inspection="view", updateplan="view", registerentry="view", walk="view", duty="view", report="view"
)
_SCORES = [
    *_of_oversight(scoreperiod="view change", scoreitem="view add change", level="view add change"),
    *_of_oversight(adoption=_KEEP, reward=_KEEP),
]
OVERSIGHT_PERMISSIONS = {
    Role.EDITOR: _of_oversight(pagevisits="view", report="view add"),
    Role.FIRST_REVIEW: [
        *_SEEN_BY_ALL,
        *_of_oversight(
            finding="change", inspection="add", checklist=_KEEP, updateplan="add change delete", report="add"
        ),
        *_of_oversight(walk="add", incident="view change", pagevisits="view"),
        *_SCORES,
    ],
    Role.FINAL_REVIEW: [
        *_SEEN_BY_ALL,
        *_of_oversight(finding="change", inspection="add", checklist=_KEEP, goal=_KEEP),
        *_of_oversight(duty="sign", incident="view", pagevisits="view"),
        *_SCORES,
    ],
    Role.ADMINISTRATOR: [*_SEEN_BY_ALL, *_of_oversight(walk="add")],
    Role.SECURITY: [
        *_SEEN_BY_ALL,
        *_of_oversight(duty="change sign", incident="view change"),
        "oversight.switch_site",
    ],
    Role.AUDITOR: [
        *_SEEN_BY_ALL,
        *_of_oversight(incident="view", pagevisits="view"),
        *_of_oversight(scoreperiod="view", scoreitem="view", level="view", adoption="view", reward="view"),
    ],
}


def permission(label: str) -> Permission:
    """Return the permission named `app.codename`."""
    app, codename = label.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


@transaction.atomic
def set_up_roles() -> None:
    """Create the groups, give each exactly its rights, and remove Wagtail's default groups; safe to run again."""
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
    tree, collections = Page.get_first_root_node(), Collection.get_first_root_node()
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(
            [permission(label) for label in (*MODEL_PERMISSIONS[role], *OVERSIGHT_PERMISSIONS.get(role, ()))]
        )
        wanted = Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS.get(role, [])
        )
        group.page_permissions.filter(page=tree).exclude(permission__in=wanted).delete()
        for right in wanted:
            GroupPagePermission.objects.get_or_create(group=group, page=tree, permission=right)
        wanted = [permission(label) for label in COLLECTION_PERMISSIONS.get(role, [])]
        group.collection_permissions.filter(collection=collections).exclude(permission__in=wanted).delete()
        for right in wanted:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collections, permission=right)
    SecuritySettings.load()
    set_up_workflow(tree)


def set_up_workflow(tree: Page) -> Workflow:
    """Set up 初审 by the 网络信息管理小组, then 终审 by the 工会委员会, for every page and every reviewed snippet."""
    # Wagtail's own one-step workflow would let one person publish.
    Workflow.objects.exclude(name=WORKFLOW).filter(name="Moderators approval").delete()
    GroupApprovalTask.objects.filter(name="Moderators approval").delete()
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    for order, (stage, role) in enumerate({Stage.FIRST: Role.FIRST_REVIEW, Stage.FINAL: Role.FINAL_REVIEW}.items()):
        task, _created = ReviewTask.objects.update_or_create(stage=stage, defaults={"name": role.value, "active": True})
        task.groups.set([Group.objects.get(name=role.value)])
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": order})
    workflow.workflow_tasks.exclude(task__reviewtask__isnull=False).delete()
    WorkflowPage.objects.update_or_create(page=tree, defaults={"workflow": workflow})
    for model in get_snippet_models():
        if issubclass(model, WorkflowMixin):
            kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
            WorkflowContentType.objects.update_or_create(content_type=kind, defaults={"workflow": workflow})
    return workflow
