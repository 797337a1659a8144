"""The package on a site: laid once, filled, sent in, signed together at both stages, public; no way round the wall."""

import json
import re
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, TaskState

from home.models import InfoPage
from starter.queries import texts_here
from tests import editing
from tests.clients import signed_in
from tests.conftest import member
from tests.factories import DepartmentFactory, InfoPageFactory
from tests.publishing.reviewing import fresh, reject, stage_of, submit, waiting
from unionsite.accounts.sign_in import staging
from unionsite.core.models import SiteSettings
from unionsite.laws.models import FormerText, Statute, StatuteArticle
from unionsite.publishing.models import Release, ReviewTask, SecrecyReview

pytestmark = pytest.mark.django_db
PACKAGE, LAY = "/admin/starter/", "/admin/starter/lay/"
REVIEW = {stage: f"/admin/starter/review/{stage}/" for stage in ("first", "final")}
KNOWN = {"gap_工会电话": "0000-8812351", "gap_工会地址": "综合楼203室", "gap_事实核实人": "周若禾"}
GUIDES = ["hardship-guide", "joining-the-union", "legal-aid-guide", "mediation-guide", "member-card-guide"]
GUIDES += ["work-injury-steps"]


@pytest.fixture
def office(tree, editor):
    """The editor, in a department, on a site that knows its union's name."""
    SiteSettings.objects.filter(site__is_default_site=True).update(union_name="晨桥工会委员会", short_name="晨桥工会")
    editor.department = DepartmentFactory(name="综合管理部", code="office")
    editor.save()
    return signed_in(editor)


@pytest.fixture
def laid(office):
    """The service guides, as drafts; the answer of the next screen."""
    return office.post(LAY, {"parts": ["services"], **KNOWN}, follow=True)


@pytest.fixture
def sent(office, laid, editor):
    """Two of them without gaps, sent in."""
    for key in GUIDES[:2]:
        fill(guide(key), editor)
    fill(guide("mediation-guide"), editor, "请带上合同，〔还要带什么〕。")
    return office.post(PACKAGE)


def guide(key: str) -> InfoPage:
    return InfoPage.objects.get(slug=key, locale__language_code="zh-hans")


def fill(page, user, words: str = "") -> None:
    """A new version by `user` without gaps, but for those in `words`."""
    page = page.get_latest_revision_as_object()
    body = re.sub("〔.*?〕", "每周四", json.dumps(list(page.body.raw_data), ensure_ascii=False))
    blocks = [*json.loads(body), *([{"type": "paragraph", "value": f"<p>{words}</p>"}] if words else [])]
    page.body = json.dumps(blocks, ensure_ascii=False)
    page.save_revision(user=user)


def told(answer) -> str:
    return " ".join(str(one) for one in answer.context["messages"])


def sign(client, stage: str, **changes):
    data = {"secrecy_checked": "on", "looked_at": []}
    for one in client.get(REVIEW[stage]).context["able"]:
        state = one.row.task_state
        data["looked_at"].append(state.pk)
        data[f"revision_{state.pk}"] = state.revision_id
    return client.post(f"{REVIEW[stage]}sign/", data | changes, follow=True)


# --- Laying ---


def test_it_is_laid_as_drafts_of_whoever_pressed_with_what_is_known_filled(laid, editor):
    assert "已载入6篇" in told(laid)
    page = guide("legal-aid-guide")
    assert not page.live
    assert (page.owner, page.latest_revision.user, page.kind) == (editor, editor, "service")
    assert (page.source_name, page.fact_checker, page.department) == ("综合管理部", "周若禾", editor.department)
    words = str(page.body)
    assert "综合楼203室" in words
    assert "〔律师接待时间〕" in words, "what nobody knows stays a gap"
    assert PageLogEntry.objects.filter(page=page, user=editor).exists()
    assert Page.objects.filter(alias_of=page, live=False).exists(), "English follows as with any new page"


def test_it_is_never_laid_twice_whatever_became_of_it(office, laid, editor):
    page = guide("legal-aid-guide")
    page.title, page.slug = "另拟的标题", "another-address"
    page.save_revision(user=editor)
    page.save()
    before = Page.objects.count()
    answer = office.post(LAY, {"parts": ["services"]}, follow=True)
    assert "网站上已经有了，没有改动" in told(answer)
    assert Page.objects.count() == before
    assert fresh(page).title == "另拟的标题"


def test_an_address_that_another_page_has_is_left_alone(tree, office):
    InfoPageFactory(parent=tree.info, slug="hardship-guide", title="我们自己的指南")
    answer = office.post(LAY, {"parts": ["services"]}, follow=True)
    assert "《困难帮扶怎样申请》：这个地址已有别的页面，没有改动" in told(answer)
    assert guide("hardship-guide").title == "我们自己的指南"


def test_the_whole_package_lies_on_an_empty_site(office, editor):
    parts = ["rules", "services", "notices", "answers"]
    office.post(LAY, {"parts": parts, **KNOWN})
    texts = [text for text in texts_here() if text.part in parts]
    keys = {text.page_key for text in texts}
    pages = Page.objects.filter(translation_key__in=keys, locale__language_code="zh-hans")
    assert pages.count() == len(texts) > 90
    assert not pages.filter(live=True).exists()


