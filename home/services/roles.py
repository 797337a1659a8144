"""Groups of staff and what each may do (security.md 3.3); the two stages of review as Wagtail's workflow (S-3.6)."""

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
from unionsite.core.wings import place
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


def rights(app: str, **models: str) -> list[str]:
    """Return the permissions for these models of an app; each value names the actions, divided by spaces."""
    return [f"{app}.{action}_{model}" for model, actions in models.items() for action in actions.split()]


KEEP = "view add change delete"
# Wagtail checks the permissions of its own models of images, documents and media, even though the site replaces them.
COLLECTION_PERMISSIONS = {
    Role.AUTHOR: rights("wagtailimages", image="add choose") + rights("wagtaildocs", document="add choose"),
    Role.EDITOR: [
        *rights("wagtailimages", image="add choose change"),
        *rights("wagtaildocs", document="add choose change"),
        *rights("wagtailmedia", media="add change"),
    ],
    Role.ADMINISTRATOR: [
        *rights("wagtailimages", image="add choose change delete"),
        *rights("wagtaildocs", document="add choose change delete"),
        *rights("wagtailmedia", media="add change delete"),
    ],
}
ADMIN = "wagtailadmin.access_admin"
# Permissions to change the words of the search, and to see what readers look for.
SEARCH_WORDS = rights("search", lexiconentry=KEEP, searchterm="view")
# Whom employees can turn to; published by review alone.
CONTACTS = rights("home", contact="add change view")
MODEL_PERMISSIONS = {
    Role.AUTHOR: [ADMIN, *rights("interact", case="answer")],
    Role.EDITOR: [
        ADMIN,
        *CONTACTS,
        "publishing.view_wordentry",
        "wagtail_localize.submit_translation",
        *SEARCH_WORDS,
    ],
    # Both stages open what waits for them through their task, and need no page permission for that.
    Role.FIRST_REVIEW: [
        ADMIN,
        *rights("interact", case="handle", savedreply="add change delete"),
        *SEARCH_WORDS,
        *rights("wagtailsearchpromotions", searchpromotion="add change delete"),
    ],
    Role.FINAL_REVIEW: [ADMIN, *rights("interact", case="decide")],
    Role.EMERGENCY: [ADMIN, "publishing.emergency_unpublish"],
    Role.REPORTS: [ADMIN, "interact.handle_report"],
    # Only administrators touch accounts; whose accounts they may touch depends on rank (`accounts.people.rules`).
    Role.ADMINISTRATOR: [
        ADMIN,
        *rights("accounts", user="add change view unlock", second_factor="reset", roll="manage"),
        *rights("accounts", department="add change view"),
        *rights("core", sitesettings="change", workdayoverride="add change delete"),
        *rights("interact", activitysettings="change", feedbacksettings="change"),
        *rights("interact", channelrouting="change view"),
        *rights("publishing", reviewsettings="change", wordentry="add change delete", textchecksettings="change"),
        "publishing.view_release",
        *rights("search", lexiconentry="view", searchterm="view"),
        *rights("wagtailredirects", redirect="add change delete"),
        "wagtail_localize.submit_translation",
    ],
    Role.SECURITY: [
        ADMIN,
        *rights("accounts", user="view unlock", second_factor="reset", securitysettings="change"),
        "publishing.view_release",
    ],
    Role.AUDITOR: [ADMIN, *rights("audit", auditentry="view export"), "publishing.view_release"],
}
# What wings add to them.
PERMISSIONS_OF_WINGS: list[dict[Role, list[str]]] = place("rights of the roles")


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
        labels = [label for rights in (MODEL_PERMISSIONS, *PERMISSIONS_OF_WINGS) for label in rights.get(role, ())]
        group.permissions.set([permission(label) for label in labels])
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
