"""Contacts in the editor: what is refused beside which field, and the two stages before anybody sees one."""

import pytest
from django.urls import reverse
from wagtail.models import TaskState

from home.models import Contact
from tests.conftest import member
from tests.factories import ImageFactory, PlainPageFactory
from tests.home.people.contacts import a_contact, publish
from unionsite.core import generation
from unionsite.publishing.choices import Decision
from unionsite.publishing.guard import files, integrity
from unionsite.publishing.ledger.models import Release
from unionsite.publishing.review.services.decisions import decide

pytestmark = pytest.mark.django_db


def form_of(days=(), **fields):
    """The fields of the edit screen; `days` are texts of day, start and end."""
    wanted = {
        "kind": "committee",
        "name": "林知行",
        "duty": "工会主席",
        "telephone": "0000-8812360",
        "sort_order": "10",
    }
    wanted |= {"is_current": "on", "reception_days-TOTAL_FORMS": len(days), "reception_days-INITIAL_FORMS": 0}
    wanted |= {"reception_days-MIN_NUM_FORMS": 0, "reception_days-MAX_NUM_FORMS": 40}
    for number, values in enumerate(days):
        names = ("day", "starts_at", "ends_at", "place", "id", "DELETE")
        row = zip(names, (*values, "", "", ""), strict=True)
        wanted |= {f"reception_days-{number}-{name}": value for name, value in row}
    return {**wanted, **fields}


def url(name, *args):
    return reverse(Contact.snippet_viewset.get_url_name(name), args=args)


def review(contact, reviewer):
    state = contact.current_workflow_task_state
    decide(
        task_state=state,
        reviewer=reviewer,
        decision=Decision.APPROVE,
        revision=state.revision_id,
        secrecy_checked=True,
    )
    contact.refresh_from_db()
    generation.forget()


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"telephone": "12345"}, "telephone", "这个号码打不通"),
        ({"kind": "representative"}, "department", "请选这位职工代表所在的部门"),
        ({"name": " "}, "name", "必填"),
        ({"kind": "station", "days": [("2026-12-15", "14:00", "16:00")]}, "kind", "只有工会委员会成员"),
    ],
)
def test_a_wrong_contact_is_refused_beside_the_field(editor_client, fields, field, message):
    response = editor_client.post(url("add"), form_of(**fields, duty_en="Chair"))
    form = response.context["form"]
    assert message in str(form.errors[field])
    assert form["duty_en"].value() == "Chair"
    assert not Contact.objects.exists()


def test_a_reception_cannot_end_before_it_begins(editor_client):
    response = editor_client.post(url("add"), form_of(days=[("2026-12-15", "16:00", "14:00")]))
    rows = response.context["form"].formsets["reception_days"].forms
    assert "结束时间要晚于开始时间" in str(rows[0].errors["ends_at"])


def test_a_portrait_without_consent_stays_a_draft(editor_client):
    picture = ImageFactory()
    data = form_of(picture=picture.pk, picture_alt="")
    assert editor_client.post(url("add"), data).status_code == 302
    contact = Contact.objects.get()
    response = editor_client.post(url("edit", contact.pk), data | {"action-submit": "1"})
    errors = response.context["form"].errors
    assert "请确认本人已同意公开照片" in str(errors["portrait_consent"])
    assert "请写图片替代文字" in str(errors["picture_alt"])
    assert contact.current_workflow_state is None


def test_the_picture_of_a_station_needs_no_consent():
    station = Contact(kind="station", name="职工书屋", picture=ImageFactory(), picture_alt="书架和长桌")
    assert station.publication_errors() == {}


def test_both_stages_bring_a_contact_to_readers(client, tree, editor, first_reviewer, final_reviewer):
    page = PlainPageFactory(parent=tree.home, title="联系我们", shows_committee=True)
    client.force_login(editor)
    data = form_of(days=[("2026-12-15", "14:00", "16:00")])
    client.post(url("add"), data)
    contact = Contact.objects.get()
    client.post(url("edit", contact.pk), data | {"action-submit": "1"})
    client.force_login(first_reviewer)
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    preview = client.get(client.get(f"/admin/review/{state.pk}/").context["preview"]).text
    assert "林知行" in preview
    assert "12月15日" in preview
    review(contact, first_reviewer)
    assert "林知行" not in client.get(page.url).text
    review(contact, final_reviewer)
    assert "林知行" in client.get(page.url).text
    assert Release.objects.valid().of(contact).exists()
    assert list(integrity.faults()) == []


def test_what_went_round_the_review_is_found(tree):
    contact = a_contact(days=["2026-12-15"])
    contact.reception_days.all().update(place="别处")
    assert "接待日" in next(integrity.faults()).reason


def test_who_left_disappears_only_after_the_review(client, tree, editor):
    page = PlainPageFactory(parent=tree.home, shows_committee=True)
    contact = a_contact()
    client.force_login(editor)
    data = form_of(place=contact.place, hours=contact.hours, sort_order=contact.sort_order)
    del data["is_current"]
    client.post(url("edit", contact.pk), data)
    assert "林知行" in client.get(page.url).text
    contact.is_current = False
    publish(contact)
    assert "林知行" not in client.get(page.url).text


def test_the_picture_of_a_draft_is_not_public_yet():
    picture = ImageFactory()
    Contact.objects.create(kind="committee", name="林知行", picture=picture, live=False)
    assert not files.shown_by(picture)
    a_contact(picture=picture, picture_alt="主席", portrait_consent=True)
    assert files.shown_by(picture)


def test_the_list_says_what_readers_see(editor_client):
    contact = a_contact()
    assert "已公开" in editor_client.get(url("list")).text
    editor_client.post(url("edit", contact.pk), form_of(telephone="0000-8812399"))
    assert "有修改没有公开" in editor_client.get(url("list")).text
    a_contact(name="周若禾", is_current=False)
    assert "已不显示" in editor_client.get(url("list")).text


def test_an_editor_cannot_publish(editor_client):
    editor_client.post(url("add"), form_of(**{"action-publish": "1"}))
    assert not Contact.objects.filter(live=True).exists()


@pytest.mark.parametrize("role", ["信息员", "终审", "系统管理员"])
def test_others_do_not_edit_contacts(client, role):
    client.force_login(member(role))
    assert client.get(url("add")).status_code in (302, 403)


def test_the_list_costs_the_same_with_many(editor_client, department, django_assert_num_queries):
    a_contact(kind="representative", department=department)
    editor_client.get(url("list"))
    with django_assert_num_queries(17):
        editor_client.get(url("list"))
    for number in range(6):
        a_contact(kind="representative", name=f"代表{number}", department=department)
    editor_client.get(url("list"))
    with django_assert_num_queries(17):
        editor_client.get(url("list"))
