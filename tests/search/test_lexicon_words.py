"""The words of editors: two people, at once in effect, through the screens of the administration."""

import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from search import services_lexicon as services
from search.lexicon_rules import BadEntry, Kind, State
from search.lexicon_store import current_dictionary
from search.models import LexiconEntry
from tests.conftest import member, person
from tests.factories import DepartmentFactory
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

ADD = "search_words:add"
DECIDE = "search_words:decide"


def propose(actor, terms, targets="", kind=Kind.SYNONYM, **values):
    return services.propose(entry=LexiconEntry(kind=kind, terms=terms, targets=targets, **values), actor=actor)


def approve(entry, actor):
    services.decide(pks=[entry.pk], approve=True, actor=actor)
    entry.refresh_from_db()
    return entry


@pytest.fixture
def signed_in(client):
    def _signed_in(user):
        client.force_login(user)
        return client

    return _signed_in


def test_a_synonym_acts_at_once_when_a_second_person_has_approved_it(
    signed_in, editor, first_reviewer, django_capture_on_commit_callbacks
):
    page = signed_in(editor).post(reverse(ADD), {"kind": "synonym", "terms": "打牙祭，撮一顿", "targets": "会员聚餐"})
    assert page.status_code == 302
    entry = LexiconEntry.objects.get()
    assert current_dictionary().synonyms("打牙祭") == ()

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(first_reviewer).post(reverse(DECIDE), {"entry": [entry.pk], "decision": "approve"})

    assert current_dictionary().synonyms("打牙祭") == ("会员聚餐",)
    assert current_dictionary().cut("打牙祭") == ["打牙祭"]
    entries = AuditEntry.objects.filter(subject_type="search.lexiconentry", subject_id=str(entry.pk))
    actions = entries.values_list("action", "actor_id")
    assert set(actions) == {(Action.LEXICON_PROPOSED, editor.pk), (Action.LEXICON_APPROVED, first_reviewer.pk)}


@pytest.mark.parametrize("who", ["初审", "superuser"])
def test_nobody_approves_what_they_proposed(signed_in, who, db):
    user = person(who)
    entry = propose(user, "打牙祭，撮一顿")

    page = signed_in(user).post(reverse(DECIDE), {"entry": [entry.pk], "decision": "approve"})

    assert "由您提出" in page.content.decode()
    entry.refresh_from_db()
    assert entry.state == State.PROPOSED


def test_the_proposer_reads_why_a_proposal_was_refused(signed_in, editor, first_reviewer):
    entry = propose(editor, "打牙祭，撮一顿")
    data = {"entry": [entry.pk], "decision": "refuse"}
    page = signed_in(first_reviewer).post(reverse(DECIDE), data)
    assert "退回请写明理由" in page.context["form"].errors["reason"][0]
    assert page.context["rows"][0]["is_chosen"]

    signed_in(first_reviewer).post(reverse(DECIDE), data | {"reason": "两个词不是一个意思。"})

    html = signed_in(editor).get(reverse("search_words:index")).content.decode()
    assert "已退回" in html
    assert "两个词不是一个意思。" in html


def test_who_comes_second_hears_who_was_first(signed_in, editor, first_reviewer):
    entry = propose(editor, "打牙祭，撮一顿")
    approve(entry, first_reviewer)
    second = member("初审", username="second-first-reviewer")

    page = signed_in(second).post(reverse(DECIDE), {"entry": [entry.pk], "decision": "refuse", "reason": "不用。"})

    assert f"刚刚已由{first_reviewer}办理" in page.content.decode()
    entry.refresh_from_db()
    assert entry.state == State.IN_FORCE


def test_the_home_page_tells_reviewers_of_what_waits_for_them(signed_in, editor, first_reviewer):
    propose(editor, "打牙祭，撮一顿")
    propose(first_reviewer, "春蕾班车", kind=Kind.WORD)
    home = reverse("wagtailadmin_home")

    assert "1条建议待您核定" in signed_in(first_reviewer).get(home).content.decode()
    assert "待您核定" not in signed_in(editor).get(home).content.decode()


