"""The words of editors: at once in effect, on record and put back, through the screens of the administration."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import Workbook

from search.models import LexiconEntry
from search.words.queries import current_dictionary
from search.words.rules import EntryKind
from tests.conftest import member
from tests.factories import DepartmentFactory
from tests.search.wording import add
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

INDEX, ADD, EDIT, DELETE = (f"search_words:{name}" for name in ("list", "add", "edit", "delete"))
SHIPPED, IMPORT, HISTORY, REVERT = (f"search_words:{n}" for n in ("shipped", "import", "history", "revisions_revert"))


def form(terms, targets="", kind="synonym", note=""):
    return {"kind": kind, "terms": terms, "targets": targets, "note": note}


def stored():
    return set(LexiconEntry.objects.values_list("terms", "targets", "is_off"))


def test_a_synonym_acts_at_once_and_is_on_record(editor_client, editor, django_capture_on_commit_callbacks):
    assert current_dictionary().synonyms("打牙祭") == ()

    with django_capture_on_commit_callbacks(execute=True):
        page = editor_client.post(reverse(ADD), form("打牙祭，撮一顿", "会员聚餐"))

    assert page.status_code == 302
    assert current_dictionary().synonyms("打牙祭") == ("会员聚餐",)
    assert current_dictionary().cut("打牙祭") == ["打牙祭"]
    record = AuditEntry.objects.get(action=Action.LEXICON_CHANGED)
    assert (record.actor_id, record.subject_label) == (editor.pk, "打牙祭、撮一顿 → 会员聚餐")
    assert record.detail == {"kind": "synonym", "action": "create"}


def test_a_change_acts_at_once_and_its_fields_are_on_record(editor_client, editor, django_capture_on_commit_callbacks):
    entry = add(editor, "打牙祭，撮一顿")

    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(reverse(EDIT, args=[entry.pk]), form("打牙祭，撮一顿，下馆子", note="食堂里听到的"))

    assert current_dictionary().synonyms("下馆子") == ("打牙祭", "撮一顿")
    record = AuditEntry.objects.filter(action=Action.LEXICON_CHANGED).order_by("number").last()
    assert record.detail == {"kind": "synonym", "action": "edit", "fields": ["terms", "note"]}


def test_saving_without_a_change_leaves_no_trace(editor_client, editor):
    entry = add(editor, "打牙祭，撮一顿")

    editor_client.post(reverse(EDIT, args=[entry.pk]), form("打牙祭、 撮一顿"))

    assert AuditEntry.objects.filter(action=Action.LEXICON_CHANGED).count() == 1


def test_what_is_deleted_acts_no_longer(editor_client, editor, django_capture_on_commit_callbacks):
    entry = add(editor, "打牙祭，撮一顿")

    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(reverse(DELETE, args=[entry.pk]))

    assert not LexiconEntry.objects.exists()
    assert current_dictionary().synonyms("打牙祭") == ()
    record = AuditEntry.objects.filter(action=Action.LEXICON_CHANGED).order_by("number").last()
    assert record.detail == {"kind": "synonym", "action": "delete"}


@pytest.mark.parametrize(
    ("terms", "targets", "field", "words"),
    [
        ("", "", "terms", "这个字段是必填项"),
        ("打牙祭", "", "terms", "至少要有两个词"),
        ("打牙祭", "打牙祭", "targets", "不能指向自己"),
        ("打牙祭！撮一顿", "", "terms", "不能用的符号"),
        ("解除劳动合同", "炒鱿鱼", "targets", "炒鱿鱼"),
    ],
)
def test_a_bad_entry_is_told_beside_the_field_and_stays_typed(editor_client, editor, terms, targets, field, words):
    there = add(editor, "咱厂", kind=EntryKind.STOP_WORD)

    for address in (reverse(ADD), reverse(EDIT, args=[there.pk])):
        shown = editor_client.post(address, form(terms, targets)).context["form"]
        assert words in " ".join(shown.errors[field])
        assert shown["terms"].value() == terms

    assert stored() == {("咱厂", "", False)}


def test_a_circle_with_a_shipped_entry_names_it(editor):
    with pytest.raises(ValidationError, match=r"绕成了一圈.*炒鱿鱼.*随软件提供"):
        add(editor, "解除劳动合同", "炒鱿鱼")


def test_of_two_entries_that_exclude_each_other_the_second_is_refused(editor):
    add(editor, "词甲", "词乙")

    with pytest.raises(ValidationError, match="绕成了一圈"):
        add(editor, "词乙", "词甲")


def test_the_same_entry_is_not_added_twice(editor):
    add(editor, "打牙祭，撮一顿")

    with pytest.raises(ValidationError, match="词表里已有"):
        add(editor, "撮一顿，打牙祭")
    with pytest.raises(IntegrityError), transaction.atomic():
        LexiconEntry.objects.create(terms="撮一顿, 打牙祭", folded=LexiconEntry.objects.get().folded)


def test_a_shipped_word_is_not_added_again(editor):
    with pytest.raises(ValidationError, match="词表里已有"):
        add(editor, "试用期", kind=EntryKind.WORD)


# --- The shipped lists ---


def shipped(client, **parameters):
    return {str(entry): entry for entry in client.get(reverse(SHIPPED), parameters).context["object_list"]}


def switch(client, entry):
    """The address that the list offers beside a shipped entry."""
    view = client.get(reverse(SHIPPED)).context["view"]
    ((_label, address, _is_done),) = view.actions_of(entry)
    return address


def test_a_shipped_entry_is_switched_off_and_on_again(editor_client, django_capture_on_commit_callbacks):
    assert "咋办" in current_dictionary().stop_words
    entry = shipped(editor_client, kind="stop_word", q="咋办")["咋办"]
    form = editor_client.get(switch(editor_client, entry)).context["form"]
    values = {name: form[name].value() for name in ("kind", "terms", "targets", "is_off")}

    with django_capture_on_commit_callbacks(execute=True):
        page = editor_client.post(reverse(ADD), values | {"note": "职工真的会查这个词。"})
    assert page.status_code == 302
    assert "咋办" not in current_dictionary().stop_words
    entry = LexiconEntry.objects.get(is_off=True)
    assert (entry.terms, entry.note) == ("咋办", "职工真的会查这个词。")

    assert switch(editor_client, entry) == reverse(DELETE, args=[entry.pk])
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(reverse(DELETE, args=[entry.pk]))
    assert "咋办" in current_dictionary().stop_words


def test_a_shipped_synonym_gives_way_to_an_own_one(editor_client, editor):
    off = add(editor, "经济补偿金", "经济补偿", is_off=True)
    own = add(editor, "经济补偿金，经济补偿")

    page = editor_client.post(reverse(DELETE, args=[off.pk]), follow=True)

    assert "互为同义词" in page.content.decode()
    assert set(LexiconEntry.objects.all()) == {off, own}


@pytest.mark.parametrize(
    ("kind", "terms", "words"), [("word", "没有这个词", "没有这一条"), ("stop_word", "咋办", "已经停用")]
)
def test_only_shipped_entries_are_switched_off_once(editor_client, editor, kind, terms, words):
    add(editor, "咋办", kind=EntryKind.STOP_WORD, is_off=True)

    page = editor_client.post(reverse(ADD), form(terms, kind=kind) | {"is_off": "on"})

    assert words in " ".join(page.context["form"].errors["terms"])
    assert stored() == {("咋办", "", True)}


@pytest.mark.parametrize("query", ["?kind=verb&terms=的&is_off=on", "?is_off=maybe&terms=" + "长" * 800])
def test_an_address_that_names_no_entry_still_opens_the_form(editor_client, query):
    assert editor_client.get(reverse(ADD) + query).status_code == 200


def test_the_shipped_lists_are_filtered_and_searched(editor_client):
    assert {entry.kind for entry in shipped(editor_client, kind="service").values()} == {"service"}
    assert all("加班" in words for words in shipped(editor_client, q="加班"))
    assert not shipped(editor_client, kind="verb")


# --- History ---


def test_an_earlier_version_is_put_back(editor_client, editor, django_capture_on_commit_callbacks):
    entry = add(editor, "打牙祭，撮一顿", note="食堂")
    first = entry.latest_revision
    editor_client.post(reverse(EDIT, args=[entry.pk]), form("春蕾班车", kind="word"))
    address = reverse(REVERT, args=[entry.pk, first.pk])
    assert address in editor_client.get(reverse(HISTORY, args=[entry.pk])).content.decode()

    shown = editor_client.get(address).context["form"]
    assert (shown["terms"].value(), shown["note"].value()) == ("打牙祭, 撮一顿", "食堂")
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(address, form("打牙祭, 撮一顿", note="食堂"))

    entry.refresh_from_db()
    assert (entry.kind, entry.terms, entry.note) == ("synonym", "打牙祭, 撮一顿", "食堂")
    assert current_dictionary().synonyms("打牙祭") == ("撮一顿",)
    record = AuditEntry.objects.filter(action=Action.LEXICON_CHANGED).order_by("number").last()
    assert (record.actor_id, record.detail["fields"]) == (editor.pk, ["kind", "terms", "note"])


def test_what_does_not_go_with_the_others_by_now_is_not_put_back(editor_client, editor):
    entry = add(editor, "词甲", "词乙")
    first = entry.latest_revision
    editor_client.post(reverse(EDIT, args=[entry.pk]), form("词甲", "词丙"))
    add(editor, "词乙", "词甲")

    page = editor_client.post(reverse(REVERT, args=[entry.pk, first.pk]), form("词甲", "词乙"))

    assert "绕成了一圈" in " ".join(page.context["form"].errors["targets"])
    assert stored() == {("词甲", "词丙", False), ("词乙", "词甲", False)}


def test_nothing_is_saved_while_somebody_types(editor_client, editor):
    for address in (reverse(ADD), reverse(EDIT, args=[add(editor, "打牙祭，撮一顿").pk])):
        assert editor_client.get(address).context["autosave_enabled"] is False


def test_all_changes_are_found_from_the_list(signed_in, editor, first_reviewer):
    add(editor, "咋办", kind=EntryKind.STOP_WORD, is_off=True)
    entry = add(editor, "打牙祭，撮一顿")
    client = signed_in(first_reviewer)
    client.post(reverse(EDIT, args=[entry.pk]), form("打牙祭，下馆子"))
    client.post(reverse(DELETE, args=[entry.pk]))
    buttons = client.get(reverse(INDEX)).context["view"].header_more_buttons
    (changes,) = [button.url for button in buttons if "reports" in button.url]

    html = client.get(changes).content.decode()
    for words in ("停用：咋办", "打牙祭、撮一顿", "打牙祭、下馆子", editor.name, first_reviewer.name):
        assert words in html


def test_many_are_deleted_at_once(signed_in, editor, django_capture_on_commit_callbacks):
    entries = [add(editor, f"口语{number}词", f"书面{number}词") for number in range(3)]
    address = reverse("wagtail_bulk_action", args=["search", "lexiconentry", "delete"])
    chosen = "&".join(f"id={entry.pk}" for entry in entries[:2])

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(editor).post(f"{address}?{chosen}")

    assert list(LexiconEntry.objects.all()) == entries[2:]
    assert current_dictionary().synonyms("口语0词") == ()
    records = AuditEntry.objects.filter(action=Action.LEXICON_CHANGED, detail__action="delete")
    assert {record.actor_id for record in records} == {editor.pk}
    assert records.count() == 2


# --- The dictionary ---


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

    page = signed_in(editor).post(reverse(IMPORT), {"file": file})

    assert page.status_code == 302
    assert set(LexiconEntry.objects.values_list("kind", "terms", "targets", "note")) == {
        ("synonym", "打牙祭, 撮一顿", "会员聚餐", "食堂"),
        ("word", "春蕾班车", "", ""),
        ("stop_word", "哎哟喂", "", ""),
        ("synonym", "词甲, 词乙", "", ""),
    }
    assert AuditEntry.objects.get(action=Action.LEXICON_IMPORTED).detail == {"rows": 4}
    assert not AuditEntry.objects.filter(action=Action.LEXICON_CHANGED).exists()
    assert {entry.latest_revision.user for entry in LexiconEntry.objects.all()} == {editor}


def test_a_workbook_is_imported_too(signed_in, editor):
    book, file = Workbook(), io.BytesIO()
    for row in [("种类", "词语", "指向"), ("词语", "春蕾班车", None), ("词语", "2026", None)]:
        book.active.append(row)
    book.save(file)
    file.seek(0)
    file.name = "words.xlsx"

    signed_in(editor).post(reverse(IMPORT), {"file": file})

    assert set(LexiconEntry.objects.values_list("terms", flat=True)) == {"春蕾班车", "2026"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("同义词,打牙祭\n", ["第1行", "至少要有两个词"]),
        ("词语,春蕾班车\n动词,跑\n", ["第2行", "动词"]),
        ("种类,词语\n", ["没有内容"]),
        ("同义词,词甲,词乙\n词语,!!\n同义词,词乙,词甲\n", ["第2行", "不能用的符号"]),
        ("同义词,词甲,词乙\n同义词,词乙,词甲\n", ["第2行", "绕成了一圈", "“第1行”"]),
        ("同义词,解除劳动合同,炒鱿鱼\n", ["第1行", "随软件提供"]),
        ('词语,"春蕾\n', ["引号不成对"]),
    ],
)
def test_a_list_with_a_bad_row_is_refused_and_the_row_named(editor_client, text, words):
    page = editor_client.post(reverse(IMPORT), {"text": text})

    assert page.status_code == 200
    errors = " ".join(page.context["form"].errors["text"])
    for word in words:
        assert word in errors
    assert page.context["form"]["text"].value() == text
    assert not LexiconEntry.objects.exists()


def test_what_is_exported_can_be_imported(signed_in, editor):
    add(editor, "打牙祭，撮一顿", "会员聚餐")
    content = b"".join(signed_in(editor).get(reverse("search_words:export")).streaming_content)
    file = io.BytesIO(content)
    file.name = "words.csv"

    page = signed_in(editor).post(reverse(IMPORT), {"file": file}, follow=True)

    assert "这些词都已在词表里" in page.content.decode()
    text = content.decode("utf-8-sig") + "词语,春蕾班车\n"
    page = signed_in(editor).post(reverse(IMPORT), {"text": text}, follow=True)
    assert "已导入1条" in page.content.decode()
    assert "另有1条已在词表里" in page.content.decode()


# --- Rights ---

SCREENS = ["list", "add", "import", "export", "shipped"]
SEEN = {"list", "export", "shipped"}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("编辑", set(SCREENS)),
        ("初审", set(SCREENS)),
        ("系统管理员", SEEN),
        ("信息员", set()),
        ("终审", set()),
        ("审计员", set()),
    ],
)
def test_who_sees_the_words(signed_in, db, role, allowed):
    client = signed_in(member(role))
    seen = {name for name in SCREENS if client.get(reverse(f"search_words:{name}")).status_code == 200}

    assert seen == allowed


@pytest.mark.parametrize("role", ["系统管理员", "终审", "信息员"])
def test_who_may_not_write_changes_nothing(signed_in, editor, role):
    entry = add(editor, "打牙祭，撮一顿")
    client = signed_in(member(role))

    client.post(reverse(ADD), form("春蕾班车", kind="word"))
    client.post(reverse(EDIT, args=[entry.pk]), form("春蕾班车", kind="word"))
    client.post(reverse(DELETE, args=[entry.pk]))
    client.post(reverse(REVERT, args=[entry.pk, entry.latest_revision.pk]), form("春蕾班车", kind="word"))

    assert stored() == {("打牙祭, 撮一顿", "", False)}


def test_the_list_is_filtered_and_searched(editor_client, editor):
    add(editor, "打牙祭，撮一顿", note="食堂")
    add(editor, "春蕾班车", kind=EntryKind.WORD)
    add(editor, "咋办", kind=EntryKind.STOP_WORD, is_off=True)

    def shown(**parameters):
        return {str(entry) for entry in editor_client.get(reverse(INDEX), parameters).context["object_list"]}

    assert shown() == {"打牙祭、撮一顿", "春蕾班车", "停用：咋办"}
    assert shown(kind="word") == {"春蕾班车"}
    assert shown(is_off="true") == {"停用：咋办"}
    assert shown(q="食堂") == {"打牙祭、撮一顿"}


def test_the_form_can_come_filled_in(editor_client):
    page = editor_client.get(reverse(ADD), {"kind": "synonym", "terms": "打牙祭", "kind_of": "x"})

    assert page.context["form"]["terms"].value() == "打牙祭"
