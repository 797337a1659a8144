"""An inspection through its screens, from the checklist to the findings."""

import pytest

from tests.conftest import member
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.services import record_finding
from unionsite.oversight.inspections.choices import PRESET, Verdict
from unionsite.oversight.inspections.models import Checklist, Inspection, InspectionItem
from unionsite.oversight.inspections.services import gaps, lay_checklist

pytestmark = pytest.mark.django_db
INDEX = "/admin/inspections/"


@pytest.fixture
def checklist(tree):
    lay_checklist()
    return Checklist.objects.get()


@pytest.fixture
def inspection(desk, committee, checklist):
    sent = {"checklist": checklist.pk, "title": "5月例行检查", "inspected_on": "2026-05-08"}
    assert desk(committee).post(f"{INDEX}begin/", sent).status_code == 302
    return Inspection.objects.get()


def answers(inspection, verdict="fine", words=""):
    """What the form sends when every item is judged the same."""
    sent = {f"verdict-{item.pk}": verdict for item in inspection.items.all()}
    return sent | {f"words-{item.pk}": words for item in inspection.items.all()}


@pytest.mark.parametrize(
    ("verdict", "words", "missing"),
    [("", "", "verdict"), ("fine", "", None), ("none", "", None), ("fault", "。", "words"), ("fault", "打不开", None)],
)
def test_what_is_missing(verdict, words, missing):
    assert list(gaps([(7, verdict, words)])) == ([f"{missing}-7"] if missing else [])


def test_every_site_begins_with_the_national_list_once(checklist):
    lay_checklist()

    assert checklist.items.count() == len(PRESET)
    checklist.delete()
    lay_checklist()
    assert Checklist.objects.count() == 1


def test_s81_faults_become_findings_and_the_inspection_stays_as_it_was(desk, committee, inspection):
    first = inspection.items.filter(measured_by="").first()
    sent = answers(inspection) | {f"verdict-{first.pk}": "fault", f"words-{first.pk}": "标题里有错别字", "finish": "1"}

    answer = desk(committee).post(f"{INDEX}{inspection.pk}/", sent, follow=True)

    assert "检查已完成" in answer.text
    finding = Finding.objects.get()
    assert (finding.source, finding.gravity) == (Source.INSPECTION, first.gravity)
    assert "标题里有错别字" in finding.title
    assert f"/admin/findings/{finding.pk}/" in answer.text
    again = desk(committee).post(f"{INDEX}{inspection.pk}/", answers(inspection))
    assert "这次检查已经完成，不能再改。" in again.text
    assert InspectionItem.objects.get(pk=first.pk).verdict == Verdict.FAULT


def test_gaps_are_named_beside_their_items_and_what_was_judged_is_kept(desk, committee, inspection):
    first, second = inspection.items.filter(measured_by="")[:2]
    sent = {f"verdict-{first.pk}": "fault", f"verdict-{second.pk}": "fine", "summary": "先查了一半", "finish": "1"}

    answer = desk(committee).post(f"{INDEX}{inspection.pk}/", sent)

    assert "项没有填完，已保存，没有完成。" in answer.text
    assert "请写明有什么问题。" in answer.text
    assert "请选择结果。" in answer.text
    inspection.refresh_from_db()
    assert (inspection.summary, inspection.finished_at) == ("先查了一半", None)
    assert not Finding.objects.exists()
    second.refresh_from_db()
    assert second.verdict == Verdict.FINE


def test_what_programs_know_is_filled_in_and_not_found_twice(desk, committee, checklist):
    record_finding(source=Source.HEALTH, key="link:1", title="链接打不开", gravity=Gravity.USUAL)
    sent = {"checklist": checklist.pk, "title": "检查", "inspected_on": "2026-05-08"}
    desk(committee).post(f"{INDEX}begin/", sent)
    inspection = Inspection.objects.get()

    by_health = inspection.items.filter(measured_by=Source.HEALTH, gravity=Gravity.USUAL)
    # One dead link does not fail the site.
    graver = inspection.items.filter(measured_by=Source.HEALTH).exclude(gravity=Gravity.USUAL)
    assert {item.verdict for item in graver} == {Verdict.FINE}
    assert {item.words for item in by_health} == {"系统查到1个未办结的问题。"}
    assert {item.verdict for item in inspection.items.filter(measured_by=Source.FRESHNESS)} == {Verdict.FINE}
    sent = answers(inspection) | {f"verdict-{item.pk}": "fault" for item in by_health} | {"finish": "1"}
    sent |= {f"words-{item.pk}": item.words for item in by_health}
    desk(committee).post(f"{INDEX}{inspection.pk}/", sent)

    assert Inspection.objects.get().finished_at
    assert Finding.objects.count() == 1


def test_a_list_without_items_is_refused_and_what_was_typed_stays(desk, committee):
    empty = Checklist.objects.create(title="空表")
    sent = {"checklist": empty.pk, "title": "专项检查", "inspected_on": "2026-05-08"}

    answer = desk(committee).post(f"{INDEX}begin/", sent)

    assert "这张检查表还没有项目，请先添加。" in answer.text
    assert 'value="专项检查"' in answer.text
    assert not Inspection.objects.exists()


def test_others_of_the_committee_read_and_editors_do_not(desk, committee, inspection, editor):
    other = desk(member("终审", username="other"))

    page = other.get(f"{INDEX}{inspection.pk}/")

    assert "保存并完成检查" not in page.text
    assert "只有检查人能填写这次检查。" in other.post(f"{INDEX}{inspection.pk}/", answers(inspection)).text
    assert desk(editor).get(f"{INDEX}{inspection.pk}/").status_code == 302
    assert desk(editor).get(INDEX).status_code == 302


def test_the_checklist_is_edited_by_the_committee(desk, committee, checklist):
    page = desk(committee).get(f"{INDEX}checklists/edit/{checklist.pk}/")

    assert page.status_code == 200
    assert "首页能正常打开" in page.text