@pytest.mark.parametrize("name", ["edit", "delete"])
def test_what_is_being_decided_on_or_over_leads_back_to_the_list(signed_in, editor, first_reviewer, name):
    leaving = approve(propose(editor, "打牙祭，撮一顿"), first_reviewer)
    services.propose_withdrawal(entry=leaving, actor=editor)
    over = services.propose_withdrawal(entry=propose(editor, "春蕾班车", kind=Kind.WORD), actor=editor)

    for entry, words in ((leaving, "正等待核定"), (over, "已不在使用中")):
        page = signed_in(editor).get(reverse(f"search_words:{name}", args=[entry.pk]), follow=True)
        assert page.redirect_chain == [(reverse("search_words:index"), 302)]
        assert words in page.content.decode()


def test_buttons_say_what_ending_an_entry_means(signed_in, editor, first_reviewer):
    waiting = propose(editor, "打牙祭，撮一顿")
    acting = approve(propose(editor, "春蕾班车", kind=Kind.WORD), first_reviewer)
    off = approve(services.propose_switching_off(kind="stop_word", terms="咋办", actor=editor), first_reviewer)

    for entry, words in ((waiting, "撤回"), (acting, "建议停用"), (off, "建议恢复")):
        html = signed_in(editor).get(reverse("search_words:delete", args=[entry.pk])).content.decode()
        assert f">{words}</button>" in html


def test_the_database_refuses_the_same_person_too(editor):
    entry = propose(editor, "打牙祭，撮一顿")

    with pytest.raises(IntegrityError), transaction.atomic():
        LexiconEntry.objects.filter(pk=entry.pk).update(state=State.IN_FORCE, approved_by=editor)


@pytest.mark.parametrize(
    ("terms", "targets", "field", "words"),
    [
        ("打牙祭", "", "terms", "至少要有两个词"),
        ("打牙祭！撮一顿", "", "terms", "不能用的符号"),
        ("解除劳动合同", "炒鱿鱼", "targets", "炒鱿鱼"),
    ],
)
def test_a_bad_entry_is_told_beside_the_field_and_stays_typed(editor_client, terms, targets, field, words):
    page = editor_client.post(reverse(ADD), {"kind": "synonym", "terms": terms, "targets": targets})

    form = page.context["form"]
    assert words in " ".join(form.errors[field])
    assert form["terms"].value() == terms
    assert not LexiconEntry.objects.exists()


def test_a_circle_with_a_shipped_entry_names_it(editor):
    with pytest.raises(BadEntry, match=r"绕成了一圈.*炒鱿鱼.*随软件提供"):
        propose(editor, "解除劳动合同", "炒鱿鱼")


def test_of_two_proposals_that_exclude_each_other_the_second_is_refused(editor, first_reviewer):
    one, other = propose(editor, "词甲", "词乙"), propose(editor, "词乙", "词甲")
    approve(one, first_reviewer)

    with pytest.raises(services.Refused, match="绕成了一圈"):
        approve(other, first_reviewer)

    assert LexiconEntry.objects.get(pk=other.pk).state == State.PROPOSED


def test_the_same_entry_is_not_proposed_twice(editor):
    propose(editor, "打牙祭，撮一顿")

    with pytest.raises(BadEntry, match="已经有人建议"):
        propose(editor, "撮一顿，打牙祭")


def test_a_shipped_word_is_not_proposed_again(editor):
    with pytest.raises(BadEntry, match="词表里已有"):
        propose(editor, "试用期", kind=Kind.WORD)


def test_a_change_takes_the_place_of_the_entry_once_approved(signed_in, editor, first_reviewer):
    entry = approve(propose(editor, "打牙祭，撮一顿"), first_reviewer)
    data = {"kind": "synonym", "terms": "打牙祭，撮一顿，下馆子", "targets": "", "note": ""}
    signed_in(editor).post(reverse("search_words:edit", args=[entry.pk]), data)
    successor = LexiconEntry.objects.get(replaces=entry)
    entry.refresh_from_db()
    assert (entry.terms, entry.state) == ("打牙祭, 撮一顿", State.IN_FORCE)

    approve(successor, first_reviewer)

    entry.refresh_from_db()
    assert (entry.state, successor.state) == (State.WITHDRAWN, State.IN_FORCE)


