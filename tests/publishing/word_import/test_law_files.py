"""从Word文件导入: read, checked, put before a second person, in the library."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ReferenceIndex

from tests import word_documents as word
from tests.clients import signed_in
from tests.conftest import member
from tests.factories import InterpretationPageFactory
from tests.laws import layouts
from tests.laws.builders import load, row
from tests.rights.test_pages import citation
from unionsite.accounts.changes.choices import State
from unionsite.accounts.models import PendingChange
from unionsite.audit.models import AuditEntry
from unionsite.laws.models import FormerText, Statute
from unionsite.laws.parsing import parse_data
from unionsite.laws.services import load_statute

pytestmark = pytest.mark.django_db
SHOWN = ("text", "title", "short_title", "category", "issuer", "date", "notes", "seen")
NAME = "职工午间休息条例"


def lay(data: dict) -> Statute:
    return load_statute(parsed=parse_data(data)).statute


def text_of(**changes) -> str:
    return "\n".join(layouts.with_contents(layouts.invented(**changes)))


def post(client, **data):
    return client.post(reverse("law_files:import"), data)


def check(client, text: str = "", **data):
    """What the screen shows for a text, and the form as it would be sent again."""
    answer = post(client, text=text, **data)
    assert answer.context["form"].errors == {}
    return answer, {name: answer.context["form"][name].value() or "" for name in SHOWN}


def propose(client, text: str, **changes) -> PendingChange:
    _answer, form = check(client, text)
    answer = post(client, **(form | changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return PendingChange.objects.latest("pk")


def address(change: PendingChange) -> str:
    return reverse("changes_admin:change", args=[change.pk])


def decide(user, change, action="approve", **data):
    """As the person does it who has the screen of the change before them."""
    client = signed_in(user)
    shown = client.get(address(change)).context["basis"]
    return client.post(address(change), {"action": action, "seen": shown} | data, follow=True)


@pytest.fixture
def second(db):
    return member("终审")


@pytest.mark.parametrize("role", ["信息员", "初审", "终审", "审计员"])
def test_others_read_the_list_alone(client, tree, role):
    client.force_login(member(role))
    assert reverse("law_files:import") not in client.get(reverse("statutes:index")).text
    assert post(client, text=text_of()).status_code == 302
    assert not PendingChange.objects.exists()


def test_the_list_leads_to_the_screen(editor_client, tree):
    assert reverse("law_files:import") in editor_client.get(reverse("statutes:index")).text


# --- From the text to the library ---


def test_a_text_is_checked_confirmed_and_public(editor_client, tree, second, django_capture_on_commit_callbacks):
    answer, form = check(editor_client, text_of())
    assert "法规库里还没有这部法规，新增12条" in answer.text
    assert "自2020年5月1日起施行" in answer.text
    assert "<td>2</td><td>制定与修正沿革</td>" in answer.text
    assert "<td>目录（不收入）</td>" in answer.text
    assert [form[name] for name in SHOWN[1:6]] == [NAME, NAME, "行政法规", "国务院", "2020-01-01"]

    change = propose(editor_client, text_of(), short_title="午休条例", category="部门规章")
    assert not Statute.objects.exists()
    assert "同样的事项" in post(editor_client, **form).text
    shown = signed_in(second).get(address(change)).text
    assert "《午休条例》" in shown
    assert "第二条规定的时间计入工作时间" in shown

    with django_capture_on_commit_callbacks(execute=True):
        decide(second, change)
    statute = Statute.objects.get()
    assert (statute.short_title, statute.category, statute.articles.count()) == ("午休条例", "rule", 12)
    public = signed_in(second).get(statute.url).text
    assert "本条例自2020年5月1日起施行。" in public
    assert "午休条例" in signed_in(second).get("/search/", {"q": "午间休息"}).text
    change.refresh_from_db()
    assert (change.state, "text" in change.payload) == (State.DONE, False)
    steps = ["change_proposed", "statute_imported", "change_done"]
    actions = AuditEntry.objects.filter(action__in=steps).order_by("number").values_list("action", flat=True)
    assert list(actions) == steps
    assert AuditEntry.objects.get(action="change_proposed").detail["name"] == "《午休条例》"


@pytest.mark.parametrize("role", ["编辑", "系统管理员"])
def test_nobody_confirms_their_own(client, tree, second, role):
    proposer = member(role)
    client.force_login(proposer)
    change = propose(client, text_of())
    answer = client.post(address(change), {"action": "approve", "seen": client.get(address(change)).context["basis"]})
    change.refresh_from_db()
    assert (answer.status_code, change.state) == (302, State.PROPOSED)
    assert not Statute.objects.exists()


def test_what_is_withdrawn_or_refused_leaves_nothing(editor_client, tree, second):
    change = propose(editor_client, text_of())
    assert address(change) in editor_client.get(reverse("law_files:import")).text
    editor_client.post(address(change), {"action": "withdraw"})
    other = propose(editor_client, text_of())
    decide(second, other, action="refuse", answer="不是现行文本")
    for one, state in ((change, State.WITHDRAWN), (other, State.REFUSED)):
        one.refresh_from_db()
        assert (one.state, "text" in one.payload) == (state, False)
        assert signed_in(second).get(address(one)).status_code == 200
    assert not Statute.objects.exists()


# --- What differs from the library ---


@pytest.fixture
def standing(tree):
    """The same regulation with another second article, one more article, and a page that cites it."""
    data = layouts.invented()
    rows = [*data["articles"], row(13, text="已经删去的条文。")]
    rows[1] = rows[1] | {"text": "职工每日可以有午间休息。\n前款规定的休息不少于二十分钟。"}
    statute = lay(data | {"articles": rows[:11] + rows[12:]})
    page = InterpretationPageFactory(
        parent=tree.rights, title="午休怎么算", citations=citation(statute.articles.get(number=13))
    )
    ReferenceIndex.create_or_update_for_object(page)
    return statute


def test_the_differences_are_shown_word_for_word_with_the_pages_that_lose_an_article(editor_client, standing):
    answer, _form = check(editor_client, text_of())
    assert "删去条文1处，改动条文1处，新增条文1处" in answer.text
    assert "<span>职工每日</span><del>可以</del><span>有午间休息" in answer.text
    assert "<del>已经删去的条文。</del>" in answer.text
    assert "午休怎么算" in answer.text
    assert "<ins>本条例自2020年5月1日起施行。</ins>" in answer.text


def test_confirmed_it_replaces_what_stands_there(editor_client, standing, second):
    decide(second, propose(editor_client, text_of()))
    assert Statute.objects.get().pk == standing.pk
    assert [article.number for article in standing.articles.order_by("position")] == list(range(1, 13))
    assert set(FormerText.objects.values_list("name", flat=True)) == {f"《{NAME}》第十三条", f"《{NAME}》第二条"}
    answer, form = check(editor_client, text_of())
    assert "文字没有改动" in answer.text
    assert "已经是这份文本" in post(editor_client, **form).text


def test_a_library_that_changed_meanwhile_is_told_and_compared_anew(editor_client, tree, second):
    change = propose(editor_client, text_of())
    client = signed_in(second)
    seen = client.get(address(change)).context["basis"]
    lay(layouts.invented(articles=[row(1, text="另一份文本。")]))

    answer = client.post(address(change), {"action": "approve", "seen": seen}, follow=True)

    assert "现在与您看到的不同" in answer.text
    assert "提出以后，法规库里的这部法规又改过了" in answer.text
    assert "另一份" in answer.text
    assert Statute.objects.get().articles.count() == 1
    decide(second, change)
    assert Statute.objects.get().articles.count() == 12


def test_two_statutes_of_these_names_are_told(editor_client, tree, second):
    change = propose(editor_client, text_of(), short_title="午休条例")
    load(NAME)
    load("午休条例")
    assert "分不清是哪一部" in signed_in(second).get(address(change)).text
    assert "分不清是哪一部" in decide(second, change).text
    assert "分不清是哪一部" in str(post(editor_client, text=text_of(), short_title="午休条例").context["form"].errors)


def test_what_is_changed_after_the_look_is_shown_anew(editor_client, tree):
    _answer, form = check(editor_client, text_of())
    answer = post(editor_client, **(form | {"text": form["text"].replace("座椅", "躺椅")}))
    assert "请再核对一遍" in answer.text
    assert not PendingChange.objects.exists()
    assert post(editor_client, **{name: answer.context["form"][name].value() for name in SHOWN}).status_code == 302


@pytest.mark.parametrize("count", [1, 40])
def test_queries_of_the_check(editor_client, standing, django_assert_num_queries, count):
    text = "\n".join([NAME, *(f"第{n}条　新的条文{n}。" for n in range(1, count + 1))])
    check(editor_client, text)
    with django_assert_num_queries(19):
        check(editor_client, text)


# --- What is refused ---


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({}, "text", "请选择文件，或粘贴全文"),
        ({"text": "第一天我们去了工厂。"}, "text", "没有认出条文"),
        ({"text": "第一条　甲。"}, "text", "“title”是空的"),
        ({"text": f"{NAME}\n第一条　甲。", "category": "别的"}, "category", "别的"),
        ({"text": f"{NAME}\n第一条　甲。", "date": "昨天"}, "date", "日期"),
    ],
)
def test_a_bad_text_is_answered_beside_the_field(editor_client, tree, data, field, message):
    form = post(editor_client, **data).context["form"]
    assert message in str(form.errors[field])
    assert form["text"].value() == data.get("text")
    assert not PendingChange.objects.exists()


def upload(content: bytes, name: str = "法规.docx") -> dict:
    return {"file": SimpleUploadedFile(name, content)}


def docx(lines: list[str]) -> bytes:
    return word.docx(*(line if line.startswith("<") else word.p(line) for line in lines), numbering=layouts.NUMBERING)


def test_a_file_is_read_and_replaces_what_was_typed(editor_client, tree, second):
    lines = [*layouts.by_automatic_list(layouts.invented()), word.p("备注", word.FORMULA)]
    answer, form = check(editor_client, "旧的文字", title="旧的标题", **upload(docx(lines)))
    assert (form["title"], form["notes"].partition("\n")[0]) == (NAME, "文件：法规.docx")
    assert "公式没有导入" in answer.text
    post(editor_client, **form)
    change = PendingChange.objects.get()
    assert "公式没有导入" in signed_in(second).get(address(change)).text
    decide(second, change)
    assert Statute.objects.get().articles.count() == 12


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "法规.docx", "空文件"),
        (b"hello", "法规.docx", "这不是Word文件"),
        (b"%PDF-1.7", "法规.pdf", "PDF"),
        (docx(["今天开了座谈会。", "大家发了言。"]), "法规.docx", "没有认出条文"),
        (
            word.zipped(word.parts(word.p("第一条　甲。")) | {"word/embeddings/zeros.bin": bytes(30 * 1024 * 1024)}),
            "法规.docx",
            "解压后过大",
        ),
    ],
)
def test_a_bad_file_is_answered_beside_the_field(editor_client, tree, content, name, message):
    form = post(editor_client, **upload(content, name)).context["form"]
    assert message in str(form.errors["file"])
    assert not PendingChange.objects.exists()
