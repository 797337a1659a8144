"""Reports kept with a version, reasons, the gate, and the word list in the database."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import DocumentFactory, ImageFactory, InfoPageFactory, NewsPageFactory, items, picture_value, story
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.tables import Unreadable
from unionsite.publishing.models import TextCheckReport, TextCheckSettings, WordEntry
from unionsite.publishing.textchecks import services
from unionsite.publishing.textchecks.choices import MOST_WORDS, Level
from unionsite.publishing.textchecks.findings import Finding
from unionsite.publishing.textchecks.words import Word

pytestmark = pytest.mark.django_db

MOBILE = "<p>请拨13812345678。</p>"
ID = "<p>证号11010519491231002X。</p>"


@pytest.fixture
def draft(tree, department):
    """A version of a piece with this text."""

    def make(html, page=None, **fields):
        page = page or NewsPageFactory(parent=tree.news, department=department, live=False, **fields)
        page.body = story(("paragraph", html))
        return page.save_revision()

    return make


def word(text="内部资料", **fields) -> WordEntry:
    return WordEntry.objects.create(word=text, **fields)


def settle(revision, reasons: dict[str, str], editor) -> None:
    services.confirm(report=TextCheckReport.objects.get(revision=revision), reasons=reasons, actor=editor)


# --- Reports and the gate ---


def test_a_version_without_findings_goes_on_and_has_its_report(draft):
    revision = draft("<p>好。</p>")

    assert services.gate(revision) == []
    assert TextCheckReport.objects.get(revision=revision).findings == []


def test_what_blocks_cannot_be_settled_by_a_reason(draft, editor):
    revision = draft(ID)
    (finding,) = services.gate(revision)

    assert (finding.rule, finding.level) == ("idcard", Level.BLOCK)
    settle(revision, {finding.key: "已核对"}, editor)
    assert [found.rule for found in services.gate(revision)] == ["idcard"]


def test_a_reason_settles_a_find_and_is_kept_with_the_version(draft, editor):
    revision = draft(MOBILE)
    (finding,) = services.gate(revision)

    settle(revision, {finding.key: "  值班电话，\n本人同意 "}, editor)
    report = TextCheckReport.objects.get(revision=revision)
    answer = report.confirmed[finding.key]
    assert (answer["reason"], answer["person"], answer["name"]) == ("值班电话， 本人同意", editor.pk, str(editor))
    assert AuditEntry.objects.filter(action=Action.TEXT_CHECK_CONFIRMED, actor_id=editor.pk).count() == 1
    assert services.gate(revision) == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_empty_reason_is_none(draft, editor, reason):
    revision = draft(MOBILE)
    (finding,) = services.gate(revision)

    settle(revision, {finding.key: reason}, editor)
    assert services.gate(revision) != []


def test_a_reason_stays_good_for_the_same_words_in_the_next_version(draft, editor):
    first = draft(MOBILE)
    (finding,) = services.gate(first)
    settle(first, {finding.key: "本人同意"}, editor)
    page = first.as_object()

    assert services.gate(draft("<p>新的一段，请拨13812345678。</p>", page)) == []
    assert [found.text for found in services.gate(draft("<p>请拨13912345678。</p>", page))] == ["13912345678"]
    assert TextCheckReport.objects.order_by("pk").last().confirmed == {}


def test_a_word_that_came_onto_the_list_after_the_submission_counts_at_approval(draft):
    revision = draft("<p>这是内部资料。</p>")
    assert services.gate(revision) == []

    word()

    assert [finding.rule for finding in services.gate(revision)] == ["sensitive"]
    report = TextCheckReport.objects.get(revision=revision)
    assert report.counts == {"block": 1}


def test_a_report_does_not_hold_the_number_it_warns_of(draft):
    revision = draft(ID)
    services.gate(revision)

    assert "11010519491231002X" not in str(TextCheckReport.objects.get(revision=revision).findings)


def test_a_finding_survives_being_stored(draft):
    report = services.check_revision(draft(MOBILE))

    assert report.found == services.check_page(report.revision.as_object())
    assert isinstance(TextCheckReport.objects.get().found[0], Finding)


def test_an_alias_has_no_finding(tree, department):
    page = InfoPageFactory(parent=tree.info, department=department, body=story(("paragraph", ID)))
    alias = page.copy_for_translation(tree.en.locale, alias=True)

    assert services.check_page(alias) == ()


@pytest.mark.parametrize("paragraphs", [1, 40])
def test_the_gate_asks_as_much_for_a_long_text_as_for_a_short_one(draft, django_assert_num_queries, paragraphs, editor):
    word()
    revision = draft(MOBILE * paragraphs)
    (key,) = {finding.key for finding in services.gate(revision)}
    WordEntry.objects.update(note="")

    with django_assert_num_queries(12):
        services.gate(revision)
    assert key


@pytest.mark.parametrize("number", [1, 60])
def test_a_page_is_checked_with_one_query_while_words_and_laws_stay(draft, django_assert_num_queries, number):
    services.import_words(rows=[Word(f"内部资料{n}号", "sensitive") for n in range(number)])
    page = draft(MOBILE).as_object()
    services.check_page(page)

    with django_assert_num_queries(1):
        services.check_page(page)


# --- The word list ---


def test_a_change_of_the_list_counts_at_once(draft):
    page = draft("<p>这是内部资料。</p>").as_object()
    assert services.check_page(page) == ()

    entry = word()
    assert len(services.check_page(page)) == 1
    entry.delete()
    assert services.check_page(page) == ()


def test_an_import_counts_at_once_and_is_on_record(draft, admin_user):
    page = draft("<p>这是内部资料。</p>").as_object()
    word("旧的词")
    services.check_page(page)

    rows = [Word("内部资料", "sensitive", level="hint"), Word("旧的词", "sensitive", note="新的说明")]
    assert services.import_words(rows=rows, actor=admin_user) == (1, 1)

    assert [finding.level for finding in services.check_page(page)] == [Level.HINT]
    assert WordEntry.objects.get(word="旧的词").note == "新的说明"
    assert AuditEntry.objects.get(action=Action.WORDS_IMPORTED).detail == {"added": 1, "changed": 1, "rows": 2}


def test_the_same_list_again_changes_nothing():
    rows = [Word("内部资料", "sensitive")]
    services.import_words(rows=rows)
    stamp = TextCheckSettings.current().words_stamp

    assert services.import_words(rows=rows) == (0, 0)
    assert TextCheckSettings.current().words_stamp == stamp


def test_a_list_that_gets_too_long_is_not_taken(monkeypatch):
    monkeypatch.setattr(services, "MOST_WORDS", 2)
    word("旧的词")

    with pytest.raises(Unreadable):
        services.import_words(rows=[Word("新词甲", "sensitive"), Word("新词乙", "sensitive")])
    assert WordEntry.objects.count() == 1
    assert MOST_WORDS > 2


@pytest.mark.parametrize("number", [1, 100])
def test_an_import_asks_no_more_for_many_words(django_assert_num_queries, number):
    with django_assert_num_queries(11):
        services.import_words(rows=[Word(f"词语{n}号", "sensitive") for n in range(number)])


def test_the_sample_is_laid_into_an_empty_list_alone():
    assert services.lay_sample_words() > 20
    assert services.lay_sample_words() == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请登陆后修改帐号，做为参考。", ["登陆", "帐号", "做为"]),
        ("台风登陆我省沿海。", []),
        ("分内的事，再接再厉。", []),
    ],
)
def test_the_sample_finds_what_it_says(draft, text, expected):
    services.lay_sample_words()
    page = draft(f"<p>{text}</p>").as_object()

    assert [finding.text for finding in services.check_page(page)] == expected


@pytest.mark.parametrize(
    "fields",
    [{"word": "内 部\u200b资料", "kind": "sensitive"}, {"word": "登陆", "kind": "typo"}],
    ids=["twice", "typo-without-right-form"],
)
def test_the_database_itself_refuses_bad_entries(db, fields):
    word()

    with pytest.raises(IntegrityError), transaction.atomic():
        WordEntry.objects.create(**fields)


def test_s_1_6_what_readers_see_of_files_is_checked_too(tree, department, django_assert_num_queries):
    images = [ImageFactory(title="现场", credit=credit) for credit in ("李明", "李明 11010519491231002X")]
    document = DocumentFactory(title="名单 11010519491231002X")
    gallery = items(*(picture_value(image) for image in images))
    page = NewsPageFactory(
        parent=tree.news,
        department=department,
        live=False,
        cover=ImageFactory(title="6222021234567890128"),
        cover_alt="职工在开会",
        body=story(("gallery", gallery), ("attachments", items({"document": document.pk, "title": ""}))),
    )
    found = services.check_page(page)

    assert sorted((finding.rule, finding.where) for finding in found) == [
        ("bankcard", "cover"),
        ("idcard", "body.0.1.picture"),
        ("idcard", "body.1.0.document"),
    ]
    assert any("摄影/来源" in finding.place for finding in found)
    # The settings, the pictures, the documents.
    with django_assert_num_queries(3):
        services.check_page(page)
