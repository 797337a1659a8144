"""The demo site: how its texts are read, where it refuses, and one whole run."""

import json
import re
import stat
from collections import Counter
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task
from PIL import Image
from wagtail.models import ModelLogEntry, Page, ReferenceIndex
from wagtail.tasks import update_reference_index_task

from demo import texts
from demo.cases import RECEIPTS_FILE, add_cases, read_cases
from demo.material import PICTURE_SIZE, PICTURES
from demo.seeding import drop_needless_tasks, is_seeded, seed
from demo.stage import ACCOUNTS_FILE, PEOPLE
from demo.texts import Resolver
from demo.writing import PARENTS, PIECE_MODELS
from home.models import Contact
from interact.activities.models import SignupPage
from interact.cases.choices import Party, Satisfaction, State
from interact.channels.records import Channel
from interact.following import services
from interact.models import Answer, AnswerPage, Case, CaseEntry, CaseFile, CaseMail, ChannelPage, QuestionnairePage
from rights.models import InterpretationPage, RightsAnswerPage
from search.models import LexiconEntry, SearchEntry, SearchTerm
from search.terms.queries import View, terms_report
from search.terms.rules import term_of
from search.words.rules import EntryKind
from starter import blocks
from tests.conftest import forget_everything
from tests.laws.builders import encode, row, statute_data
from unionsite.accounts.models import Authenticator, User
from unionsite.core.appearance import own_text
from unionsite.core.models import PiecePage, SiteDocument, SiteImage, SiteMedia, SiteSettings
from unionsite.core.pictures import specs_of
from unionsite.core.tasks import draw_pictures
from unionsite.laws.models import Statute
from unionsite.publishing.guard.appearances import is_described

pytestmark = pytest.mark.django_db

# --- Reading texts ---

RESOLVER = Resolver(
    picture=lambda scene, alt: 7,
    articles={("劳动法", "第四十四条"): 9},
    workbook=lambda entry: 5,
    video=lambda key: 3,
)


def value_of(entry: dict):
    return texts.story([entry], "piece", RESOLVER)[0]["value"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一段话。", ["一段话。"]),
        ("第一段。\n\n第二段。", ["第一段。", "第二段。"]),
        ("折行的\n中文。", ["折行的中文。"]),
        ("broken\nEnglish", ["broken English"]),
        ("- 甲\n- 乙", ["甲", "乙"]),
        ("1. 甲\n2. 乙", ["甲", "乙"]),
        ("说明。\n\n- 甲\n- 乙\n\n\n\n完。", ["说明。", "甲", "乙", "完。"]),
        ("- 不是\n列表", ["- 不是列表"]),
        ("见[说明](/guide/)。", ["见说明。"]),
        ("  \n ", []),
    ],
)
def test_a_text_is_cut_into_paragraphs_and_items(text, expected):
    assert texts.words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一段。\n\n第二段。", "<p>第一段。</p><p>第二段。</p>"),
        ("- 甲\n- 乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("1. 甲\n2. 乙", "<ol><li>甲</li><li>乙</li></ol>"),
        ('<b>5 & "6"</b>', '<p>&lt;b&gt;5 &amp; "6"&lt;/b&gt;</p>'),
        ("- 打[12351](tel:12351)", '<ul><li>打<a href="tel:12351">12351</a></li></ul>'),
        ("", ""),
    ],
)
def test_a_text_becomes_rich_text(text, expected):
    assert blocks.rich_text(text) == expected


def test_texts_are_paired_with_their_translations():
    chinese = {
        "title": "题目",
        "date": 1,
        "body": [
            {"type": "paragraph", "text": "一段。\n\n- 甲\n- 乙"},
            {"type": "table", "columns": ["情形"], "rows": [["工作日", 1.5]]},
        ],
    }
    english = {
        "title": "Title",
        "body": [
            {"type": "paragraph", "text": "One.\n\n- A\n- B"},
            {"type": "table", "columns": ["Case"], "rows": [["Working day", 1.5]]},
        ],
    }
    assert dict(texts.pair_words(chinese, english)) == {
        "题目": "Title",
        "一段。": "One.",
        "甲": "A",
        "乙": "B",
        "情形": "Case",
        "工作日": "Working day",
    }


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("一段。\n\n两段。", "One."), (["甲", "乙"], ["A"]), ({"text": "- 甲\n- 乙"}, {"text": "A"})],
)
def test_a_translation_of_another_shape_is_an_error(chinese, english):
    with pytest.raises(ValueError, match="shorter"):
        list(texts.pair_words(chinese, english))


