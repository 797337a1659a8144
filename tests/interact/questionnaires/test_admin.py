"""Staff screens: building a questionnaire, reading, exporting and deleting answers."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from interact.models import Answer, AnswerFile, QuestionnairePage
from interact.questionnaires.queries import result_due_on, without_result
from interact.questionnaires.services import record_answer
from tests.conftest import member
from tests.editing import is_submitted
from tests.interact.conftest import ANSWER, NOW
from tests.releasing import publish, publish_draft

pytestmark = pytest.mark.once

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("https://evil.example","点这里")']


def pdf(name="说明.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 content")


def question(label="意见", **changes) -> dict:
    return {
        "id": "",
        "label": label,
        "field_type": "multiline",
        "required": "on",
        "choices": "",
        "help_text": "",
        "clean_name": "",
        "translation_key": "",
        **changes,
    }


def page_data(questions, initial=0, **changes) -> dict:
    return nested_form_data(
        {
            "title": "食堂就餐调查",
            "slug": "canteen",
            "summary": "",
            "seo_title": "",
            "search_description": "",
            "opens_at": "",
            "closes_at": "",
            "intro": rich_text("<p>说明</p>"),
            "thanks": rich_text(""),
            "result_note": rich_text(""),
            "form_fields": inline_formset(questions, initial=initial, min=1),
            "comments": inline_formset([]),
            **changes,
        }
    )


def errors_of(response) -> list[dict]:
    return response.context["form"].formsets["form_fields"].errors


def created() -> QuestionnairePage:
    # Wagtail makes an alias in the English tree at once.
    return QuestionnairePage.objects.true_texts().get(slug="canteen")


class TestBuilding:
    def create(self, client, tree, questions, **changes):
        url = reverse("wagtailadmin_pages:add", args=["interact", "questionnairepage", tree.interact.pk])
        return client.post(url, {**page_data(questions, **changes), "action-submit": "1"})

    def test_is_submitted_with_keys_that_people_can_read(self, admin_client, tree, client):
        questions = [
            question("您的部门", field_type="dropdown", choices="机加车间\r\n质量部"),
            question("还想说的话", required=""),
        ]

        response = self.create(admin_client, tree, questions)

        assert response.status_code == 302
        page = created()
        first, second = page.form_fields.all()
        assert first.clean_name.startswith("nindebumen_")
        assert first.choice_list == ["机加车间", "质量部"]
        assert not second.required
        assert is_submitted(page)
        assert client.get(publish_draft(page).url).status_code == 200

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"field_type": "radio"}, "这种题型需要选项，请至少写两个，一行一个。"),
            ({"field_type": "checkboxes", "choices": " \r\n "}, "这种题型需要选项，请至少写两个，一行一个。"),
            ({"field_type": "dropdown", "choices": "只有一个"}, "这种题型需要选项，请至少写两个，一行一个。"),
            ({"field_type": "radio", "choices": "是\r\n否\r\n是"}, "有重复的选项，请删去。"),
            ({"field_type": "radio", "choices": "是\r\n" + "长" * 101}, "每个选项不超过100个字。"),
            ({"field_type": "radio", "choices": "\r\n".join(map(str, range(51)))}, "选项最多50个。"),
        ],
    )
    def test_choices_are_checked(self, admin_client, tree, changes, message):
        response = self.create(admin_client, tree, [question(**changes)])

        assert response.status_code == 200
        assert errors_of(response) == [{"choices": [message]}]
        assert message in response.content.decode()

    def test_the_same_question_twice_is_an_error(self, admin_client, tree):
        response = self.create(admin_client, tree, [question("意见"), question("意见")])

        assert errors_of(response)[1] == {"label": ["与第1题重复，请改写其中一题。"]}

    def test_homophones_and_strange_labels_have_short_keys_of_their_own(self, admin_client, tree):
        labels = ("事由", "自由", "意见", "异见", "问" * 160, "？！…", "<b>x</b>")
        self.create(admin_client, tree, [question(label) for label in labels])
        keys = {field.clean_name for field in created().form_fields.all()}
        assert len(keys) == len(labels)
        assert all(len(key) <= 40 for key in keys)

    def test_the_end_may_not_come_before_the_start(self, admin_client, tree):
        response = self.create(
            admin_client, tree, [question()], opens_at="2026-05-08 10:00", closes_at="2026-05-08 10:00"
        )

        assert response.context["form"].errors["closes_at"] == ["截止时间应晚于开始时间，请核对。"]

    def test_one_question_at_least(self, admin_client, tree):
        response = self.create(admin_client, tree, [])

        assert response.status_code == 200
        assert not QuestionnairePage.objects.filter(slug="canteen").exists()

    def test_wagtails_other_kinds_are_not_offered(self, admin_client, tree):
        for kind in ("hidden", "url", "datetime", "checkbox", "multiselect"):
            assert "field_type" in errors_of(self.create(admin_client, tree, [question(field_type=kind)]))[0]

    def test_rewording_a_question_again_and_again_keeps_its_key(self, admin_client, tree, make):
        """A question added to a live page has no primary key in its drafts, and still must keep its key."""
        page = make(fields=[{"label": "意见", "kind": "multiline", "name": "words"}])
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        kept = page.form_fields.get()
        first = question("意见", id=str(kept.pk), clean_name="words", translation_key=str(kept.translation_key))
        keys = []
        for label in ("新题", "新题改了一次", "新题又改了一次"):
            form = admin_client.get(url).context["form"].formsets["form_fields"]
            carried = [
                {name: str(row[name].value() or "") for name in ("id", "clean_name", "translation_key")} for row in form
            ]
            second = question(label, **(carried[1] if len(carried) > 1 else {}))
            if second["id"] == "":
                second.pop("DELETE", None)
            data = page_data([first, second], initial=len(carried), slug=page.slug)
            response = admin_client.post(url, {**data, "action-submit": "1"})
            assert response.status_code == 302
            publish_draft(page)
            added = page.form_fields.model.objects.get(page=page, label=label)
            keys.append((added.clean_name, added.translation_key))

        assert len(set(keys)) == 1
        assert page.form_fields.model.objects.filter(page=page).count() == 2

    @pytest.mark.parametrize("key", ["../../submit time", "stamp", "homepage", "submit_time", "questions", "x" * 81])
    def test_a_made_up_key_is_not_taken(self, admin_client, tree, key):
        self.create(admin_client, tree, [question("意见", clean_name=key)])

        assert created().form_fields.get().clean_name.startswith("yijian_")

    def test_the_edit_screen_warns_once_there_are_answers(self, admin_client, make):
        page = make()
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert "已经收到" not in admin_client.get(url).content.decode()

        record_answer(page=page, data=ANSWER)

        html = admin_client.get(url).content.decode()
        assert "已经收到1份答卷" in html
        assert reverse("wagtailforms:list_submissions", args=[page.pk]) in html
        assert reverse("interact_admin:statistics", args=[page.pk]) in html


class TestTheListOfAnswers:
    def url(self, page, **query):
        return reverse("wagtailforms:list_submissions", args=[page.pk], query=query)

    def test_shows_every_answer_with_files_as_links(self, admin_client, make):
        page = make()
        record_answer(
            page=page,
            data={**ANSWER, "meals": ["早餐", "午餐, 含夜宵"], "words": "<script>alert(1)</script>"},
            files=[("attachment", pdf("<b>说明.pdf"))],
        )

        html = admin_client.get(self.url(page)).content.decode()

        assert "早餐、午餐, 含夜宵" in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "&lt;b&gt;说明.pdf</a>" in html
        assert reverse("interact_admin:file", args=[AnswerFile.objects.get().pk]) in html
        assert "2026-05-08 10:00" in html
        assert "简体中文" in html

    def test_offers_excel_and_no_csv(self, admin_client, make):
        page = make()
        record_answer(page=page, data=ANSWER)

        html = admin_client.get(self.url(page)).content.decode()

        assert "export=xlsx" in html
        assert "export=csv" not in html
        assert admin_client.get(self.url(page, export="csv"))["Content-Type"].startswith("text/html")

    def test_lists_name_no_classes(self, admin_client, make):
        make()
        for name in ("wagtailforms:index", "wagtailadmin_reports:page_types_usage"):
            html = admin_client.get(reverse(name)).content.decode()
            assert "问卷" in html or "意见征集" in html
            assert "questionnairepage)" not in html
            assert "interact.questionnairepage" not in html
            assert "news.newspage" not in html

    def test_deleting_takes_the_files_along(
        self, admin_client, make, answers_folder, django_capture_on_commit_callbacks
    ):
        page = make()
        gone = record_answer(page=page, data=ANSWER, files=[("attachment", pdf())])
        kept = record_answer(page=page, data=ANSWER, files=[("attachment", pdf())])
        foreign = record_answer(page=make(), data=ANSWER)
        url = reverse("interact_admin:delete_answers", args=[page.pk])
        query = f"?selected-submissions={gone.pk}&selected-submissions={foreign.pk}&selected-submissions=x"

        assert "将删除1份答卷" in admin_client.get(url + query).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert admin_client.post(url + query).status_code == 302

        assert set(Answer.objects.all()) == {kept, foreign}
        assert [path.name for path in answers_folder.rglob("*.pdf")] == [kept.files.get().file.name[3:]]


class TestTheSpreadsheet:
    def sheet(self, client, page):
        response = client.get(reverse("wagtailforms:list_submissions", args=[page.pk], query={"export": "xlsx"}))
        assert "attachment" in response["Content-Disposition"]
        return load_workbook(io.BytesIO(b"".join(response.streaming_content))).active

    @pytest.mark.parametrize("text", [*FORMULAS, "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0"])
    def test_formulas_are_text_wherever_they_stand(self, admin_client, make, text):
        page = make(fields=[{"label": text.strip(), "kind": "multiline", "name": "words"}])
        record_answer(page=page, data={"words": text})

        sheet = self.sheet(admin_client, page)

        for cell in (sheet["C1"], sheet["C2"]):
            assert cell.data_type == "s"
            assert cell.value.strip() == text.strip()
            assert cell.quotePrefix

    def test_choices_and_file_names_are_text_too(self, admin_client, make):
        fields = [
            {"label": "选项", "kind": "checkboxes", "choices": ["=1+1", "+2"], "name": "choice"},
            {"label": "附件", "kind": "file", "name": "file"},
        ]
        page = make(fields=fields)
        record_answer(page=page, data={"choice": ["=1+1", "+2"]}, files=[("file", pdf("=1+1.pdf"))])

        sheet = self.sheet(admin_client, page)

        assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1、+2", "s")
        assert (sheet["D2"].value, sheet["D2"].data_type) == ("=1+1.pdf", "s")
        assert sheet["D2"].hyperlink.target.endswith(reverse("interact_admin:file", args=[AnswerFile.objects.get().pk]))

    def test_numbers_are_numbers_and_times_are_local(self, admin_client, make):
        page = make()
        record_answer(page=page, data={**ANSWER, "times": "-12.50", "words": "第一行\n第二行"})

        sheet = self.sheet(admin_client, page)

        headings = [cell.value for cell in sheet[1]]
        row = dict(zip(headings, sheet[2], strict=True))
        assert headings[:3] == ["提交时间", "语言", "您的部门"]
        assert row["一周几次"].value == -12.5
        assert row["提交时间"].value.isoformat() == "2026-05-08T10:00:00"
        assert row["还想说的话"].value == "第一行\n第二行"

    def test_characters_that_excel_cannot_hold_do_not_break_it(self, admin_client, make):
        page = make()
        record_answer(page=page, data={**ANSWER, "words": "\x0b一\x1f" + "长" * 40_000})

        value = self.sheet(admin_client, page)["J2"].value

        assert value.startswith("一长")
        assert len(value) <= 32_767


class TestStatistics:
    def get(self, client, page):
        response = client.get(reverse("interact_admin:statistics", args=[page.pk]))
        assert response.status_code == 200
        return response, {row.label: row for row in response.context["statistics"].questions}

    def test_counts_and_shares(self, admin_client, make):
        page = make()
        record_answer(page=page, data={"department": "质量部", "canteen": "满意", "meals": ["早餐"], "times": "3"})
        record_answer(
            page=page,
            data={"department": "质量部", "canteen": "一般", "meals": ["早餐", "午餐, 含夜宵"], "times": "5.5"},
        )
        record_answer(page=page, data={"department": "机加车间", "canteen": "已改名的选项", "meals": [], "times": None})

        response, rows = self.get(admin_client, page)

        def bars(label):
            return [(bar.label, bar.count, bar.share, bar.is_current) for bar in rows[label].bars]

        assert response.context["statistics"].total == 3
        assert bars("您的部门") == [("机加车间", 1, 33.3, True), ("质量部", 2, 66.7, True)]
        assert bars("对食堂满意吗") == [
            ("满意", 1, 33.3, True),
            ("一般", 1, 33.3, True),
            ("不满意", 0, 0.0, True),
            ("已改名的选项", 1, 33.3, False),
        ]
        # Of the two who answered this question.
        assert bars("哪一餐") == [("早餐", 2, 100.0, True), ("午餐, 含夜宵", 1, 50.0, True)]
        times = rows["一周几次"]
        assert (times.answered, str(times.mean), str(times.least), str(times.most)) == (2, "4.25", "3", "5.5")
        html = response.content.decode()
        assert 'width="66.7"' in html
        assert "已删去的选项" in html
        assert "style=" not in html.partition("<main")[2].partition("</main>")[0].replace('style=""', "")

    def test_the_newest_20_texts_escaped(self, admin_client, make):
        page = make()
        for number in range(25):
            record_answer(
                page=page, data={**ANSWER, "words": f"<i>意见{number:02}"}, when=NOW + timedelta(minutes=number)
            )

        response, rows = self.get(admin_client, page)

        assert [text for _when, text in rows["还想说的话"].texts] == [f"<i>意见{n:02}" for n in range(24, 4, -1)]
        html = response.content.decode()
        assert "&lt;i&gt;意见24" in html
        assert "意见04" not in html
        assert "最新的20条" in html

    def test_files_are_links(self, admin_client, make):
        page = make()
        answer = record_answer(page=page, data=ANSWER, files=[("attachment", pdf())])

        response, rows = self.get(admin_client, page)

        assert rows["附件"].files == [answer.files.get()]
        assert reverse("interact_admin:file", args=[answer.files.get().pk]) in response.content.decode()

    def test_buttons_lead_there(self, admin_client, make, tree):
        page = make()
        addresses = [
            reverse("wagtailforms:list_submissions", args=[page.pk]),
            reverse("interact_admin:statistics", args=[page.pk]),
        ]
        for screen in (
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reverse("wagtailadmin_explore", args=[tree.interact.pk]),
        ):
            html = admin_client.get(screen).content.decode()
            assert all(address in html for address in addresses)
        assert addresses[1] in admin_client.get(addresses[0]).content.decode()


class TestWhoMaySee:
    @pytest.fixture
    def stored(self, make):
        return record_answer(page=make(), data=ANSWER, files=[("attachment", pdf())]).files.get()

    def addresses(self, stored):
        page = stored.answer.page_id
        return [
            reverse("interact_admin:file", args=[stored.pk]),
            reverse("interact_admin:statistics", args=[page]),
            reverse("wagtailforms:list_submissions", args=[page]),
            reverse("wagtailforms:list_submissions", args=[page], query={"export": "xlsx"}),
            reverse("interact_admin:delete_answers", args=[page], query={"selected-submissions": stored.answer_id}),
        ]


LIST, STATISTICS = "wagtailforms:list_submissions", "interact_admin:statistics"


@pytest.mark.parametrize(("name", "query"), [(LIST, {}), (LIST, {"export": "xlsx"}), (STATISTICS, {})])
def test_costs_the_same_with_few_and_many_answers(admin_client, make, django_assert_max_num_queries, name, query):
    page, counts = make(), []
    address = reverse(name, args=[page.pk], query=query)
    for number in (1, 9):
        for _ in range(number):
            record_answer(page=page, data=ANSWER, files=[("attachment", pdf())])
        admin_client.get(address)
        with django_assert_max_num_queries(60) as queries:
            b"".join(admin_client.get(address))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", [LIST, STATISTICS])
def test_without_answers(admin_client, make, name):
    assert "还没有收到答卷。" in admin_client.get(reverse(name, args=[make().pk])).content.decode()

    def test_strangers_are_sent_to_the_login(self, client, stored):
        for address in self.addresses(stored):
            response = client.get(address)
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/")

    def test_staff_without_rights_on_the_page_see_nothing(self, client, stored):
        client.force_login(member("信息员"))

        for address in self.addresses(stored):
            response = client.get(address)
            assert response.status_code in (302, 404)
            assert client.post(address).status_code in (302, 404, 405)
        assert client.get(self.addresses(stored)[0]).status_code == 404
        assert Answer.objects.exists()

    def test_staff_with_rights_download_it_as_an_attachment(self, editor_client, stored):
        response = editor_client.get(self.addresses(stored)[0])

        assert response.status_code == 200
        assert b"".join(response.streaming_content) == b"%PDF-1.7 content"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]

    def test_no_public_address_leads_to_it(self, client, stored):
        for address in (
            f"/media/{stored.file.name}",
            f"/media/answers/{stored.file.name}",
            f"/answers/{stored.file.name}",
        ):
            assert client.get(address).status_code == 404

    def test_a_file_that_is_gone_is_a_404(self, editor_client, stored):
        stored.file.storage.delete(stored.file.name)

        assert editor_client.get(self.addresses(stored)[0]).status_code == 404

    def test_rights_on_one_language_show_answers_of_that_language_only(self, client, make, tree):
        """A translator of the English pages does not read what was answered in Chinese."""
        page = make()
        english = page.copy_for_translation(tree.en_interact.locale, copy_parents=True, alias=False)
        publish(english)
        record_answer(page=page, data={**ANSWER, "words": "中文答案"}, files=[("attachment", pdf())])
        record_answer(page=english, data={**ANSWER, "words": "English answer"})
        user = member("编辑")
        group = user.groups.get()
        GroupPagePermission.objects.filter(group=group).update(page=tree.en)
        client.force_login(user)

        html = client.get(reverse("wagtailforms:list_submissions", args=[english.pk])).content.decode()

        assert "English answer" in html
        assert "中文答案" not in html
        assert client.get(reverse("interact_admin:file", args=[AnswerFile.objects.get().pk])).status_code == 404


class TestTheResultThatIsDue:
    def test_is_named_on_the_admins_home_and_the_edit_screen_until_it_is_written(self, editor_client, make):
        page = make("体检项目征集", opens_at=NOW - timedelta(days=40), closes_at=NOW - timedelta(days=30))
        due = f"{result_due_on(page):%Y-%m-%d}"
        home = editor_client.get("/admin/").content.decode()
        assert "公布《体检项目征集》的结果" in home
        assert "已逾期" in home
        assert f"应在{due}前公布" in editor_client.get(edit_url(page)).content.decode()
        page.result_note = "<p>加了两项检查。</p>"
        publish(page)
        assert "公布《体检项目征集》的结果" not in editor_client.get("/admin/").content.decode()
        assert f"应在{due}前公布" not in editor_client.get(edit_url(page)).content.decode()

    def test_is_not_asked_for_while_it_is_open_nor_of_others(self, client, editor, make):
        page = make("还在收的征集")
        client.force_login(editor)
        assert "的结果" not in client.get("/admin/").content.decode()
        assert "前公布" not in client.get(edit_url(page)).content.decode()
        make("食堂调查", opens_at=NOW - timedelta(days=40), closes_at=NOW - timedelta(days=30))
        client.force_login(member("审计员"))
        assert "食堂调查" not in client.get("/admin/").content.decode()

    @pytest.mark.parametrize("number", [1, 5])
    def test_one_query_for_one_and_for_many(self, editor, make, number, django_assert_num_queries):
        for _number in range(number):
            make(opens_at=NOW - timedelta(days=40), closes_at=NOW - timedelta(days=30))
        without_result(editor, NOW)
        with django_assert_num_queries(1):
            assert len(without_result(editor, NOW)) == number


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
