"""The screens of the word list and of the settings: who may do what, importing, exporting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.conftest import member
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.publishing.models import TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.choices import RULES

INDEX, ADD, IMPORT = reverse("text_words:index"), reverse("text_words:add"), reverse("text_words:import")
EXPORT, SETTINGS = reverse("text_words:export"), reverse("text_words:settings")
pytestmark = [pytest.mark.once, pytest.mark.django_db]

LEVELS = {f"level_{rule.id}": str(rule.level) for rule in RULES.values()}
TYPO = {"kind": "typo", "word": "登陆", "replacement": "登录", "level": "", "note": ""}


@pytest.fixture
def administrator(client):
    client.force_login(member("系统管理员"))
    return client


def word(text="内部资料", **fields) -> WordEntry:
    return WordEntry.objects.create(word=text, **fields)


def text_of(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("group", "sees", "writes"),
    [("系统管理员", True, True), ("编辑", True, False), ("信息员", False, False), ("初审", False, False)],
)
def test_who_may_see_and_who_may_write(client, group, sees, writes):
    client.force_login(member(group))
    entry = word()
    change, remove = reverse("text_words:edit", args=[entry.pk]), reverse("text_words:delete", args=[entry.pk])

    assert [client.get(address).status_code for address in (INDEX, EXPORT)] == [200 if sees else 302] * 2 or (
        client.get(EXPORT).status_code in (302, 403)
    )
    for address in (ADD, IMPORT, SETTINGS, change, remove):
        assert (client.get(address).status_code == 200) is writes
    client.post(remove)
    client.post(IMPORT, {"text": "新的词", "kind": "sensitive"})
    client.post(SETTINGS, {"title_length": "20", "paragraph_length": "300"})
    assert WordEntry.objects.filter(word="新的词").exists() is writes
    assert WordEntry.objects.filter(pk=entry.pk).exists() is not writes


def test_a_word_is_added_changed_and_removed_on_record(administrator):
    assert administrator.post(ADD, TYPO).status_code == 302
    entry = WordEntry.objects.get()
    assert entry.folded == "登陆"
    administrator.post(reverse("text_words:edit", args=[entry.pk]), TYPO | {"note": "例句"})
    assert WordEntry.objects.get().note == "例句"
    administrator.post(reverse("text_words:delete", args=[entry.pk]))

    assert not WordEntry.objects.exists()
    actions = AuditEntry.objects.filter(action=Action.WORD_CHANGED).order_by("number")
    assert [entry.detail["action"] for entry in actions] == ["create", "edit", "delete"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"replacement": ""}, "replacement", "请填写规范写法或职务。"),
        ({"word": "登"}, "word", "至少要有两个字"),
        ({"word": "\u200b \u200b"}, "word", ""),
        ({"replacement": "登陸"}, "replacement", "规范写法与词语相同"),
        ({"word": "登　陸"}, "word", "词表里已有“登陆”"),
    ],
)
def test_a_bad_word_is_refused_beside_its_field(administrator, changes, field, message):
    word("登陆", kind="typo", replacement="登录")
    response = administrator.post(ADD, TYPO | changes)

    assert response.status_code == 200
    assert message in response.context["form"].errors[field][0]
    assert WordEntry.objects.count() == 1


def test_pasted_words_are_imported(administrator):
    administrator.post(IMPORT, {"text": "登陆,易错词,登录\n内部资料", "kind": "sensitive"})

    assert set(WordEntry.objects.values_list("kind", "word")) == {("typo", "登陆"), ("sensitive", "内部资料")}


@pytest.mark.parametrize("as_file", [False, True])
def test_a_list_with_bad_lines_is_not_imported_and_they_are_named(administrator, as_file):
    text = "登陆,易错词,登录\n帐号,易错词\n内部资料,坏词"
    data = {"file": SimpleUploadedFile("words.csv", text.encode())} if as_file else {"text": text}
    response = administrator.post(IMPORT, data | {"kind": "sensitive"})

    messages = response.context["form"].errors["file" if as_file else "text"]
    assert [message[:3] for message in messages] == ["有2行", "第2行", "第3行"]
    assert not WordEntry.objects.exists()
    if not as_file:
        assert "帐号,易错词" in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"text": " \n"}, {"text": "甲乙", "file": SimpleUploadedFile("a.csv", b"x")}])
def test_file_or_text_but_one_of_them(administrator, data):
    response = administrator.post(IMPORT, data | {"kind": "sensitive"})

    assert response.context["form"].non_field_errors()
    assert not WordEntry.objects.exists()


def test_the_export_is_what_the_import_reads_and_holds_no_formula(administrator):
    word("=1+1的词", note="@说明")
    word("登陆", kind="typo", replacement="登录", level="hint")
    exported = text_of(administrator.get(EXPORT))

    assert "'=1+1的词" in exported
    assert "'@说明" in exported
    before = set(WordEntry.objects.values_list("kind", "word", "replacement", "level", "note"))
    WordEntry.objects.all().delete()
    administrator.post(IMPORT, {"file": SimpleUploadedFile("a.csv", exported.encode()), "kind": "sensitive"})
    assert set(WordEntry.objects.values_list("kind", "word", "replacement", "level", "note")) == before


def test_levels_and_lengths_are_settings(administrator):
    response = administrator.post(
        SETTINGS, LEVELS | {"level_mobile": "block", "title_length": "30", "paragraph_length": "250"}
    )

    assert response.status_code == 302
    settings = TextCheckSettings.current()
    assert (settings.levels, settings.title_length, settings.paragraph_length) == ({"mobile": "block"}, 30, 250)
    assert AuditEntry.objects.filter(
        action=Action.SETTINGS_CHANGED, subject_type="publishing.textchecksettings"
    ).exists()


def test_a_setting_out_of_range_is_refused(administrator):
    response = administrator.post(
        SETTINGS, LEVELS | {"level_mobile": "x", "title_length": "5", "paragraph_length": "250"}
    )

    assert set(response.context["form"].errors) == {"level_mobile", "title_length"}


def test_saving_the_settings_leaves_the_word_list_as_it_is(administrator):
    word()
    stamp = TextCheckSettings.current().words_stamp
    administrator.post(SETTINGS, LEVELS | {"title_length": "30", "paragraph_length": "250"})

    assert TextCheckSettings.current().words_stamp == stamp != ""