@pytest.mark.wing("activities")
@pytest.mark.wing("oversight")
def test_records_of_wings_are_laid_by_whoever_may_make_them(office, first_reviewer):
    from interact.activities.models import QuestionSet
    from unionsite.oversight.inspections.models import Checklist

    answer = office.post(LAY, {"parts": ["checklists", "question_sets"]}, follow=True)
    assert "请有检查表权限的人载入" in told(answer)
    one = QuestionSet.objects.get(title="安全生产")
    assert not one.live
    assert one.questions.count() > 10
    assert not Checklist.objects.filter(title="内容质量月查").exists()
    call_command("load_starter", first_reviewer.username, "checklists")
    assert Checklist.objects.get(title="内容质量月查").items.count() == 7


def test_the_command_needs_an_author_of_the_staff(office, editor, capsys):
    call_command("load_starter", editor.username, "notices")
    assert "已载入5篇，作者是" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有后台账号"):
        call_command("load_starter", "nobody")


def test_only_those_who_write_lay_it_and_only_reviewers_review(tree, author, first_reviewer):
    reviewer, auditor = signed_in(first_reviewer), signed_in(member("审计员"))
    form = signed_in(author).get(LAY).context["form"]
    assert form["gap_答复天数"].initial == "5", "what the site's settings say"
    assert reviewer.get(PACKAGE).status_code == 200
    for client, address in ((reviewer, LAY), (auditor, PACKAGE), (auditor, LAY), (reviewer, REVIEW["final"])):
        assert client.get(address, follow=True).redirect_chain, address
    assert "review/first" not in signed_in(author).get(PACKAGE).text


# --- Gaps ---


def test_a_form_with_a_gap_is_not_sent_and_says_which(office, laid, editor):
    page = guide("legal-aid-guide")
    answer = office.post(PACKAGE)
    assert "正文第8块（正文段落）：“〔律师接待时间〕”还没有填写" in answer.text
    assert stage_of(page) is None
    answer = editing.submit(office, page, title="〔工会简称〕的法律援助")
    assert any("“〔工会简称〕”还没有填写" in one for one in answer.context["form"].errors["title"])
    assert stage_of(page) is None


def test_what_is_filled_is_sent_and_what_is_not_is_named(sent):
    assert "已提交2篇" in told(sent)
    assert [stage_of(guide(key)) for key in GUIDES[:2]] == ["初审", "初审"]
    assert "4篇没有提交，缺什么写在各篇下面" in told(sent)
    assert "正文第8块（正文段落）：“〔还要带什么〕”还没有填写" in sent.text


def test_one_mail_tells_of_all(sent, first_reviewer, mailoutbox, office, editor, django_capture_on_commit_callbacks):
    fill(guide("member-card-guide"), editor)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(PACKAGE)
    assert [mail.subject for mail in mailoutbox if first_reviewer.email in mail.to] == ["范文1篇等您初审"]


# --- Review in one sitting ---


def test_filled_signed_twice_and_public(sent, first_reviewer, final_reviewer, client):
    first, final = signed_in(first_reviewer), signed_in(final_reviewer)
    assert "2篇已通过初审" in told(sign(first, "first"))
    assert [stage_of(guide(key)) for key in GUIDES[:2]] == ["终审", "终审"]
    assert "2篇已通过终审" in told(sign(final, "final"))
    for key in GUIDES[:2]:
        page = guide(key)
        assert client.get(page.url).status_code == 200
        release = Release.objects.of(page).get()
        assert (release.first_reviewer, release.final_reviewer) == (first_reviewer, final_reviewer)
        assert SecrecyReview.objects.filter(revision=release.revision, reviewer=first_reviewer).exists()
    comments = TaskState.objects.filter(status="approved").values_list("comment", flat=True)
    assert set(comments) == {"与范文其他稿件一并审核。"}


def test_the_reviewer_sees_what_was_filled_in(sent, first_reviewer):
    answer = signed_in(first_reviewer).get(REVIEW["first"])
    assert answer.context["waiting"][0].text.key == "joining-the-union", "in the order of the package"
    assert '<span class="addition">每周四</span>' in answer.text.replace("\n", "")
    assert "核对到2026-11-24" in answer.text
    changed = {place for place, _html in answer.context["waiting"][0].changes}
    assert "事实核实人" in changed


def test_what_was_not_looked_at_is_not_signed(sent, first_reviewer):
    client = signed_in(first_reviewer)
    assert "请先看稿" in told(sign(client, "first", looked_at=[]))
    assert "保密审查" in told(sign(client, "first", secrecy_checked=""))
    one = waiting(guide(GUIDES[0]))
    assert "1篇已通过初审" in told(sign(client, "first", looked_at=[one.pk]))
    assert [stage_of(guide(key)) for key in GUIDES[:2]] == ["终审", "初审"]