def test_an_entry_acts_until_a_second_person_has_approved_its_end(signed_in, editor, first_reviewer):
    entry = approve(propose(editor, "打牙祭，撮一顿"), first_reviewer)
    signed_in(first_reviewer).post(reverse("search_words:delete", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.state == State.LEAVING
    with pytest.raises(services.Refused, match="由您提出"):
        approve(entry, first_reviewer)

    approve(entry, member("初审", username="second-first-reviewer"))

    assert entry.state == State.WITHDRAWN


def test_a_refused_end_leaves_the_entry_in_force(editor, first_reviewer):
    entry = approve(propose(editor, "打牙祭，撮一顿"), first_reviewer)
    services.propose_withdrawal(entry=entry, actor=editor)

    services.decide(pks=[entry.pk], approve=False, actor=first_reviewer, reason="还有人这样说。")

    entry.refresh_from_db()
    assert entry.state == State.IN_FORCE


def test_a_proposal_can_be_taken_back(editor):
    entry = services.propose_withdrawal(entry=propose(editor, "打牙祭，撮一顿"), actor=editor)

    assert entry.state == State.WITHDRAWN
    propose(editor, "打牙祭，撮一顿")


def test_a_shipped_entry_is_switched_off_and_on_again(
    signed_in, editor, first_reviewer, django_capture_on_commit_callbacks
):
    page = signed_in(editor).get(reverse("search_words:shipped"), {"kind": "stop_word", "q": "咋办"})
    assert "停用" in page.content.decode()
    page = signed_in(editor).post(reverse("search_words:switch_off"), {"kind": "stop_word", "terms": "咋办"})
    assert page.status_code == 302
    assert current_dictionary().is_stop_word("咋办")

    with django_capture_on_commit_callbacks(execute=True):
        entry = approve(LexiconEntry.objects.get(is_off=True), first_reviewer)
    assert not current_dictionary().is_stop_word("咋办")

    services.propose_withdrawal(entry=entry, actor=editor)
    with django_capture_on_commit_callbacks(execute=True):
        approve(entry, first_reviewer)
    assert current_dictionary().is_stop_word("咋办")


def test_a_shipped_synonym_gives_way_to_an_own_one(editor, first_reviewer):
    shipped = services.propose_switching_off(kind="synonym", terms="经济补偿金", targets="经济补偿", actor=editor)
    approve(shipped, first_reviewer)

    entry = approve(propose(editor, "经济补偿金，经济补偿"), first_reviewer)

    assert entry.state == State.IN_FORCE
    services.propose_withdrawal(entry=shipped, actor=editor)
    with pytest.raises(services.Refused, match=r"互为同义词|不能并存"):
        approve(shipped, first_reviewer)


def test_only_shipped_entries_are_switched_off(editor):
    with pytest.raises(services.Refused, match="没有这一条"):
        services.propose_switching_off(kind="word", terms="没有这个词", actor=editor)


def test_names_of_statutes_and_departments_are_words(labour_law):
    DepartmentFactory(name="机加车间")

    assert {"劳动法", "机加车间"} <= current_dictionary().words


def test_the_dictionary_costs_three_queries_once(db, django_assert_num_queries):
    with django_assert_num_queries(3):
        dictionary = current_dictionary()
    with django_assert_num_queries(0):
        assert current_dictionary() is dictionary


# --- Importing ---


def test_a_list_is_imported_whole(signed_in, editor):
    text = "种类,词语,指向,说明\n同义词,打牙祭、撮一顿,会员聚餐,食堂\n"
    text += "词语,春蕾班车,,\n停用词,哎哟喂,,\n同义词,词甲、词乙,,\n"
    file = io.BytesIO("\ufeff".encode() + text.encode())
    file.name = "words.csv"

    page = signed_in(editor).post(reverse("search_words:import"), {"file": file})

    assert page.status_code == 302
    assert set(LexiconEntry.objects.values_list("kind", "terms", "targets", "state")) == {
        ("synonym", "打牙祭, 撮一顿", "会员聚餐", "proposed"),
        ("word", "春蕾班车", "", "proposed"),
        ("stop_word", "哎哟喂", "", "proposed"),
        ("synonym", "词甲, 词乙", "", "proposed"),
    }


def test_a_workbook_is_imported_too(signed_in, editor):
    book, file = Workbook(), io.BytesIO()
    for row in [("种类", "词语", "指向"), ("词语", "春蕾班车", None), ("词语", "2026", None)]:
        book.active.append(row)
    book.save(file)
    file.seek(0)
    file.name = "words.xlsx"

    signed_in(editor).post(reverse("search_words:import"), {"file": file})

    assert set(LexiconEntry.objects.values_list("terms", flat=True)) == {"春蕾班车", "2026"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("同义词,打牙祭\n", ["第1行", "至少要有两个词"]),
        ("词语,春蕾班车\n动词,跑\n", ["第2行", "不认识的种类“动词”"]),
        ("词语,春蕾班车\n词语,春蕾班车\n", ["第2行", "与第1行重复"]),
        ("同义词,词甲,词乙\n词语,!!\n同义词,词乙,词甲\n", ["第2行", "不能用的符号"]),
        ("同义词,词甲,词乙\n同义词,词乙,词甲\n", ["第2行", "绕成了一圈", "“第1行”"]),
        ("同义词,解除劳动合同,炒鱿鱼\n", ["第1行", "随软件提供"]),
        ('词语,"春蕾\n', ["引号不成对"]),
    ],
)
def test_a_list_with_a_bad_row_is_refused_and_the_row_named(editor_client, text, words):
    page = editor_client.post(reverse("search_words:import"), {"text": text})

    assert page.status_code == 200
    errors = " ".join(page.context["form"].errors["text"])
    for word in words:
        assert word in errors
    assert page.context["form"]["text"].value() == text
    assert not LexiconEntry.objects.exists()


def test_many_are_approved_in_one_go(editor_client, editor, client, first_reviewer):
    text = "".join(f"词语,车间{n}号\n" for n in range(60)) + "".join(f"同义词,口语{n}词,书面{n}词\n" for n in range(60))
    editor_client.post(reverse("search_words:import"), {"text": text})
    client.force_login(first_reviewer)
    pks = list(LexiconEntry.objects.values_list("pk", flat=True))

    client.post(reverse(DECIDE), {"entry": pks, "decision": "approve"})

    assert LexiconEntry.objects.acting().count() == 120


def test_what_is_exported_can_be_imported(signed_in, editor, first_reviewer):
    approve(propose(editor, "打牙祭，撮一顿", "会员聚餐"), first_reviewer)
    content = b"".join(signed_in(editor).get(reverse("search_words:export")).streaming_content)
    file = io.BytesIO(content)
    file.name = "words.csv"

    page = signed_in(editor).post(reverse("search_words:import"), {"file": file}, follow=True)

    assert "这些词都已在词表里" in page.content.decode()
    text = content.decode("utf-8-sig") + "词语,春蕾班车\n"
    page = signed_in(editor).post(reverse("search_words:import"), {"text": text}, follow=True)
    assert "已提出1条建议" in page.content.decode()
    assert "另有1条已在词表里" in page.content.decode()


# --- Rights ---

SCREENS = ["index", "add", "import", "export", "shipped", "decide"]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("编辑", set(SCREENS)),
        ("初审", set(SCREENS)),
        ("系统管理员", {"index", "export", "shipped", "decide"}),
        ("信息员", set()),
        ("终审", set()),
        ("审计员", set()),
    ],
)
def test_who_sees_the_words(signed_in, db, role, allowed):
    client = signed_in(member(role))
    seen = {name for name in SCREENS if client.get(reverse(f"search_words:{name}")).status_code == 200}

    assert seen == allowed


@pytest.mark.parametrize("role", ["编辑", "系统管理员"])
def test_only_approvers_decide(signed_in, editor, db, role):
    entry = propose(editor, "打牙祭，撮一顿")
    client = signed_in(member(role, username="another"))

    client.post(reverse(DECIDE), {"entry": [entry.pk], "decision": "approve"})

    entry.refresh_from_db()
    assert entry.state == State.PROPOSED
    with pytest.raises(services.Refused, match="核定人员"):
        services.decide(pks=[entry.pk], approve=True, actor=member(role, username="third"))


def test_the_form_can_come_filled_in(editor_client):
    page = editor_client.get(reverse(ADD), {"kind": "synonym", "terms": "打牙祭", "kind_of": "x"})

    assert page.context["form"]["terms"].value() == "打牙祭"


def test_lists_cost_the_same_for_few_and_many(signed_in, editor):
    client = signed_in(editor)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("search_words:index"))
            client.get(reverse(DECIDE))
        return len(captured)

    propose(editor, "口语词", "书面词")
    cost()
    few = cost()
    for number in range(30):
        propose(editor, f"口语{number}词", f"书面{number}词")

    assert cost() == few
