"""The bank: sound questions, two stages for a whole set, and the import of a table (S-5.2)."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from wagtail.models import TaskState

from interact.activities.models import Question, QuestionSet
from interact.activities.quizzes.question_table import EXAMPLES, HEADINGS
from tests.conftest import member
from tests.interact.activities.quizzes.quizzing import a_set, numbered, single
from unionsite.laws.models import Statute, StatuteArticle
from unionsite.publishing.choices import Decision
from unionsite.publishing.ledger.models import Release
from unionsite.publishing.review.services.decisions import decide

pytestmark = pytest.mark.django_db
IMPORT = "/admin/quizzes/import/"


def form_of(title, questions, **more):
    """The fields of the set's edit screen."""
    data = {"title": title, "description": "", "questions-TOTAL_FORMS": len(questions), **more}
    data |= {"questions-INITIAL_FORMS": 0, "questions-MIN_NUM_FORMS": 0, "questions-MAX_NUM_FORMS": 200}
    for number, question in enumerate(questions):
        prefix = f"questions-{number}-"
        wanted = {
            "kind": "single",
            "text": "几小时？",
            "options": "6\n8",
            "right": "B",
            "explanation": "",
            "article": "",
        }
        data |= {prefix + name: value for name, value in {**wanted, **question}.items()}
        data |= {f"{prefix}id": "", f"{prefix}ORDER": number + 1, f"{prefix}DELETE": ""}
    return data


def url(name, *args):
    return reverse(QuestionSet.snippet_viewset.get_url_name(name), args=args)


class TestForm:
    def test_an_editor_saves_a_draft_that_nobody_sees(self, client, editor):
        client.force_login(editor)
        response = client.post(url("add"), form_of("劳动合同", [{}, {"kind": "truth", "right": "√", "options": ""}]))
        assert response.status_code == 302, response.context["form"].errors
        one = QuestionSet.objects.get()
        assert not one.live
        assert [question.right for question in one.questions.all()] == ["B", "对"]

    def test_its_screen_is_headed_by_its_name(self, client, editor):
        one = a_set(numbered(2))
        client.force_login(editor)
        html = client.get(url("edit", one.pk)).content.decode()
        assert re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", html) == [one.title]

    @pytest.mark.parametrize(
        ("question", "field", "message"),
        [
            ({"options": "8"}, "options", "选择题至少要有两个选项"),
            ({"options": "8\n８"}, "options", "有两个选项相同"),
            ({"options": "\n".join(map(str, range(9)))}, "options", "最多8个选项"),
            ({"options": "甲\n" + "乙" * 201}, "options", "有的选项太长"),
            ({"right": "C"}, "right", "答案里有题目没有的选项"),
            ({"right": "8"}, "right", "请写选项的字母"),
            ({"right": "AB"}, "right", "单选题只能有一个正确答案"),
            ({"kind": "multiple", "right": "A"}, "right", "多选题至少要有两个正确答案"),
            ({"kind": "multiple", "right": "AA"}, "right", "同一个字母写了两次"),
            ({"kind": "truth", "right": "大概"}, "right", "判断题的答案请写"),
            ({"kind": "fill", "right": "。。"}, "right", "只有标点"),
            ({"kind": "fill", "right": "\n".join(map(str, range(11)))}, "right", "最多10个可接受的答案"),
            ({"kind": "fill", "right": "八" * 101}, "right", "填空题的答案太长"),
            ({"text": " "}, "text", "请写题目"),
        ],
    )
    def test_an_inconsistent_question_is_refused_beside_the_field(self, client, editor, question, field, message):
        client.force_login(editor)
        response = client.post(url("add"), form_of("劳动合同", [question]))
        errors = response.context["form"].formsets["questions"].forms[0].errors
        assert [words for words in errors[field] if message in words]
        assert not QuestionSet.objects.exists()

    def test_letters_are_written_in_one_way(self):
        question = single(kind="multiple", options="甲\n乙\n丙", right="c、 a", text="题")
        question.clean()
        assert question.right == "AC"

    def test_two_hundred_questions_are_saved(self, client, editor):
        client.force_login(editor)
        questions = [{"text": f"第{number}题"} for number in range(200)]
        assert client.post(url("add"), form_of("大题库", questions)).status_code == 302
        assert Question.objects.count() == 200
        assert client.post(url("add"), form_of("太大", [*questions, {"text": "再一题"}])).status_code == 200
        assert QuestionSet.objects.count() == 1


