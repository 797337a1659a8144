"""What two cases that become one, and drafts of published answers, must not tell (T69, T83)."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from interact.cases.choices import State, Step
from interact.channels.records import Channel
from interact.following import services
from interact.models import AnswerPage
from tests.clients import signed_in
from tests.interact import dumping
from tests.interact.desk.looking import address, fresh, page, take
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, answered, name, replied, send

pytestmark = pytest.mark.django_db
NAMED = {"subject": SUBJECT, "text": TEXT, "people": "宋办理"}


@pytest.fixture
def two(report_handler, second_handler):
    """Two reports of one matter; only the first says whom it is about."""
    return send(Channel.REPORT, body=NAMED).case, send(Channel.REPORT).case


class TestMerging:
    def test_t69_whoever_is_kept_out_of_one_is_kept_out_of_both(self, two, report_desk, second_handler):
        named, other = two
        take(report_desk, named, Step.MERGE, into=other.number)
        assert fresh(named).state == State.MERGED
        assert fresh(other).kept_out.people == (second_handler.pk,)
        answer = take(report_desk, other, Step.NAME_HANDLER, user=second_handler.pk, party="team", words="请一起核实")
        assert answer.status_code == 200, "refused"
        name(other, second_handler)
        assert signed_in(second_handler).get(address(other)).status_code == 404

    @pytest.mark.parametrize("is_turned", [False, True])
    def test_t69_a_handler_of_one_hears_nothing_of_the_other(self, two, report_desk, second_handler, is_turned):
        named, other = two
        name(other, second_handler)
        one, into = (other, named) if is_turned else (named, other)
        refused = take(report_desk, one, Step.MERGE, into=into.number)
        assert "须回避另一件" in refused.content.decode()
        assert fresh(one).state == State.RECEIVED
        assert named.number not in page(signed_in(second_handler), address(other))

    def test_what_lies_with_somebody_kept_out_comes_back_to_the_team(
        self, case, team_member, team_desk, answerer, canteen
    ):
        accepted(case, team_member, canteen)
        other = send().case
        take(team_desk, other, Step.KEEP_OUT, departments=[canteen.pk], words="反映的就是他们")
        take(team_desk, other, Step.MERGE, into=case.number)
        assert (fresh(other).state, fresh(case).department) == (State.MERGED, None)
        assert signed_in(answerer).get(address(case)).status_code == 404


class TestDrafts:
    LONG = "夜班没有热饭，只能吃方便面。" * 90

    @pytest.fixture
    def solved(self, tree, routing, team_member, answerer, canteen, team_desk):
        """With a draft of its answer, made at the desk."""
        body = {"subject": "夜班供餐到几点", "text": self.LONG}
        case = send(Channel.QUESTION, body=body, contact=CONTACT, may_publish=True).case
        accepted(case, team_member, canteen)
        answered(case, answerer)
        replied(case, team_member)
        team_desk.post(address(case, "publish/"))
        return case

    def test_t83_a_draft_goes_with_the_words(self, solved):
        assert AnswerPage.objects.count() == 2, "the draft and its alias"
        services.erase(case_id=solved.pk, now=timezone.localtime())
        assert not AnswerPage.objects.exists()
        found = {
            place for place, value in dumping.rows() if "夜班供餐到几点" in str(value) or self.LONG[:20] in str(value)
        }
        assert not found

    def test_what_is_public_stays_and_may_be_mended(self, solved):
        draft = AnswerPage.objects.get(alias_of=None)
        AnswerPage.objects.filter(pk=draft.pk).update(live=True, first_published_at=timezone.now())
        services.erase(case_id=solved.pk, now=timezone.localtime())
        kept = AnswerPage.objects.get(pk=draft.pk)
        kept.question = kept.question[:100]
        kept.full_clean()

    def test_of_a_long_question_nothing_is_lost_and_the_editor_is_told(self, solved, editor):
        draft = AnswerPage.objects.get(alias_of=None)
        assert draft.question == self.LONG
        client = signed_in(editor)
        edit = f"/admin/pages/{draft.pk}/edit/"
        data = fields_of(client.get(edit))
        client.post(edit, data | {"question": self.LONG + "再看一遍"})
        assert AnswerPage.objects.get(pk=draft.pk).get_latest_revision_as_object().question == self.LONG + "再看一遍"
        refused = client.post(edit, data | {"action-submit": "x"})
        assert f"问题现在有{len(self.LONG)}字" in refused.content.decode()
        client.post(edit, data | {"question": self.LONG[:1000], "action-submit": "x"})
        assert AnswerPage.objects.get(pk=draft.pk).get_latest_revision_as_object().question == self.LONG[:1000]


def fields_of(response) -> dict:
    form = BeautifulSoup(response.content, "html.parser").select_one("#page-edit-form, form[data-edit-form]")
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        chosen = field.select_one("option[selected]") if field.name == "select" else None
        data[field["name"]] = (
            field.text.removeprefix("\n")
            if field.name == "textarea"
            else (chosen["value"] if chosen else "")
            if field.name == "select"
            else field.get("value", "")
        )
    return data
