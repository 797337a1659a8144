"""The groups of `setup_site`: exactly these rights, and what they mean at the door of each admin screen."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
)

from news.models import NewsPage
from tests.conftest import member, person
from tests.factories import DocumentFactory, ImageFactory, NewsPageFactory
from tests.journeys.forms import piece_form
from unionsite.core.wings import is_on
from unionsite.publishing.models import ReviewTask

pytestmark = pytest.mark.django_db

PLAN = {"view_planneditem", "add_planneditem", "change_planneditem"}
WORDS = {"view_lexiconentry", "add_lexiconentry", "change_lexiconentry", "delete_lexiconentry", "view_searchterm"}
PROMOTE = {"add_searchpromotion", "change_searchpromotion", "delete_searchpromotion"}
CONTACTS = {"add_contact", "change_contact", "view_contact"}
QUESTION_SETS = {"add_questionset", "change_questionset", "view_questionset"}
IMAGE, DOCUMENT = {"add_image", "choose_image"}, {"add_document", "choose_document"}
# What each group may do: on pages, in collections, with models.
TABLE = {
    "信息员": ({"add_page"}, IMAGE | DOCUMENT, {"access_admin", "answer_case"}),
    "编辑": (
        {"add_page", "change_page"},
        IMAGE | DOCUMENT | {"change_image", "change_document", "add_media", "change_media"},
        {"access_admin", "submit_translation", "view_wordentry"} | CONTACTS | WORDS,
    ),
    "初审": (
        set(),
        set(),
        {"access_admin", "handle_case"}
        | {"add_savedreply", "change_savedreply", "delete_savedreply"}
        | WORDS
        | PROMOTE,
    ),
    "终审": (
        set(),
        set(),
        {"access_admin", "decide_case"},
    ),
    "应急下线": (set(), set(), {"access_admin", "emergency_unpublish"}),
    "举报办理": (set(), set(), {"access_admin", "handle_report"}),
    "系统管理员": (
        {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"},
        IMAGE
        | DOCUMENT
        | {"change_image", "delete_image", "change_document", "delete_document"}
        | {"add_media", "change_media", "delete_media"},
        {"access_admin", "submit_translation", "change_sitesettings", "change_reviewsettings"}
        | {"add_user", "change_user", "view_user", "reset_second_factor", "unlock_user", "manage_roll"}
        | {"add_department", "change_department", "view_department"}
        | {"change_activitysettings"}
        | {"change_feedbacksettings", "change_channelrouting", "view_channelrouting"}
        | {"add_wordentry", "change_wordentry", "delete_wordentry", "change_textchecksettings"}
        | {"add_workdayoverride", "change_workdayoverride", "delete_workdayoverride"}
        | {"add_redirect", "change_redirect", "delete_redirect"}
        | {"view_lexiconentry", "view_searchterm", "view_release"},
    ),
    "安全管理员": (
        set(),
        set(),
        {"access_admin", "view_user", "reset_second_factor", "unlock_user", "change_securitysettings", "view_release"},
    ),
    "审计员": (
        set(),
        set(),
        {"access_admin", "view_auditentry", "export_auditentry", "view_release"},
    ),
}
# What each may do besides in oversight.
WATCH = {
    "view_finding",
    "view_inspection",
    "view_updateplan",
    "view_registerentry",
    "view_walk",
    "view_duty",
    "view_report",
}
CHECKLISTS = {"view_checklist", "add_checklist", "change_checklist", "delete_checklist"}
SCORES = {
    "view_scoreperiod",
    "change_scoreperiod",
    "view_scoreitem",
    "add_scoreitem",
    "change_scoreitem",
    "view_level",
    "add_level",
    "change_level",
    "view_adoption",
    "add_adoption",
    "change_adoption",
    "delete_adoption",
    "view_reward",
    "add_reward",
    "change_reward",
    "delete_reward",
}
OVERSIGHT = {
    "编辑": {"view_pagevisits", "view_report", "add_report"},
    "初审": WATCH
    | CHECKLISTS
    | SCORES
    | {"change_finding", "add_inspection", "add_walk", "view_incident", "change_incident", "view_pagevisits"}
    | {"add_updateplan", "change_updateplan", "delete_updateplan", "add_report"},
    "终审": WATCH
    | CHECKLISTS
    | SCORES
    | {"change_finding", "add_inspection", "sign_duty", "view_incident", "view_pagevisits"}
    | {"view_goal", "add_goal", "change_goal", "delete_goal"},
    "系统管理员": WATCH | {"add_walk"},
    "安全管理员": WATCH | {"change_duty", "sign_duty", "view_incident", "change_incident", "switch_site"},
    "审计员": WATCH
    | {"view_incident", "view_pagevisits"}
    | {"view_scoreperiod", "view_scoreitem", "view_level", "view_adoption", "view_reward"},
}
OPERATIONS = {"系统管理员": {"view_backuprun", "view_alarm"}, "安全管理员": {"view_backuprun"}}
ACTIVITIES = {
    "信息员": {"view_activityrecord"} | QUESTION_SETS,
    "编辑": {"view_activityrecord"} | QUESTION_SETS,
    "初审": {"view_activityrecord", "moderate_posts"},
    "终审": {"view_activityrecord", "cancel_activity"},
    "系统管理员": {"view_activityrecord"},
}
CONTRIBUTIONS = {
    "编辑": {"view_contribution", "handle_contribution"},
    "初审": {"view_contribution"},
    "系统管理员": {"view_contribution"},
}
PLATFORMS = {
    "编辑": PLAN | {"view_platform", "view_platformpost", "change_platformpost"},
    "初审": PLAN | {"view_platform", "view_platformpost", "add_platformcheck"},
    "系统管理员": {"add_platform", "change_platform", "view_platform", "view_planneditem", "view_platformpost"}
    | {"add_platformcheck"},
}
WORD_IMPORT = {"编辑": {"add_statute"}, "系统管理员": {"add_statute"}}
MESSAGING = {"系统管理员": {"change_outlet"}}
OF_WINGS = {
    "oversight": OVERSIGHT,
    "operations": OPERATIONS,
    "activities": ACTIVITIES,
    "contributions": CONTRIBUTIONS,
    "platforms": PLATFORMS,
    "word_import": WORD_IMPORT,
    "messaging": MESSAGING,
}
for _wing, _rights in OF_WINGS.items():
    for _name, _more in _rights.items() if is_on(_wing) else ():
        TABLE[_name][2].update(_more)
OK, AWAY = 200, 302
# Says who can, instead of leading away.
REFUSED = {"take down at once": 403}


def rights(group: Group) -> tuple[set[str], set[str], set[str]]:
    return (
        set(group.page_permissions.values_list("permission__codename", flat=True)),
        set(group.collection_permissions.values_list("permission__codename", flat=True)),
        set(group.permissions.values_list("codename", flat=True)),
    )


def all_rights() -> dict[str, tuple[set[str], set[str], set[str]]]:
    return {group.name: rights(group) for group in Group.objects.all()}


def test_each_group_has_exactly_its_rights():
    assert all_rights() == TABLE


def test_rights_hold_for_the_whole_tree():
    assert set(GroupPagePermission.objects.values_list("page__depth", flat=True)) == {1}
    assert set(GroupCollectionPermission.objects.values_list("collection__depth", flat=True)) == {1}


def test_running_again_takes_away_what_was_added_by_hand():
    group = Group.objects.get(name="信息员")
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission=publish)
    delete = Permission.objects.get(content_type__app_label="wagtailimages", codename="delete_image")
    GroupCollectionPermission.objects.create(
        group=group, collection=Collection.get_first_root_node(), permission=delete
    )
    group.permissions.add(Permission.objects.get(content_type__app_label="accounts", codename="delete_user"))
    call_command("setup_site", verbosity=0)
    assert all_rights() == TABLE


def test_running_again_gives_back_what_was_taken_away():
    GroupPagePermission.objects.all().delete()
    GroupCollectionPermission.objects.all().delete()
    call_command("setup_site", verbosity=0)
    assert all_rights() == TABLE


def test_a_right_for_one_section_stays(tree):
    """The union may trust a branch with a section; only rights on the whole tree are ours."""
    group = Group.objects.get(name="信息员")
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=Page.objects.get(pk=tree.culture.pk), permission=change)
    call_command("setup_site", verbosity=0)
    assert group.page_permissions.filter(page=tree.culture.pk).exists()


def test_groups_of_the_unions_own_stay():
    Group.objects.create(name="女职工委员会")
    call_command("setup_site", verbosity=0)
    assert Group.objects.filter(name="女职工委员会").exists()


def test_the_workflow_has_two_tasks_in_order(tree):
    workflow = Workflow.objects.get()
    assert workflow.name == "两级审核"
    assert workflow.active
    tasks = [task.specific for task in workflow.tasks]
    assert [(type(task), task.name) for task in tasks] == [(ReviewTask, "初审"), (ReviewTask, "终审")]
    assert [[group.name for group in task.groups.all()] for task in tasks] == [["初审"], ["终审"]]
    assert tree.news.get_workflow() == workflow
    assert tree.en_news.get_workflow() == workflow


def test_a_group_added_to_a_task_by_hand_is_taken_out_again():
    ReviewTask.objects.get(name="终审").groups.add(Group.objects.get(name="编辑"))
    call_command("setup_site", verbosity=0)
    assert [group.name for group in ReviewTask.objects.get(name="终审").groups.all()] == ["终审"]


# --- At the doors of the admin ---

ALL = frozenset([*TABLE, "superuser"])
BOSSES = {"系统管理员", "superuser"}
# Which roles each door opens to; to everybody else it stays shut.
DOORS = {
    "home": ALL,
    "explorer": {"信息员", "编辑", *BOSSES},
    "add page": {"信息员", "编辑", *BOSSES},
    "edit page": {"编辑", *BOSSES},
    "delete page": BOSSES,
    "unpublish": BOSSES,
    "take down at once": {"应急下线", "superuser"},
    "add image": {"信息员", "编辑", *BOSSES},
    "add file": {"信息员", "编辑", *BOSSES},
    "add video": {"编辑", *BOSSES},
    "edit image": {"编辑", *BOSSES},
    # For Wagtail, who may change any picture may delete it.
    "delete image": {"编辑", *BOSSES},
    "users": {"安全管理员", *BOSSES},
    "add user": BOSSES,
    "edit user": BOSSES,
    "login security": {"安全管理员", *BOSSES},
    "roll": BOSSES,
    "groups": {"superuser"},
    "settings": BOSSES,
    "security settings": {"安全管理员", "superuser"},
    "departments": BOSSES,
    "redirects": BOSSES,
    "sites": {"superuser"},
    "workflows": {"superuser"},
    "translate": {"编辑", *BOSSES},
    "audit log": {"审计员", "superuser"},
}
DOORS_OF_PLATFORMS = {
    "publishing_platforms:calendar": {"编辑", "初审", *BOSSES},
    "publishing_platforms:add_item": {"编辑", "初审", "superuser"},
    "publishing_platforms:register": {"编辑", "初审", *BOSSES},
    "publishing_platforms:add_platform": BOSSES,
}
DOORS |= DOORS_OF_PLATFORMS if is_on("platforms") else {}


@pytest.fixture
def doors(tree):
    piece, image, writer = NewsPageFactory(parent=tree.news), ImageFactory(), member("信息员", username="writer")
    return {
        "home": reverse("wagtailadmin_home"),
        "explorer": reverse("wagtailadmin_explore", args=[tree.news.pk]),
        "add page": reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk]),
        "edit page": reverse("wagtailadmin_pages:edit", args=[piece.pk]),
        "delete page": reverse("wagtailadmin_pages:delete", args=[piece.pk]),
        "unpublish": reverse("wagtailadmin_pages:unpublish", args=[piece.pk]),
        "take down at once": reverse("publishing_desk:emergency", args=[piece.pk]),
        "add image": reverse("wagtailimages:add_multiple"),
        "add file": reverse("wagtaildocs:add_multiple"),
        "add video": reverse("wagtailmedia:add", args=["video"]),
        "edit image": reverse("wagtailimages:edit", args=[image.pk]),
        "delete image": reverse("wagtailimages:delete", args=[image.pk]),
        "users": reverse("wagtailusers_users:index"),
        "add user": reverse("wagtailusers_users:add"),
        "edit user": reverse("wagtailusers_users:edit", args=[writer.pk]),
        "login security": reverse("staff_security", args=[writer.pk]),
        "roll": reverse("employees_admin:roll"),
        "audit log": reverse("audit_admin:log"),
        **({name: reverse(name) for name in DOORS_OF_PLATFORMS} if is_on("platforms") else {}),
        "security settings": reverse("wagtailsettings:edit", args=["accounts", "securitysettings", 1]),
        "groups": reverse("wagtailusers_groups:index"),
        "settings": reverse("wagtailsettings:edit", args=["core", "sitesettings", Site.objects.get().pk]),
        "departments": reverse("departments:index"),
        "redirects": reverse("wagtailredirects:index"),
        "sites": reverse("wagtailsites:index"),
        "workflows": reverse("wagtailadmin_workflows:index"),
        "translate": reverse("wagtail_localize:submit_page_translation", args=[piece.pk]),
    }


@pytest.mark.parametrize("name", [*TABLE, "superuser"])
def test_each_door_opens_only_to_whom_it_should(client, doors, name):
    client.force_login(person(name))
    answers = {door: client.get(address).status_code for door, address in doors.items()}
    assert answers == {door: OK if name in roles else REFUSED.get(door, AWAY) for door, roles in DOORS.items()}


def test_an_employee_without_a_group_stays_outside(client, doors, django_user_model):
    client.force_login(django_user_model.objects.create_user("employee"))
    assert {client.get(address).status_code for address in doors.values()} == {302}
    client.logout()
    assert {client.get(address).url.partition("?")[0] for address in doors.values()} == {"/admin/login/"}


def test_an_author_may_change_what_is_their_own(client, tree, author):
    piece = NewsPageFactory(parent=tree.news, live=False, owner=author)
    client.force_login(author)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[piece.pk])).status_code == 200


def choices(client, name: str) -> str:
    """What a chooser offers."""
    response = client.get(reverse(name))
    return response.content.decode() if response.status_code == 200 else ""


@pytest.mark.parametrize(
    ("group", "sees"), [("信息员", True), ("编辑", True), ("初审", False), ("终审", False), ("系统管理员", True)]
)
def test_who_writes_may_choose_pictures_and_files(client, group, sees):
    ImageFactory(title="车间的清晨")
    DocumentFactory(title="职代会决议.pdf", collection=Collection.get_first_root_node())
    client.force_login(member(group))
    assert ("车间的清晨" in choices(client, "wagtailimages_chooser:choose_results")) is sees
    assert ("职代会决议.pdf" in choices(client, "wagtaildocs_chooser:choose_results")) is sees


@pytest.mark.parametrize("is_live", [False, True])
@pytest.mark.parametrize("name", [*TABLE, "superuser"])
def test_nobody_publishes_by_hand(client, tree, department, name, is_live):
    """Whoever may edit the page is left with a draft and told so, others with nothing; readers see no change."""
    user = person(name)
    client.force_login(user)
    page = NewsPageFactory(parent=tree.news, live=is_live, owner=user, title="原来的标题")
    form = publish_form(department, slug=page.slug)
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    page.refresh_from_db()
    if name == "信息员" or name in DOORS["edit page"]:
        assert page.get_latest_revision_as_object().title == "改过的标题"
        html = client.get(response.url).content.decode()
        assert "没有发布" in html or "不能发布" in html
    else:
        assert page.get_latest_revision_as_object().title == "原来的标题"
    assert page.live is is_live
    client.logout()
    answer = client.get(f"/news/{page.slug}/")
    assert answer.status_code == (200 if is_live else 404)
    assert "改过的标题" not in answer.content.decode()


@pytest.mark.parametrize("name", ["信息员", "编辑", "系统管理员", "superuser"])
def test_nobody_publishes_a_new_page(client, tree, department, name):
    client.force_login(person(name))
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk])
    response = client.post(address, publish_form(department), headers={"Referer": f"http://testserver{address}"})
    assert response.status_code == 302
    assert response.url.endswith(address)
    assert not NewsPage.objects.exists()
    assert "新页面不能直接发布" in client.get(response.url).content.decode()


@pytest.mark.parametrize("name", ["系统管理员", "superuser"])
def test_nobody_publishes_many_at_once(client, tree, name):
    client.force_login(person(name))
    draft = NewsPageFactory(parent=tree.news, live=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={draft.pk}&next=/admin/", {"include_descendants": ""})
    draft.refresh_from_db()
    assert not draft.live
    assert "不能批量发布" in client.get("/admin/").content.decode()


def publish_form(department, **changes) -> dict[str, str]:
    return piece_form(department, title="改过的标题", **{"action-publish": "x"}, **changes)
