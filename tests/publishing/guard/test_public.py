"""Nothing becomes public but what two people approved, whichever way is tried (T37 to T42, T46, T53, T55, T61)."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, Revision

from tests.editing import form_data
from tests.factories import NewsPageFactory
from tests.journeys.forms import piece_form
from tests.publishing.reviewing import approve, fresh, stage_of
from unionsite.audit.models import AuditEntry
from unionsite.core.refusals import Refused
from unionsite.publishing.guard import integrity
from unionsite.publishing.models import Release
from unionsite.publishing.review.rules import Frozen, NotReleased

pytestmark = pytest.mark.django_db
ROLES = ["编辑", "信息员", "初审", "终审", "系统管理员", "超级管理员"]


def is_public(page) -> bool:
    return Page.objects.get(pk=page.pk).live


# --- By hand ---


@pytest.mark.parametrize("role", ROLES)
def test_t37_t41_t42_publishing_by_the_editors_form_saves_a_draft_and_says_so(client, everybody, draft, role):
    client.force_login(everybody[role])
    data = form_data(draft) | {"action-publish": "1"}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data, follow=True)
    assert not is_public(draft)
    if role in ("编辑", "系统管理员", "超级管理员"):
        html = response.content.decode()
        assert "须经初审、终审" in html or "没有经过初审、终审" in html
    assert not list(integrity.faults())


@pytest.mark.parametrize("role", ROLES)
def test_t37_a_new_page_is_not_published_at_once(client, everybody, tree, department, role):
    client.force_login(everybody[role])
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk])
    client.post(address, piece_form(department, **{"action-publish": "1"}))
    assert not tree.news.get_children().live().exists()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("include", ["", "on"])
def test_t38_pages_are_not_published_in_bulk(client, everybody, tree, draft, role, include):
    client.force_login(everybody[role])
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for query in (f"id={draft.pk}", f"id=all&childOf={tree.news.pk}", f"id={tree.news.pk}"):
        client.post(f"{action}?{query}&next=/admin/", {"include_descendants": include})
        client.get(f"{action}?{query}&next=/admin/")
    assert not is_public(draft)


def test_t38_the_reason_is_shown(admin_client, draft):
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin_client.post(f"{action}?id={draft.pk}&next=/admin/", follow=True)
    assert "不能批量发布" in response.content.decode()


WRITES = {
    "publish": {},
    "unpublish": {},
    "copy": {"keep_live": True, "recursive": True},
    "create_alias": {"destination_page_id": 0},
    "convert_alias": {},
    "delete": {},
    "move": {"destination_page_id": 0},
    "copy_for_translation": {"locale": "en", "alias": True},
    "revert_to_page_revision": {"revision_id": 0},
}


@pytest.mark.parametrize("role", ROLES)
def test_t39_the_admin_api_writes_nothing(client, everybody, tree, draft, role):
    client.force_login(everybody[role])
    before = Page.objects.count()
    for action, data in WRITES.items():
        for name in ("destination_page_id", "revision_id"):
            if name in data:
                data |= {name: tree.home.pk if name.startswith("dest") else draft.latest_revision_id}
        address = f"/admin/api/main/pages/{draft.pk}/action/{action}/"
        response = client.post(address, json.dumps(data), content_type="application/json")
        assert response.status_code in (403, 404), action
    assert Page.objects.count() == before
    assert not is_public(draft)


def test_t39_the_explorer_still_reads_through_it(admin_client, draft):
    response = admin_client.get(f"/admin/api/main/pages/{draft.pk}/", headers={"accept": "application/json"})
    assert response.status_code == 200


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("extra", [{"publish_copies": "on"}, {"alias": "on"}, {"publish_copies": "on", "alias": "on"}])
def test_t40_no_copy_is_public(client, everybody, tree, released, role, extra):
    client.force_login(everybody[role])
    before = set(Page.objects.live().values_list("pk", flat=True))
    data = {"new_title": "副本", "new_slug": "copy", "new_parent_page": tree.news.pk} | extra
    client.post(reverse("wagtailadmin_pages:copy", args=[released.pk]), data)
    assert set(Page.objects.live().values_list("pk", flat=True)) == before
    assert not Page.objects.filter(alias_of=released, locale=released.locale).exists()


def test_t40_a_plain_copy_is_a_draft(client, everybody, tree, released):
    client.force_login(everybody["编辑"])
    data = {"new_title": "副本", "new_slug": "copy", "new_parent_page": tree.news.pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[released.pk]), data)
    copies = Page.objects.filter(slug="copy")
    assert [copy.live for copy in copies] == [False, False], "the copy, and its alias in English"


@pytest.mark.parametrize("role", ["初审", "终审", "系统管理员", "超级管理员"])
def test_t42_nobody_publishes_what_is_under_review(client, everybody, half_approved, role):
    client.force_login(everybody[role])
    data = form_data(half_approved) | {"action-publish": "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[half_approved.pk]), data)
    with pytest.raises(NotReleased):
        fresh(half_approved).get_latest_revision().publish(user=everybody[role], skip_permission_checks=True)
    assert not is_public(half_approved)
    assert stage_of(half_approved) == "终审"


# --- By code ---


def test_t53_no_code_publishes_a_draft(draft, admin_user):
    revision = draft.get_latest_revision()
    with pytest.raises(NotReleased, match="没有经过初审、终审"):
        revision.publish(user=admin_user)
    with pytest.raises(NotReleased):
        draft.publish(revision, user=admin_user, skip_permission_checks=True)
    page = fresh(draft)
    page.live = True
    with pytest.raises(NotReleased):
        page.save()
    with pytest.raises(NotReleased):
        page.save(update_fields=["live"])
    assert not is_public(draft)


def test_t53_no_new_page_is_public(tree, department):
    page = NewsPageFactory.build(title="直接发布", slug="direct", department=department, locale=tree.news.locale)
    page.live = True
    with pytest.raises(NotReleased, match="须先存为草稿"):
        tree.news.add_child(instance=page)
    assert not Page.objects.filter(slug="direct").exists()


def test_t53_a_public_page_does_not_change_without_a_release(released):
    page = fresh(released)
    page.title = "悄悄改了标题"
    with pytest.raises(NotReleased, match="标题"):
        page.save()
    with pytest.raises(NotReleased):
        page.save(update_fields=["title"])
    page = fresh(released)
    page.tags.add("混入的标签")
    with pytest.raises(NotReleased, match="标签"):
        page.save()
    assert fresh(released).title != "悄悄改了标题"


def test_t53_no_alias_in_the_same_language(released, tree):
    with pytest.raises(NotReleased, match="别名"):
        CreatePageAliasAction(released, parent=tree.news, update_slug="again").execute(skip_permission_checks=True)
    assert not Page.objects.filter(alias_of=released, locale=released.locale).exists()


def test_t53_an_older_version_does_not_come_back(released, editor, first_reviewer, final_reviewer):
    former = released.live_revision
    released.title = "改过的标题"
    released.save_revision(user=editor)
    released.get_workflow().start(released, editor)
    approve(approve(released, first_reviewer), final_reviewer)
    assert fresh(released).title == "改过的标题"
    with pytest.raises(NotReleased):
        former.publish()
    assert fresh(released).title == "改过的标题"


def test_bookkeeping_of_a_public_page_goes_on(released, editor, tree, admin_user):
    """Drafts, locks, moves and addresses are no publication."""
    released.save_revision(user=editor)
    page = fresh(released)
    page.locked, page.locked_by = True, admin_user
    page.save()
    page.locked, page.locked_by = False, None
    page.save()
    page.move(tree.info, pos="last-child")
    assert is_public(released)
    assert not list(integrity.faults())


# --- What was reviewed stands ---


def test_t46_a_submitted_version_is_not_overwritten(submitted, editor):
    revision = submitted.get_latest_revision()
    submitted.title = "审核中改掉的标题"
    with pytest.raises(Frozen):
        submitted.save_revision(user=editor, overwrite_revision=revision)
    revision.refresh_from_db()
    assert "审核中改掉的标题" not in json.dumps(revision.content, ensure_ascii=False)


@pytest.mark.parametrize("where", ["submitted", "half_approved", "released"])
def test_t46_autosave_gets_the_answer_that_the_editor_understands(request, client, editor, where):
    page = request.getfixturevalue(where)
    revision = page.get_latest_revision()
    before = Revision.objects.get(pk=revision.pk).content
    client.force_login(editor)
    data = form_data(page, title="自动保存改掉的标题") | {"overwrite_revision_id": str(revision.pk)}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(address, data, headers={"accept": "application/json"})
    assert response.status_code in (200, 400, 403)
    assert Revision.objects.get(pk=revision.pk).content == before
    assert fresh(page).title != "自动保存改掉的标题"


def test_t46_autosave_of_a_plain_draft_works(client, editor, draft):
    client.force_login(editor)
    data = form_data(draft, title="自动保存的标题") | {"overwrite_revision_id": str(draft.latest_revision_id)}
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    response = client.post(address, data, headers={"accept": "application/json"})
    assert response.json()["success"] is True
    assert fresh(draft).get_latest_revision_as_object().title == "自动保存的标题"


# --- The ledger ---


def test_t61_the_ledger_says_who_approved_what_in_which_order(released, editor, first_reviewer, final_reviewer):
    entry = Release.objects.get(object_id=str(released.pk))
    assert released.live
    assert entry.revision_id == released.live_revision_id
    assert (entry.submitter_id, entry.first_reviewer, entry.final_reviewer) == (
        editor.pk,
        first_reviewer,
        final_reviewer,
    )
    assert entry.first_approved_at < entry.final_approved_at
    assert integrity.fault_of(released) == ""
    kinds = ["review_approved", "released"]
    actions = AuditEntry.objects.filter(action__in=kinds).order_by("number").values_list("action", flat=True)
    assert list(actions)[-3:] == ["review_approved", "released", "review_approved"]


def test_the_ledger_only_grows(released):
    entry = Release.objects.get(object_id=str(released.pk))
    with pytest.raises(PermissionDenied):
        entry.delete()


@pytest.mark.parametrize("fault", ["same person", "submitter", "no first", "order"])
def test_the_database_keeps_the_ledger_honest(released, editor, first_reviewer, final_reviewer, fault):
    entry = Release.objects.get(object_id=str(released.pk))
    entry.pk = None
    entry.revision = None
    match fault:
        case "same person":
            entry.first_reviewer = final_reviewer
        case "submitter":
            entry.submitter_id = first_reviewer.pk
        case "no first":
            entry.first_reviewer = None
        case "order":
            entry.first_approved_at, entry.final_approved_at = entry.final_approved_at, entry.first_approved_at
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_the_frame_is_laid_once_and_is_on_record(tree):
    entry = Release.objects.get(object_id=str(tree.news.pk))
    assert (entry.kind, entry.reason) == ("founding", "setup_site")
    from unionsite.publishing.review.services.releases import publish_frame_page

    with pytest.raises(Refused):
        publish_frame_page(tree.news, reason="again")


def test_no_piece_is_founded(draft):
    from unionsite.publishing.review.services.releases import publish_frame_page

    with pytest.raises(Refused):
        publish_frame_page(draft, reason="quick")
    assert not is_public(draft)


def test_a_translation_in_waiting_repeats_only_what_was_released(released, tree):
    """The alias in the other language's tree follows its original up and down."""
    alias = Page.objects.filter(alias_of=released).first()
    if alias is None:
        alias = CreatePageAliasAction(released, parent=tree.en_news, update_locale=tree.en.locale).execute(
            skip_permission_checks=True
        )
    assert fresh(alias).live
    changed = fresh(alias)
    changed.title = "别名里改掉的标题"
    with pytest.raises(NotReleased):
        changed.save()