def test_names_and_kinds_are_no_words():
    entry = {"type": "law", "statute": "劳动法", "article": "第一条", "scene": "scales", "kind": "tip", "tags": ["甲"]}
    assert list(texts.pair_words(entry, entry)) == []


def test_a_column_of_numbers_is_told_from_one_of_texts():
    entry = {
        "caption": "倍数",
        "columns": ["情形", "倍数", "说明"],
        "rows": [["工作日", 1.5, 2], ["休息日", 2, "补休"]],
    }
    assert blocks.table_value(entry) == {
        "caption": "倍数",
        "columns": [
            {"type": "text", "heading": "情形"},
            {"type": "number", "heading": "倍数"},
            {"type": "text", "heading": "说明"},
        ],
        "rows": [{"values": ["工作日", 1.5, "2"]}, {"values": ["休息日", 2, "补休"]}],
    }


def test_each_kind_of_block_becomes_its_value():
    table = {"columns": ["情形", "倍数"], "rows": [["工作日", 1.5]]}
    picture = {"picture": {"image": 7, "alt_text": "画面", "decorative": False}, "caption": "说明"}
    shown = {"scene": "scales", "alt": "画面", "caption": "说明"}
    assert value_of({"type": "heading", "text": "一"}) == {"text": "一", "level": "h2"}
    assert value_of({"type": "paragraph", "text": "甲"}) == "<p>甲</p>"
    assert value_of({"type": "quote", "text": "甲"}) == {"text": "甲", "attribution": ""}
    assert value_of({"type": "callout", "kind": "tip", "text": "甲"}) == {
        "kind": "tip",
        "title": "",
        "text": "<p>甲</p>",
    }
    assert value_of({"type": "table", **table}) == blocks.table_value(table)
    chart = value_of({"type": "chart", "kind": "bar", "unit": "倍", **table})
    assert chart == {"kind": "bar", "unit": "倍", "data": blocks.table_value(table)}
    assert value_of({"type": "picture", **shown}) == picture
    assert [one["value"] for one in value_of({"type": "gallery", "items": [shown, shown]})] == [picture] * 2
    (pair,) = value_of({"type": "qa", "items": [{"q": "问？", "a": "答。"}]})
    assert pair["value"] == {"question": "问？", "answer": "<p>答。</p>"}
    (file,) = value_of({"type": "attachments", "items": [{"title": "表", **table}]})
    assert file["value"] == {"document": 5, "title": "表"}
    assert value_of({"type": "video", "key": "spring"}) == {"video": 3, "caption": ""}


def test_a_citation_links_where_the_library_holds_the_article():
    linked = value_of({"type": "law", "statute": "劳动法", "article": "第四十四条", "note": "加班"})
    assert linked == {"article": 9, "title": "", "label": "", "note": "加班"}
    named = value_of({"type": "law", "statute": "劳动法", "article": "第四十五条"})
    assert named == {"article": None, "title": "劳动法", "label": "第四十五条", "note": ""}


def test_an_unknown_block_is_an_error_that_says_where():
    with pytest.raises(ValueError, match=r"piece/0: unknown block poem"):
        value_of({"type": "poem"})


def test_two_readings_give_the_same_blocks():
    entries = [{"type": "paragraph", "text": "甲"}, {"type": "qa", "items": [{"q": "问？", "a": "答。"}]}]
    assert texts.story(entries, "piece", RESOLVER) == texts.story(entries, "piece", RESOLVER)


