"""Questionnaires of which each employee fills in one, and questions of which so many choices may be taken."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test import Client
from django.utils import timezone

import demo
from interact.models import Answer, Participation
from interact.participation.rules import Person
from interact.questionnaires import services
from interact.questionnaires.forms import choice_hint
from tests.accounts.second_factor.racing import database_for_others, race
from tests.clients import signed_in
from tests.factories import UserFactory
from tests.interact.conftest import ANSWER, FIELDS, NOW
from tests.interact.dumping import as_a_file, rows_on_disk
from tests.releasing import publish, translate

pytestmark = pytest.mark.django_db
PASSWORD = "a long-enough Password 1"
BALLOT = [field for field in FIELDS if field["kind"] != "file"]
WORDS = {**ANSWER, "words": "希望夜班也有热菜"}


def an_employee(**fields):
    number = UserFactory._meta.next_sequence() + 1000
    return UserFactory(**{"employee_number": f"A{number}"} | fields)


@pytest.fixture
def employee(db):
    return an_employee()


@pytest.fixture
def ballot(make):
    return make("工作服款式征集", fields=BALLOT, one_each=True)


@pytest.fixture
def fill_in(clock):
    """Open the page as a person does, wait, and post; `client.get` and `post` of one browser."""

    def post(client, page, data=WORDS, **more):
        form = client.get(page.url).context["form"]
        clock.move_to(timezone.now() + timedelta(seconds=30))
        return client.post(page.url, {"stamp": form["stamp"].value(), **data, **more})

    return post


def in_place(person, password=PASSWORD) -> dict[str, str]:
    return {"sign_in-username": person.employee_number, "sign_in-password": password}


class TestOnePersonOneAnswer:
    def test_t86_the_second_one_is_refused_from_any_browser(self, ballot, fill_in, employee):
        assert fill_in(signed_in(employee), ballot)["Location"].endswith("/thanks/")
        again = signed_in(employee)
        page = again.get(ballot.url)
        assert "您已经参加过这次征集" in page.text
        assert '<form class="form"' not in page.text
        response = again.post(ballot.url, {"stamp": "", **WORDS})
        assert response.status_code == 409
        assert "您已经参加过这次征集" in response.text
        assert Answer.objects.count() == Participation.objects.count() == 1

    def test_t86_nor_in_the_other_language(self, ballot, fill_in, employee, tree):
        english = translate(ballot, locale=tree.en.locale, texts={"工作服款式征集": "Work clothes"})
        fill_in(signed_in(employee), ballot)
        response = signed_in(employee).post(english.url, WORDS)
        assert response.status_code == 409
        assert Answer.objects.count() == 1

    def test_nobody_is_too_quick_who_signs_in(self, ballot, employee):
        client = signed_in(employee)
        stamp = client.get(ballot.url).context["form"]["stamp"].value()
        assert client.post(ballot.url, {"stamp": stamp, **WORDS}).status_code == 302

    def test_t86_a_double_tap_is_one_answer(self, ballot, employee, clock):
        client = signed_in(employee)
        sent = {"stamp": client.get(ballot.url).context["form"]["stamp"].value(), **WORDS}
        clock.move_to(timezone.now() + timedelta(seconds=30))
        assert [client.post(ballot.url, sent).status_code for _tap in range(2)] == [302, 409]
        assert Answer.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({}, 302),
            ({"employee_number": None}, 403),
            ({"employee_number": ""}, 403),
            ({"left_on": NOW.date()}, 403),
        ],
        ids=["on the roll", "no number", "empty number", "left"],
    )
    def test_only_employees_by_the_roll(self, ballot, fill_in, fields, status):
        response = fill_in(signed_in(an_employee(**fields)), ballot)
        assert response.status_code == status
        if status == 403:
            assert "不在名册上" in response.text
            assert WORDS["words"] in response.text
            assert not Answer.objects.exists()

    def test_an_office_behind_one_address_is_not_stopped(self, ballot, fill_in, settings):
        settings.QUESTIONNAIRE_ANSWERS_AN_HOUR = 1
        assert {fill_in(signed_in(an_employee()), ballot).status_code for _person in range(3)} == {302}

    def test_others_are_as_free_as_before(self, make, fill_in, employee):
        page = make()
        answers = [fill_in(signed_in(employee), page, ANSWER | {"words": text}) for text in "一二"]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert not Participation.objects.exists()


class TestSigningInInPlace:
    def test_what_was_chosen_is_kept_until_the_password_is_right(self, ballot, fill_in, employee):
        client = Client()
        assert "登录后提交" in client.get(ballot.url).text
        for more in ({}, in_place(employee, "wrong")):
            response = fill_in(client, ballot, **more)
            assert response.status_code == 200
            assert WORDS["words"] in response.text
            assert re.search(r'value="满意"[^>]* checked', response.text)
            assert "您填写的内容都还在" in response.text
        assert "账号或密码不正确" in response.text
        assert "wrong" not in response.text
        assert fill_in(client, ballot, **in_place(employee)).status_code == 302
        assert Answer.objects.get().form_data["words"] == WORDS["words"]
        assert "您已经参加过" in client.get(ballot.url).text

    def test_whoever_forgot_a_question_is_in_and_sees_it(self, ballot, fill_in, employee):
        client = Client()
        response = fill_in(client, ballot, {"words": "还想说"}, **in_place(employee))
        assert response.status_code == 200
        assert "还想说" in response.text
        assert 'id="sign-in"' not in response.text
        assert fill_in(client, ballot).status_code == 302

    def test_a_guesser_is_stopped_and_loses_no_word(self, ballot, fill_in, employee):
        client = Client()
        for _try in range(8):
            response = fill_in(client, ballot, **in_place(employee, "wrong"))
            assert WORDS["words"] in response.text
        assert "暂时不能登录" in response.text
        assert WORDS["words"] in fill_in(client, ballot, **in_place(employee)).text
        assert not Answer.objects.exists()

    def test_staff_prove_their_second_factor_elsewhere(self, ballot, fill_in, employee):
        employee.is_staff = True
        employee.save()
        client = Client()
        response = fill_in(client, ballot, **in_place(employee))
        assert "需要两步验证" in response.text
        assert WORDS["words"] in response.text
        assert "_auth_user_id" not in client.session
        assert not Answer.objects.exists()

    def test_the_same_number_of_queries_for_few_and_for_many(self, ballot, fill_in, django_assert_num_queries):
        client = signed_in(an_employee())
        client.get(ballot.url)
        counts = []
        for more in (0, 5):
            for _person in range(more):
                fill_in(signed_in(an_employee()), ballot)
            client.get(ballot.url)
            with django_assert_num_queries(9):
                counts.append(client.get(ballot.url).status_code)
        assert counts == [200, 200]


class TestNothingLinksThem:
    def test_t86_no_column_of_one_table_is_in_the_other(self, ballot, fill_in):
        people = [an_employee() for _person in range(5)]
        for person in people:
            fill_in(signed_in(person), ballot)
        answers, taken = Answer.objects.values(), Participation.objects.values()
        assert {row["person_id"] for row in taken} == {person.pk for person in people}
        known = {str(value) for row in taken for value in row.values()} | {p.employee_number for p in people}
        for row in answers:
            assert not known & {str(value) for name, value in row.items() if name != "page_id"}
            assert str(ballot.translation_key) not in str(row)
        assert set(answers[0]) == {"id", "page_id", "form_data", "submit_time"}
        assert set(taken[0]) == {"id", "activity", "person_id", "has_rated"}

    def test_t86_the_day_alone_is_kept(self, ballot, fill_in, clock):
        for hour in (9, 14, 23):
            clock.move_to(NOW.replace(hour=hour, minute=37))
            fill_in(signed_in(an_employee()), ballot)
        times = {timezone.localtime(answer.submit_time) for answer in Answer.objects.all()}
        assert times == {NOW.replace(hour=0)}

    def test_t86_no_number_tells_the_order_of_coming(self, ballot, fill_in):
        for number in range(12):
            fill_in(signed_in(an_employee()), ballot, words=str(number))
        by_number = [answer.form_data["words"] for answer in Answer.objects.order_by("pk")]
        by_key = list(Participation.objects.order_by("pk").values_list("person_id", flat=True))
        # One time in 479,001,600 chance itself would give this order.
        assert by_number != list(map(str, range(12)))
        assert by_key != sorted(by_key)

    def test_t86_nor_does_that_of_an_answer_elsewhere(self, ballot, make, fill_in):
        elsewhere = make(fields=BALLOT)
        fill_in(signed_in(an_employee()), ballot)
        for _time in range(3):
            fill_in(Client(), elsewhere)
        first, *others = Answer.objects.order_by("pk").values_list("pk", flat=True)
        assert all(number - first > len(others) for number in others)

    def test_t86_neither_log_nor_audit_log_says_what_was_answered(self, ballot, fill_in, employee, caplog):
        from unionsite.audit.models import AuditEntry

        fill_in(Client(), ballot, **in_place(employee))
        assert WORDS["words"] not in caplog.text
        assert not [entry for entry in AuditEntry.objects.all() if WORDS["words"] in str(entry.detail)]

    def test_files_are_refused_where_they_would_tell(self, make):
        with pytest.raises(ValidationError, match="文件会透露是谁交的"):
            make(fields=FIELDS, one_each=True)

    def test_it_cannot_be_changed_once_answers_are_in(self, ballot, fill_in, employee):
        ballot.one_each = False
        ballot.full_clean()
        fill_in(signed_in(employee), ballot)
        with pytest.raises(ValidationError, match="已经收到答卷"):
            ballot.full_clean()


@pytest.mark.django_db(transaction=True)
def test_t86_of_sixteen_sendings_at_once_one_counts(committed_tree, tmp_path):
    fields = [{"label": "想说的话", "kind": "singleline", "name": "words"}]
    page = services.create_questionnaire(
        parent=committed_tree.interact, title="款式", slug="clothes", fields=fields, one_each=True
    )
    publish(page)
    employee = an_employee()
    now = timezone.now()
    runners = []
    for number in range(16):
        client = signed_in(employee)
        form = page.get_form(now=now - timedelta(minutes=1))
        sent = {"stamp": form["stamp"].value(), "words": str(number)}
        # Each looks at what is there afterwards, too: the second sending is told so.
        runners.append({"session": client.cookies["sessionid"].value, "forms": [(page.url, sent), (page.url, sent)]})
    answers = race(database_for_others(connection, tmp_path), runners, tmp_path)
    statuses = [status for runner in answers for status, _is_in in runner]
    assert set(statuses) <= {302, 409}
    # The winner's own second sending is refused like all others.
    assert [runner[0][0] for runner in answers].count(302) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite's rows carry no transaction and lie by their keys"
)
def test_t86_no_row_of_postgresql_is_marked_by_what_it_came_with(committed_tree):
    fields = [{"label": "想说的话", "kind": "singleline", "name": "words"}]
    page = services.create_questionnaire(
        parent=committed_tree.interact, title="款式", slug="clothes", fields=fields, one_each=True
    )
    for number in range(20):
        services.record_answer(page=page, data={"words": str(number)}, person=an_employee())
    services.mix_ballots()
    for model in (Answer, Participation):
        # Dead ones too.
        found = rows_on_disk(model)
        assert (len(found), len({mark for mark, _end in found})) == (20, 1)
        by_place = list(model.objects.order_by(RawSQL("ctid", [])).values_list("pk", flat=True))
        assert by_place == sorted(by_place)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the files of SQLite")
def test_t86_no_page_and_no_log_of_sqlite_tells_what_an_answer_came_with(ballot, tmp_path):
    with as_a_file(tmp_path) as path:
        for _number in range(20):
            services.record_answer(page=ballot, data=WORDS | {"words": "a-warm-meal"}, person=an_employee())
        log = path.with_name(f"{path.name}-wal")
        assert b"a-warm-meal" in log.read_bytes()
        services.mix_ballots()
        assert log.read_bytes() == b""
        assert Answer.objects.count() == Participation.objects.count() == 20


# --- So many choices ---


def a_choice(**limits):
    choices = ["口味", "价格", "卫生", "座位"]
    return [{"label": "哪些最该改", "kind": "checkboxes", "choices": choices, "name": "what", **limits}]


@pytest.mark.parametrize(
    ("limits", "chosen", "message"),
    [
        ({"most": 3}, 3, ""),
        ({"most": 3}, 4, "最多选3项，现在选了4项，请去掉1项。"),
        ({"least": 2}, 1, "至少选2项，现在选了1项。"),
        ({"least": 2}, 2, ""),
        ({"least": 2, "most": 2}, 3, "最多选2项，现在选了3项，请去掉1项。"),
        ({"most": 3}, 0, "请至少选一项。"),
        ({"least": 2, "required": False}, 0, ""),
        ({"least": 2, "required": False}, 1, "至少选2项，现在选了1项。"),
    ],
)
def test_so_many_choices_and_no_more(make, send, limits, chosen, message):
    page = make(fields=a_choice(**limits))
    choices = page.question_list[0].choice_list[:chosen]
    response = send(page, {"what": choices})
    if not message:
        assert response.status_code == 302
        assert Answer.objects.get().form_data["what"] == choices
        return
    assert response.status_code == 200
    assert message in response.text
    assert response.text.count(" checked") == chosen
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [(None, 3, "最多选3项。"), (2, None, "至少选2项。"), (2, 3, "请选2至3项。"), (2, 2, "请选2项。"), (None, None, "")],
)
def test_the_page_says_how_many(make, client, least, most, said):
    page = make(fields=a_choice(least=least, most=most))
    html = client.get(page.url).text
    assert choice_hint(least, most) == said
    assert said in html
    assert ("data-most=" in html) is bool(most)
    assert "interact/questionnaire.js" in html


@pytest.mark.parametrize(
    ("limits", "field"), [({"most": 5}, "most"), ({"least": 0}, "least"), ({"least": 3, "most": 2}, "most")]
)
def test_impossible_limits_are_refused(make, limits, field):
    with pytest.raises(ValidationError) as refused:
        make(fields=a_choice(**limits))
    assert list(refused.value.message_dict) == [field]


def test_limits_are_for_many_choices_alone(make):
    fields = [{"label": "满意吗", "kind": "radio", "choices": ["是", "否"], "most": 1, "least": 1}]
    question = make(fields=fields).question_list[0]
    assert (question.least, question.most) == (None, None)


def test_the_demo_means_what_it_says(make, send):
    """Whatever a question of the demo says about the number of choices, the page asks for it."""
    content = tomllib.loads((Path(demo.__file__).parent / "content/interact.toml").read_text("utf-8"))
    asked = [field for piece in content["pieces"] for field in piece["fields"] if field["kind"] == "checkboxes"]
    assert not [field for field in asked if "最多" in field["help"] or "至少" in field["help"]]
    limited = [field for field in asked if field.get("most")]
    assert len(limited) >= 2
    for field in limited:
        page = make(fields=[{**field, "name": "what"}])
        assert send(page, {"what": field["choices"][:4]}).status_code == 200
        assert send(page, {"what": field["choices"][:3]}).status_code == 302


@pytest.mark.parametrize(
    ("number", "is_active", "left_on", "expected"),
    [
        ("A1", True, None, True),
        ("", True, None, False),
        (None, True, None, False),
        ("A1", False, None, False),
        ("A1", True, NOW.date(), False),
    ],
)
def test_who_is_on_the_roll(number, is_active, left_on, expected):
    assert Person(number, is_active, left_on is not None, None).is_on_roll is expected