class TestReview:
    @pytest.fixture
    def submitted(self, client, editor):
        client.force_login(editor)
        client.post(url("add"), form_of("劳动合同", [{}]))
        one = QuestionSet.objects.get()
        client.post(url("edit", one.pk), form_of("劳动合同", [{}], **{"action-submit": "1"}))
        return one

    def review(self, one, reviewer):
        state = one.current_workflow_task_state
        decide(
            task_state=state,
            reviewer=reviewer,
            decision=Decision.APPROVE,
            revision=state.revision_id,
            secrecy_checked=True,
        )

    def test_both_stages_bring_a_set_to_life(self, submitted, first_reviewer, final_reviewer):
        self.review(submitted, first_reviewer)
        submitted.refresh_from_db()
        assert not submitted.live
        self.review(submitted, final_reviewer)
        submitted.refresh_from_db()
        assert submitted.live
        assert Release.objects.valid().of(submitted).exists()

    def test_words_that_must_be_explained_are_asked_about(self, client, editor):
        client.force_login(editor)
        client.post(url("add"), form_of("劳动合同", [{"text": "联系电话13800138000对吗？"}]))
        one = QuestionSet.objects.get()
        data = form_of("劳动合同", [{"text": "联系电话13800138000对吗？"}], **{"action-submit": "1"})
        response = client.post(url("edit", one.pk), data)
        assert "文字检查" in response.text
        assert one.current_workflow_state is None

    def test_a_reviewer_sees_the_questions_on_the_desk(self, submitted, client, first_reviewer):
        client.force_login(first_reviewer)
        assert "劳动合同" in client.get(reverse("publishing_desk:index")).text
        state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
        response = client.get(f"/admin/review/{state.pk}/")
        shown = client.get(response.context["preview"])
        assert "几小时？" in shown.text
        assert "正确答案" in shown.text

    def test_the_desk_shows_what_a_new_version_changes(self, client, editor, first_reviewer):
        one = a_set([single("旧的题")])
        client.force_login(editor)
        client.post(url("edit", one.pk), form_of("劳动合同", [{"text": "新的题"}], **{"action-submit": "1"}))
        client.force_login(first_reviewer)
        state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
        text = client.get(f"/admin/review/{state.pk}/").text
        assert "新的题" in text
        assert "旧的题" in text
        assert Question.objects.get(question_set=one).text == "旧的题"

    def test_an_editor_cannot_publish(self, client, editor):
        client.force_login(editor)
        client.post(url("add"), form_of("劳动合同", [{}], **{"action-publish": "1"}))
        assert not QuestionSet.objects.filter(live=True).exists()

    @pytest.mark.parametrize("role", ["终审", "系统管理员", "审计员"])
    def test_others_do_not_edit_the_bank(self, client, role):
        client.force_login(member(role))
        assert client.get(url("add")).status_code in (302, 403)
        assert client.get(IMPORT).status_code in (302, 403)


@pytest.fixture
def law(db):
    statute = Statute.objects.create(
        title="中华人民共和国劳动法", short_title="劳动法", slug="laodong-fa", category="law"
    )
    return StatuteArticle.objects.create(
        statute=statute, position=1, number=36, label="第三十六条", anchor="art-36", text="每日工作时间不超过八小时。"
    )


def workbook(*rows, headings=HEADINGS) -> SimpleUploadedFile:
    book, content = Workbook(), io.BytesIO()
    for row in (headings, *rows):
        book.active.append(list(row))
    book.save(content)
    return SimpleUploadedFile("questions.xlsx", content.getvalue())


def row(kind="单选题", text="几小时？", options=("6", "8"), right="B", explanation="", law=""):
    return (kind, text, *options, *[""] * (8 - len(options)), right, explanation, law)