def test_every_piece_can_be_read_and_translated():
    pieces = texts.read_pieces()
    assert len(pieces) >= 80
    assert [texts.moment(piece["date"]) for piece in pieces] == sorted(texts.moment(piece["date"]) for piece in pieces)
    for piece in pieces:
        texts.story(piece.get("body", []), piece["key"], RESOLVER)
        list(texts.pair_words(piece, piece.get("en", {})))


def test_a_repeated_key_is_an_error(tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('[[pieces]]\nkey = "same"\ndate = 2026-01-05\n', "utf-8")
    monkeypatch.setattr(texts, "CONTENT", tmp_path)
    with pytest.raises(ValueError, match="same"):
        texts.read_pieces()


# --- Where it refuses ---


@pytest.mark.django_db
def test_a_site_in_production_is_never_filled(settings, tree):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="正式站点"):
        call_command("seed_demo", verbosity=0)
    assert not PiecePage.objects.exists()
    assert not User.objects.exists()


# --- A whole run ---

LAWS = {"劳动合同法": 98, "劳动法": 107}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The seeded site with two of the statutes, for all tests below; taken back at the end.

    Renditions are drawn after the commit, which never comes here.
    """
    from django.conf import settings

    folder = tmp_path_factory.mktemp("demo")
    laws = folder / "laws"
    laws.mkdir()
    for name, count in LAWS.items():
        articles = [row(number) for number in range(1, count + 1)]
        data = statute_data(name, title=f"中华人民共和国{name}", category="法律", articles=articles)
        (laws / f"{name}.json").write_bytes(encode(data))
    said: list[str] = []
    former, settings.VAR_DIR = settings.VAR_DIR, folder
    with django_db_blocker.unblock():
        forget_everything()
        try:
            with transaction.atomic():
                call_command("import_statutes", str(laws), verbosity=0)
                seed(say=said.append)
                yield SimpleNamespace(folder=folder, said=said)
                transaction.set_rollback(True)
        finally:
            settings.VAR_DIR = former
            forget_everything()


@pytest.fixture
def visit(demo):
    """GET an address of the seeded site as a visitor."""
    return Client().get


def test_it_says_what_it_does(demo):
    pieces = len(texts.read_pieces())
    assert [f"1/5 演示稿件 {done}/{pieces}" for done in (20, pieces)] == [demo.said[1], demo.said[pieces // 20 + 1]]


def test_the_site_looks_lived_in(demo):
    assert PiecePage.objects.live().filter(locale__language_code="zh-hans").count() >= 74
    assert Page.objects.live().filter(depth__gt=3, locale__language_code="zh-hans").count() >= 80
    sections = Counter(
        slug
        for piece in Page.objects.live().filter(depth=4, locale__language_code="zh-hans")
        if (slug := piece.get_parent().slug)
    )
    assert {"news", "rights", "culture", "interact", "info", "topics"} <= set(sections)
    years = set(PiecePage.objects.dates("first_published_at", "year"))
    assert len(years) >= 2
    assert len(set(PiecePage.objects.values_list("kind", flat=True))) >= 10


def test_many_pieces_have_true_translations(demo):
    english = PiecePage.objects.live().filter(locale__language_code="en", alias_of=None)
    assert english.count() >= 12
    for page in english:
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in page.title), page.title


def test_questionnaires_have_answers(demo):
    pages = QuestionnairePage.objects.filter(locale__language_code="zh-hans")
    assert pages.count() >= 3
    assert Answer.objects.count() >= 100
    assert {page.answer_count for page in pages.with_answer_counts()} & {86, 143, 217, 58}


def test_accounts_are_written_for_the_owner_of_the_machine_alone(demo):
    file = demo.folder / ACCOUNTS_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
    assert [name for _group, name, _password in lines] == [person[0] for person in PEOPLE]
    assert len({password for _group, _name, password in lines}) == len(PEOPLE)
    for _group, name, password in lines:
        assert User.objects.get(username=name).check_password(password)
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["root"]
    staff = User.objects.staff().filter(is_active=True)
    assert {device.user_id for device in Authenticator.objects.filter(confirmed=True)} == {user.pk for user in staff}


def test_pictures_files_and_furniture_are_there(demo):
    assert any(ReferenceIndex.get_references_to(document) for document in SiteDocument.objects.all())
    assert SiteMedia.objects.filter(type="video").exists()
    assert SiteSettings.objects.get().name == "晨桥装备制造有限公司工会委员会"


def test_every_drawn_picture_is_shown_once_and_none_is_missing(demo):
    drawn = {file.name: file.stat().st_size for file in PICTURES.iterdir()}
    stored = [Path(name).name.partition("-")[2] for name in SiteImage.objects.values_list("file", flat=True)]
    assert sorted(stored) == sorted(drawn)
    assert sum(drawn.values()) <= 4_000_000
    # They are stored as they are, so nothing but the picture may be in them.
    assert {part for file in PICTURES.iterdir() for part in Image.open(BytesIO(file.read_bytes())).info} <= {
        "loop",
        "background",
    }
    widest = max(int(width) for width in re.findall(r"width-(\d+)", " ".join(specs_of("story"))))
    assert set(SiteImage.objects.values_list("width", "height")) == {PICTURE_SIZE} == {(widest, widest * 2 // 3)}
    # The list that writers choose from.
    listed = (PICTURES.parents[1] / "README.md").read_text("utf-8").partition("\n\n`factory-dawn`")
    names = re.findall(r"`([a-z-]+)`", "`factory-dawn`" + listed[2].partition("##")[0])
    assert sorted(names) == sorted({name.rpartition("-")[0] for name in drawn})


def test_no_drawing_stands_twice_in_a_row_of_a_list():
    written = texts.read_pieces()
    topics = [one["collects"] for one in written if one["type"] == "topic"]
    newest = [one for one in written if one["type"] in PIECE_MODELS]
    newest.sort(key=lambda one: one["date"], reverse=True)
    sections = [[one for one in newest if PARENTS[one["type"]] == name] for name in ("news", "culture", "info")]
    collected = [[one for one in newest if set(tags) & set(one["tags"])] for tags in topics]
    # Three pictures stand side by side in 企业文化; other lists have one in each row.
    for pieces, side_by_side in [*((one, 3) for one in sections), *((one, 2) for one in collected)]:
        scenes = [one["picture"] for one in pieces if "picture" in one]
        assert len(scenes) > 5
        rows = [scenes[start : start + side_by_side] for start in range(len(scenes) - side_by_side + 1)]
        assert not [row for row in rows if len(set(row)) < len(row)]


def test_the_tree_stays_sound(demo):
    assert not any(Page.find_problems())


@pytest.mark.parametrize("days", [0, 40])
def test_every_job_of_the_scheduler_does_its_work_there(demo, settings, days):
    """But the one that copies the whole database; the comparison with what was released finds nothing."""
    jobs = {name: import_string(path) for name, path, *_rest in settings.SCHEDULED_JOBS if name != "begin_backups"}
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        found = {name: job() for name, job in jobs.items()}
    assert found["check_public_content"] == []


@pytest.fixture
def one_of_each_kind(demo) -> dict[tuple, Page]:
    """A live page for each type and language."""
    sample: dict[tuple, Page] = {}
    for page in Page.objects.live().filter(depth__gt=1).order_by("path").specific(defer=True):
        sample.setdefault((page.specific_class, page.locale.language_code), page)
    return sample


def test_every_kind_of_page_that_is_reviewed_can_be_compared_with_its_release(one_of_each_kind):
    reviewed = [page for page in one_of_each_kind.values() if is_described(page)]
    assert len(reviewed) >= 24
    for page in reviewed:
        assert page.title in own_text(page), page.specific_class


def test_every_kind_of_page_answers_in_both_languages(one_of_each_kind, visit):
    answers = {page.url: visit(page.url).status_code for page in one_of_each_kind.values()}
    assert len(answers) >= 24
    assert set(answers.values()) == {200}, answers
    for address in ("/search/?q=劳动合同", "/sitemap.xml", "/news/feed/", "/en/search/?q=union"):
        assert visit(address).status_code == 200


def test_the_front_page_is_full(demo, visit):
    front = visit("/").context["front"]
    stories = front.stories
    assert stories.lead.cover
    shown = [stories.lead, *(one.picture_piece for one in stories.sections if one.picture_piece)]
    drawings = [Path(piece.cover.file.name).name.partition("-")[2].rpartition("-")[0] for piece in shown]
    assert len(drawings) == len(set(drawings)) > 3, drawings
    assert len(stories.headlines) == 4
    assert all(section.pieces for section in stories.sections)
    assert front.take_part.questionnaires
    assert front.article_of_the_week


def test_whom_to_turn_to_is_said_with_a_telephone_each(demo, visit):
    assert visit("/contact/").text.count('class="contact__call"') == Contact.objects.filter(live=True).count() >= 15
    assert "主席接待日" in visit("/").text
    for address in set(re.findall(r'href="(/[^"#]*)', visit("/guide/").text.partition("<article")[2])):
        assert visit(address).status_code in (200, 302), address


def test_citations_link_to_the_statutes_that_are_there_and_name_the_others(demo, visit):
    cited = [block.value for page in InterpretationPage.objects.all() for block in page.citations]
    linked = [value for value in cited if value["article"]]
    named = [value for value in cited if not value["article"]]
    assert {value["article"].statute.short_title for value in linked} <= set(LAWS)
    assert linked
    assert not {value["title"] for value in named} & set(LAWS)
    assert all(value["title"] and value["label"] for value in named)
    article = linked[0]["article"]
    page = next(
        page
        for page in InterpretationPage.objects.filter(locale__language_code="zh-hans")
        if any(block.value["article"] == article for block in page.citations)
    )
    assert f'href="{article.url}"' in visit(page.url).content.decode()


def test_answers_are_listed_and_cite_what_the_library_has(demo, visit):
    answers = RightsAnswerPage.objects.live().filter(locale__language_code="zh-hans")
    assert answers.count() >= 80
    english = RightsAnswerPage.objects.live().true_texts().filter(locale__language_code="en")
    assert english.count() == answers.count()
    for address, pages in (("/rights/answers/", answers), ("/en/rights/answers/", english)):
        html = visit(address).content.decode()
        assert all(f'href="{page.url}"' in html for page in pages)
    cited = [block.value["article"] for page in answers for block in page.citations]
    assert {article.statute.short_title for article in cited if article} == set(LAWS)


def test_a_second_run_says_so_and_changes_nothing(demo, capsys):
    from django.conf import settings

    before = (Page.objects.count(), SiteImage.objects.count(), Answer.objects.count(), Statute.objects.count())
    passwords = list(User.objects.order_by("pk").values_list("password", flat=True))
    accounts = (demo.folder / ACCOUNTS_FILE).read_bytes()
    assert is_seeded()
    settings.ALLOW_DEMO = True
    try:
        call_command("seed_demo")
    finally:
        del settings.ALLOW_DEMO
    assert "演示内容已经在了" in capsys.readouterr().out
    after = (Page.objects.count(), SiteImage.objects.count(), Answer.objects.count(), Statute.objects.count())
    assert after == before
    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == passwords
    assert (demo.folder / ACCOUNTS_FILE).read_bytes() == accounts


# --- One story ---

POSTS = "工会副主席|工会主席|副主席|主席|女职工委员会主任|劳动保护监督检查委员会主任|网络信息管理小组组长|主任|组长"
SIGNUP = "/interact/activities/reception-day/"
# What a piece about a service has in its title, by the channel that answers for it.
SERVICES = {"join": "加入工会", "member-card": "会员卡"}


def words_of(html: str) -> str:
    """The words that readers see of a page, blocks parted by lines."""
    main = html.partition("<main")[2].partition("</main>")[0]
    parted = re.sub(r"</(p|li|h\d|td|th|tr|dt|dd|div|a|time|strong|option|label)>|<br>", "\n", main)
    return unescape(re.sub(r"[ \t]+", " ", re.sub(r"<[^>]+>", "", parted)))


@pytest.fixture(scope="module")
def read_everything(demo) -> dict[str, str]:
    """The HTML of all Chinese pages by their address."""
    pages = Page.objects.live().filter(depth__gt=2, locale__language_code="zh-hans").specific(defer=True)
    answers = {page.url: Client().get(page.url) for page in pages}
    return {address: answer.text for address, answer in answers.items() if answer.status_code == 200}


def test_everybody_holds_one_office(demo, read_everything):
    """Whoever is named as 主席 on one page is no 副主席 on another."""
    contacts = Contact.objects.filter(kind="committee", live=True)
    offices = {contact.name: contact.duty for contact in contacts}
    assert len(offices) >= 5
    names = "|".join(offices)
    before = re.compile(rf"({POSTS})[\s：]*({names})")
    after = re.compile(rf"({names})[\s（(，]*({POSTS})(?![\s：]*(?:{names}))")
    said = []
    for address, html in read_everything.items():
        words = words_of(html)
        found = [(name, post) for post, name in before.findall(words)] + after.findall(words)
        said += [(address, name, post) for name, post in found]
    assert {name for _address, name, _post in said} == set(offices)
    assert "/interact/activities/canteen-talk/" in {address for address, _name, _post in said}
    # Of 工会副主席 the bare 主席 is an end as well, but another office.
    short = {name: re.sub("^.*?(?=副?主席|主任|组长)", "", duty) for name, duty in offices.items()}
    assert [one for one in said if one[2] not in (offices[one[1]], short[one[1]])] == []


def test_the_day_of_the_chair_is_one_day_and_taken_in_one_way(demo, visit):
    def moments(address: str) -> list[str]:
        return re.findall(r'class="moment"[^>]*>([^<]*)<', visit(address).text)

    signup = SignupPage.objects.get(slug="reception-day", locale__language_code="zh-hans")
    assert signup.url == SIGNUP
    begins, ends = timezone.localtime(signup.held_at), timezone.localtime(signup.held_until)
    hours = f" {begins:%H:%M}–{ends:%H:%M}"
    wanted = f"{begins.month}月{begins.day}日 星期{'一二三四五六日'[begins.weekday()]}{hours}"
    days = [one for one in moments("/contact/") if one.endswith(hours)]
    assert wanted in days
    assert wanted in moments(SIGNUP)
    assert days[0] in moments("/")
    contact = visit("/contact/").text
    assert f"每次{signup.places}个名额" in words_of(contact)
    assert f'href="{SIGNUP}"' in contact
    for html in (visit("/").text, contact):
        assert "请先报名" in html
        assert "不用预约" not in html


def test_every_text_promises_the_period_of_the_channel(demo, visit, read_everything):
    promised = {}
    for page in Page.objects.live().type(ChannelPage).filter(locale__language_code="zh-hans"):
        found = re.search(r"(\d+)个工作日内（[^）]*）答复您", words_of(visit(page.url).text))
        promised[page.slug] = found[1]
    assert len(promised) == len(Channel)
    said = []
    for address, html in read_everything.items():
        for block in re.findall(r"<(?:li|p|td)\b[^>]*>.*?</(?:li|p|td)>", html, re.S):
            for clause in re.split("[；。]", block):
                for slug in re.findall(r'href="/interact/([a-z-]+)/"', clause):
                    said += [(address, slug, days) for days in re.findall(r"(\d+)个工作日", clause) if slug in promised]
        title = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
        for slug, name in SERVICES.items():
            if title and name in title[1] and address.startswith("/info/"):
                said += [(address, slug, days) for days in re.findall(r"(\d+)个工作日", words_of(html))]
    assert {slug for _address, slug, _days in said} >= {"join", "member-card", "hardship", "legal-aid"}
    assert [one for one in said if one[2] != promised[one[1]]] == []


def test_the_lists_show_no_repeated_summary_and_no_even_pace(demo):
    for section in ("news", "rights", "culture", "info"):
        pieces = PiecePage.objects.live().filter(url_path__contains=f"/{section}/", locale__language_code="zh-hans")
        # But for the period, that is.
        facts = Counter(re.sub(r"\d+年(第?\d季度|\d+月)?", "", piece.summary) for piece in pieces)
        assert not [words for words, times in facts.items() if times > 1], section
    moments = Counter(
        PiecePage.objects.live()
        .filter(alias_of=None, locale__language_code="zh-hans")
        .values_list("first_published_at", flat=True)
    )
    assert not [moment for moment, times in moments.items() if times > 1]


# --- Without statutes ---


@pytest.mark.django_db
def test_without_statutes_laws_are_cited_by_name():
    pieces = [piece for piece in texts.read_pieces() if piece["type"] == "interpretation"]
    values = [blocks.citation_value(one, {}) for piece in pieces for one in piece["citations"]]
    assert len(values) >= 10
    for value in values:
        assert value["article"] is None
        assert value["title"]
        assert value["label"]
    assert json.dumps(values)


# --- Cases ---


def test_cases_can_be_read():
    cases = read_cases()
    assert len(cases) >= 25
    assert {case["channel"] for case in cases} == set(Channel)
    assert [case["came"] for case in cases] == sorted((case["came"] for case in cases), reverse=True)
    assert all(step["on"] <= case["came"] for case in cases for step in case["steps"])


def test_the_desk_looks_lived_in(demo):
    cases = Case.objects.all()
    assert {case.state for case in cases} == set(State)
    assert Case.objects.open().filter(due_on__lt=timezone.localdate()).exists()
    assert cases.filter(is_waiting=True, is_paused=True).exists()
    assert cases.filter(is_escalated=True).exists()
    assert set(cases.values_list("satisfaction", flat=True)) == {"", *Satisfaction}
    assert CaseFile.objects.filter(case__channel=Channel.REPORT, case__is_anonymous=True).exists()
    assert CaseEntry.objects.filter(at__gt=timezone.now()).count() == 0
    for case in cases:
        times = list(case.entries.exclude(party=Party.EMPLOYEE).values_list("at", flat=True))
        assert times == sorted(times)
    assert AnswerPage.objects.live().filter(locale__language_code="zh-hans").count() >= 4


def test_the_search_has_been_used_and_taught(demo, visit):
    assert {entry.kind for entry in LexiconEntry.objects.filter(is_off=False)} == set(EntryKind)
    assert LexiconEntry.objects.filter(is_off=True).exists()
    changes = ModelLogEntry.objects.get_for_model(LexiconEntry)
    assert changes.get_actions() == {"wagtail.create", "wagtail.edit", "wagtail.delete"}
    for entry in SearchEntry.objects.filter(page__isnull=False).select_related("page"):
        assert entry.published_at == entry.page.first_published_at
    for view in View.values:
        rows = terms_report(view=view, days=30, language="", today=timezone.localdate())
        assert len(rows) >= 8, view
    assert not SearchTerm.objects.filter(day__gt=timezone.localdate()).exists()
    assert all(term_of(term) == term for term in SearchTerm.objects.values_list("term", flat=True))
    assert "2027年春节困难帮扶开始申请" in str(visit("/search/?q=困难补助").context["promoted"])


def test_nobody_is_written_to_because_of_the_demo(demo):
    assert not CaseMail.objects.exists()


def test_receipts_for_trying_out_lead_to_their_cases(demo):
    file = demo.folder / RECEIPTS_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
    assert len(lines) == 4
    for receipt, subject, _about in lines:
        assert services.find(receipt).body["subject"] == subject


def test_a_second_run_adds_no_case(demo):
    before = Case.objects.count()
    assert add_cases(None, now=timezone.localtime()) == 0
    assert Case.objects.count() == before


# --- What is left to the worker ---


@pytest.mark.django_db
def test_what_waits_twice_is_done_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for number in (1, 2, 1, 1):
        insert_or_update_object_task.enqueue("wagtailcore", "page", number)
    draw_pictures.enqueue(1)
    update_reference_index_task.enqueue("wagtailcore", "page", "1")
    drop_needless_tasks()
    waiting = DBTaskResult.objects.ready().order_by("enqueued_at")
    assert [task.args_kwargs["args"][-1] for task in waiting] == [2, 1]