def test_a_version_that_changed_after_looking_is_left_out_and_said(sent, editor, first_reviewer):
    client, state = signed_in(first_reviewer), waiting(guide(GUIDES[0]))
    answer = sign(client, "first", **{f"revision_{state.pk}": state.revision_id - 1})
    assert "1篇已通过初审" in told(answer)
    assert f"《{guide(GUIDES[0]).title}》：稿件在您打开之后有了新的版本" in told(answer)
    assert stage_of(guide(GUIDES[0])) == "初审"


def test_what_was_sent_back_is_handled_by_itself(sent, editor, first_reviewer):
    page = reject(guide(GUIDES[0]), first_reviewer)
    submit(page, editor)
    client = signed_in(first_reviewer)
    assert "退回过" in client.get(REVIEW["first"]).text
    state = waiting(page)
    data = {"secrecy_checked": "on", "looked_at": [state.pk], f"revision_{state.pk}": state.revision_id}
    assert "退回过" in told(client.post(f"{REVIEW['first']}sign/", data, follow=True))
    assert stage_of(page) == "初审"


def test_the_wall_holds_for_authors_and_for_one_person_at_both_stages(sent, office, editor, first_reviewer):
    editor.groups.add(*ReviewTask.objects.get(stage="first").groups.all())
    answer = office.get(REVIEW["first"])
    assert not answer.context["able"]
    assert "本人撰写或提交" in answer.text
    state = waiting(guide(GUIDES[0]))
    data = {"secrecy_checked": "on", "looked_at": [state.pk], f"revision_{state.pk}": state.revision_id}
    assert "本人撰写或提交" in told(office.post(f"{REVIEW['first']}sign/", data, follow=True))
    first_reviewer.groups.add(*ReviewTask.objects.get(stage="final").groups.all())
    both = signed_in(first_reviewer)
    sign(both, "first")
    assert "初审和终审不能由同一人办理" in told(sign(both, "final"))
    assert [stage_of(guide(key)) for key in GUIDES[:2]] == ["终审", "终审"]


def test_other_pieces_cannot_be_signed_here(tree, sent, editor, first_reviewer):
    page = InfoPageFactory(parent=tree.info, live=False)
    state = waiting(submit(page, editor))
    data = {"secrecy_checked": "on", "looked_at": [state.pk], f"revision_{state.pk}": state.revision_id}
    answer = signed_in(first_reviewer).post(f"{REVIEW['first']}sign/", data, follow=True)
    assert "已不在这一环节待审" in told(answer)
    assert stage_of(page) == "初审"


def test_the_signature_alone_asks_for_a_fresh_code(sent, first_reviewer):
    client = signed_in(first_reviewer)
    session = client.session
    session[staging.STEPPED_UP] = 0
    session.save()
    answer = sign(client, "first")
    assert answer.redirect_chain[0][0].startswith("/admin/confirm/")
    assert stage_of(guide(GUIDES[0])) == "初审"


def test_a_reviewer_is_led_there_from_the_first_page(sent, first_reviewer):
    html = signed_in(first_reviewer).get("/admin/").text
    assert "范文2篇等您初审，可以一并审核" in html
    assert REVIEW["first"] in html


# --- Laws change; what the screens cost ---


def test_a_text_whose_law_changed_since_its_check_is_marked(office):
    statute = Statute.objects.create(title="中华人民共和国工会法", short_title="工会法", slug="gonghui")
    facts = {"number": 22, "label": "第二十二条", "anchor": "art-22", "text": "新的文字"}
    article = StatuteArticle.objects.create(statute=statute, position=22, **facts)
    former = FormerText.objects.create(article_key=article.pk, name="工会法第二十二条", text="旧的文字")
    FormerText.objects.filter(pk=former.pk).update(replaced_at=timezone.make_aware(datetime(2026, 11, 1)))
    assert "所引的法条此后有变化" not in office.get(PACKAGE).text
    FormerText.objects.filter(pk=former.pk).update(replaced_at=timezone.make_aware(datetime(2027, 3, 1)))
    answer = office.get(PACKAGE)
    assert "所引的法条此后有变化" in answer.text
    rows = [row for part in answer.context["parts"] for row in part.rows]
    assert "legal-aid-guide" in {row.text.key for row in rows if row.law_changed}


def test_the_list_costs_the_same_with_few_laid_and_with_many(office, django_assert_num_queries):
    office.get("/admin/")
    office.get(PACKAGE)
    for parts in (["notices"], ["rules", "services"]):
        office.post(LAY, {"parts": parts})
        with django_assert_num_queries(37):
            office.get(PACKAGE)


def test_the_review_costs_the_same_with_few_and_with_many(
    sent, office, editor, first_reviewer, django_assert_num_queries
):
    client = signed_in(first_reviewer)
    client.get(REVIEW["first"])
    with django_assert_num_queries(23):
        assert len(client.get(REVIEW["first"]).context["waiting"]) == 2
    for key in GUIDES[2:]:
        fill(guide(key), editor)
    office.post(PACKAGE)
    with django_assert_num_queries(23):
        assert len(client.get(REVIEW["first"]).context["waiting"]) == 6