class TestImport:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, editor):
        client.force_login(editor)

    def send(self, client, *rows, title="新题库", **more):
        return client.post(IMPORT, {"title": title, "file": workbook(*rows), **more})

    def test_a_table_becomes_a_draft(self, client, law, editor):
        response = self.send(
            client,
            row(law="《中华人民共和国劳动法》第36条"),
            row("多选", "哪些？", ("甲", "乙", "丙"), "AC"),
            row("判断题", "对吗？", (), "正确"),
            row("填空题", "不超过____小时。", (), "8|八", "解析"),
        )
        assert response.status_code == 302
        one = QuestionSet.objects.get()
        assert response["Location"] == url("edit", one.pk)
        assert not one.live
        found = [(question.kind, question.right) for question in one.questions.all()]
        assert found == [("single", "B"), ("multiple", "AC"), ("truth", "对"), ("fill", "8\n八")]
        assert one.questions.first().article == law
        assert one.latest_revision.user == editor

    def test_into_an_existing_set_it_is_a_draft_too(self, client):
        one = a_set(numbered(2))
        assert self.send(client, row(), question_set=one.pk, title="").status_code == 302
        assert one.questions.count() == 2
        one = QuestionSet.objects.get()
        assert [str(question) for question in one.get_latest_revision_as_object().questions.all()] == [
            "题1",
            "题2",
            "几小时？",
        ]

    def test_every_faulty_row_is_named_and_nothing_is_stored(self, client, law):
        response = self.send(
            client,
            row(),
            row("问答题", "甲"),
            row(text=""),
            row(text="乙", options=("6",)),
            row(text="丙", right="D"),
            row(text="丁", right=""),
            row(text="戊", options=("6", "", "8")),
            row(text="几小时？"),
            row(text="己", law="劳动法第九百条"),
            row(text="庚", law="劳动法"),
            row("判断题", "辛", (), "可能"),
            row(text="壬" * 501),
            row(text="癸", options=("6", "", "8"), right="D", law="劳动法"),
        )
        messages = "\n".join(response.context["form"].errors["file"])
        for words in (
            "有12行不对，一道题也没有导入",
            "第3行：题型请写单选题、多选题、判断题或填空题",
            "第5行：选择题至少要有两个选项",
            "第6行：答案里有题目没有的选项",
            "第8行：选项中间有空",
            "第9行：题目与第2行相同",
            "第10行：法规库里没有“劳动法第九百条”",
            "第11行：法条请写成“劳动合同法第十九条”这样",
            "第14行：选项中间有空，请从选项A起依次填写；法条请写成“劳动合同法第十九条”这样；答案里有题目没有的选项",
            "第12行：判断题的答案请写“对”或“错”",
        ):
            assert words in messages
        for number in (4, 7, 13):
            assert f"第{number}行：" in messages
        assert not QuestionSet.objects.exists()

    def test_too_many_questions_are_refused(self, client):
        response = self.send(client, *(row(text=f"第{number}题") for number in range(201)))
        assert "一个题库最多200道题" in str(response.context["form"].errors["file"])
        one = a_set(numbered(199))
        response = self.send(client, row(text="甲"), row(text="乙"), question_set=one.pk)
        assert "一个题库最多200道题" in str(response.context["form"].errors["file"])

    def test_a_question_that_the_set_has_is_named(self, client):
        one = a_set(numbered(2))
        response = self.send(client, row(text="题1"), question_set=one.pk)
        assert "题库里已有这道题" in str(response.context["form"].errors["file"])

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "这个文件是空的"),
            (b"PK\x03\x04 no", "已损坏"),
            (b"\xd0\xcf\x11\xe0 old", ".xls"),
            (b"a" * 2_100_000, "超过2MB"),
        ],
    )
    def test_files_that_are_no_table(self, client, content, message):
        response = client.post(IMPORT, {"title": "新", "file": SimpleUploadedFile("a.xlsx", content)})
        assert message in str(response.context["form"].errors["file"])
        assert not QuestionSet.objects.exists()

    def test_a_name_or_a_set_is_needed(self, client):
        response = self.send(client, row(), title=" ")
        assert "请给新题库起个名称" in response.text
        assert not QuestionSet.objects.exists()

    def test_nothing_goes_into_a_set_under_review(self, client, editor):
        one = a_set()
        one.save_revision(user=editor)
        one.get_workflow().start(one, editor)
        response = self.send(client, row(), question_set=one.pk)
        assert "这个题库正在审核" in response.text

    def test_the_template_can_be_filled_in_as_it_is(self, client):
        response = client.get("/admin/quizzes/template.xlsx")
        sheet = load_workbook(io.BytesIO(response.content)).active
        assert [cell.value for cell in sheet[1]] == list(HEADINGS)
        rows = [[*one[:-1], ""] for one in EXAMPLES]
        assert self.send(client, *rows).status_code == 302
        assert Question.objects.count() == 4
