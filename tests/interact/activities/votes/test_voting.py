"""Voting through the pages: one person one vote, receipts, hidden results, every way of refusing (S-5.1, T86)."""

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from interact.activities.models import AudienceDepartment, Ballot, Satisfaction, VoteCount
from interact.activities.plans.choices import CancelCause
from interact.activities.plans.services import cancel_activity
from interact.activities.votes import queries, rules, services
from interact.activities.votes.rules import Method, ResultRule
from interact.models import Participation
from tests.clients import signed_in
from tests.conftest import forget_everything
from tests.factories import DepartmentFactory
from tests.interact.activities.planning import a_vote, an_employee, in_place
from tests.releasing import translate
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def vote(tree, clock):
    return a_vote(tree)


@pytest.fixture
def paper(clock):
    """Open the page as a person does; return what to post after a while."""

    def open_page(client, page, choice, **more):
        form = client.get(page.url).context["form"]
        clock.move_to(timezone.now() + timedelta(seconds=30))
        chosen = choice if isinstance(choice, dict) else {"choice": choice}
        return {"stamp": form["stamp"].value() if form else "", **chosen, **more}

    return open_page


@pytest.fixture
def cast(paper):
    def post(client, page, choice, **more):
        return client.post(ballot_box(page), paper(client, page, choice, **more), follow=True)

    return post


def ballot_box(page) -> str:
    with translation.override(page.language_code):
        return reverse("votes:cast", args=[page.translation_key])


def receipt_in(response) -> str:
    return re.search(r'receipt__code" translate="no">([^<]+)<', response.text)[1]


def ballots(vote) -> list:
    return sorted(queries.opened_ballots(vote))


def vote_many(vote, choices) -> None:
    for number, choice in enumerate(choices):
        services.cast_ballot(vote=vote, person=an_employee(), choices=choice, receipt=f"R{number}")


class TestOnePersonOneVote:
    def test_a_vote_is_counted_and_answered_with_a_receipt(self, vote, cast):
        response = cast(signed_in(an_employee()), vote, ["2"])
        assert response.status_code == 200
        assert "投票成功" in response.text
        assert len(receipt_in(response)) == 24
        assert ballots(vote) == [(2,)]

    def test_t86_the_second_is_refused_from_any_browser(self, vote, cast):
        person = an_employee()
        cast(signed_in(person), vote, ["2"])
        again = signed_in(person)
        page = again.get(vote.url).text
        assert "您已经投过票" in page
        assert 'id="ballot"' not in page
        response = cast(again, vote, ["1"])
        assert "您已经投过票" in response.text
        assert ballots(vote) == [(2,)]
        assert Participation.objects.count() == 1

    def test_t86_with_a_paper_opened_before_the_first(self, vote, cast, paper):
        person = an_employee()
        other = signed_in(person)
        second = paper(other, vote, ["1"])
        cast(signed_in(person), vote, ["2"])
        response = other.post(ballot_box(vote), second)
        assert response.status_code == 409
        assert "每人只有一票" in response.text
        assert ballots(vote) == [(2,)]

    def test_t86_nor_in_the_other_language(self, vote, cast, tree):
        english = translate(vote, locale=tree.en.locale, texts={"最美职工评选": "Best colleague"})
        person = an_employee()
        cast(signed_in(person), vote, ["2"])
        assert 'id="ballot"' not in signed_in(person).get(english.url).text
        assert cast(signed_in(an_employee()), english, ["1"]).status_code == 200
        assert ballots(vote) == [(1,), (2,)]

    def test_t86_a_double_tap_is_one_ballot_with_the_same_receipt(self, vote, paper):
        client = signed_in(an_employee())
        sent = paper(client, vote, ["2"])
        first, second = (client.post(ballot_box(vote), sent, follow=True) for _tap in range(2))
        assert (first.status_code, second.status_code) == (200, 200)
        assert receipt_in(first) == receipt_in(second)
        assert Ballot.objects.count() == 1

    def test_t86_a_paper_of_somebody_else_is_not_the_next_ones(self, vote, paper):
        """One computer for all: the next person goes back and sends the page that is still there."""
        sent = paper(signed_in(an_employee()), vote, ["2"])
        signed_in(an_employee()).post(ballot_box(vote), sent)
        next_one = signed_in(an_employee())
        response = next_one.post(ballot_box(vote), sent | {"choice": ["1"]})
        assert "请再按一次" in response.text
        assert re.search(r'value="1" checked', response.text)
        stamp = response.context["form"]["stamp"].value()
        assert stamp != sent["stamp"]
        assert ballots(vote) == [(2,)]


class TestWhoMayVote:
    def test_others_are_told_why(self, tree, clock, cast):
        mine, other = DepartmentFactory(name="机加车间", code="mill"), DepartmentFactory(name="质量部", code="quality")
        vote = a_vote(tree, audience="departments", audience_departments=[AudienceDepartment(department=mine)])
        page = signed_in(an_employee(department=other)).get(vote.url)
        assert "您不在其中" in page.text
        assert 'id="ballot"' not in page.text
        assert "机加车间" in page.text
        assert cast(signed_in(an_employee(department=mine)), vote, ["1"]).status_code == 200

    def test_a_list_of_numbers_that_nobody_sees(self, tree, clock, cast):
        invited = an_employee()
        vote = a_vote(tree, audience="list", audience_list=f"{invited.employee_number.lower()}\n")
        page = signed_in(an_employee()).get(vote.url)
        assert "您不在其中" in page.text
        assert invited.employee_number not in page.text
        assert cast(signed_in(invited), vote, ["1"]).status_code == 200

    @pytest.mark.parametrize("fields", [{"employee_number": None}, {"employee_number": ""}, {"left_on": "2026-05-01"}])
    def test_only_employees_by_the_roll(self, vote, fields):
        client = signed_in(an_employee(**fields))
        response = client.post(ballot_box(vote), {"choice": ["1"]})
        assert response.status_code == 403
        assert "不在名册上" in response.text
        assert not Ballot.objects.exists()

    def test_signing_in_on_the_page_keeps_what_was_chosen(self, vote, paper):
        employee, client = an_employee(), Client()
        wrong = client.post(ballot_box(vote), paper(client, vote, ["3"], **in_place(employee, "wrong")))
        assert wrong.status_code == 200
        assert "账号或密码不正确" in wrong.text
        assert re.search(r'value="3" checked', wrong.text)
        response = client.post(ballot_box(vote), paper(client, vote, ["3"], **in_place(employee)), follow=True)
        assert "投票成功" in response.text
        assert ballots(vote) == [(3,)]

    def test_a_public_vote_asks_for_proof_and_says_what_it_is_worth(self, tree, clock, paper):
        vote = a_vote(tree, audience="public")
        client = Client()
        sent = paper(client, vote, ["1"])
        response = client.post(ballot_box(vote), sent)
        assert "请填写图中的字母和数字" in response.text
        assert "不能完全杜绝一人多投" in response.text
        assert not Ballot.objects.exists()

    def test_a_public_vote_takes_one_from_a_browser(self, tree, clock, cast):
        vote = a_vote(tree, audience="public")
        # Whoever is signed in needs no proof.
        client = signed_in(an_employee())
        assert cast(client, vote, ["1"]).status_code == 200
        second = cast(client, vote, ["2"])
        assert second.status_code == 409
        assert "这个浏览器已经投过票" in second.text
        assert ballots(vote) == [(1,)]
        assert not Participation.objects.exists()


BAD = [
    ({"choice": []}, {}, "请从候选项中选一项。"),
    ({"choice": ["9"]}, {}, "不属于这次投票的选项"),
    ({"choice": ["0"]}, {}, "不属于这次投票的选项"),
    ({"choice": ["x"]}, {}, "不属于这次投票的选项"),
    ({"choice": ["-1"]}, {}, "不属于这次投票的选项"),
    ({"choice": ["1", "2"]}, {}, "最多选1项"),
    ({"choice": ["1", "2", "3"]}, {"voting_method": Method.MULTIPLE, "most": 2}, "最多选2项"),
    ({"choice": ["1"]}, {"voting_method": Method.MULTIPLE, "least": 2}, "请从候选项中至少选2项。"),
    ({"choice": ["1", "1"]}, {"voting_method": Method.APPROVAL}, "同一项选了两次"),
    ({"rank-1": "1", "rank-2": "1"}, {"voting_method": Method.RANKED}, "两项名次相同"),
    ({"rank-7": "1"}, {"voting_method": Method.RANKED}, "不属于这次投票的选项"),
    ({"rank-1": ""}, {"voting_method": Method.RANKED}, "请至少给一个候选项排名次。"),
]


class TestWhatIsRefused:
    @pytest.mark.parametrize(("choice", "fields", "words"), BAD)
    def test_a_bad_ballot_is_told_and_nothing_is_stored(self, tree, clock, cast, choice, fields, words):
        vote = a_vote(tree, **fields)
        response = cast(signed_in(an_employee()), vote, choice)
        assert response.status_code == 200
        # On top of the page, with a way to the paper, and beside it.
        top, _facts, paper = response.text.partition("<dl")
        assert words in top
        assert 'role="alert"' in top
        assert re.search(rf'id="choice_error">[^<]*{words}', paper)
        anchor = re.search(r'<a href="#([\w-]+)">您的选择</a>', top)[1]
        assert f'id="{anchor}"' in paper
        assert not Ballot.objects.exists()
        assert not Participation.objects.exists()

    def test_nobody_is_too_quick_who_signs_in(self, vote):
        client = signed_in(an_employee())
        stamp = client.get(vote.url).context["form"]["stamp"].value()
        assert client.post(ballot_box(vote), {"stamp": stamp, "choice": ["1"]}).status_code == 302

    @pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), DAY])
    def test_t86_after_the_close(self, vote, paper, clock, late):
        client = signed_in(an_employee())
        sent = paper(client, vote, ["1"])
        clock.move_to(vote.closes_at + late)
        response = client.post(ballot_box(vote), sent)
        assert response.status_code == 409
        assert "活动已经截止" in response.text
        assert not Ballot.objects.exists()

    def test_in_the_last_second(self, vote, paper, clock):
        client = signed_in(an_employee())
        clock.move_to(vote.closes_at - timedelta(minutes=5))
        sent = paper(client, vote, ["1"])
        clock.move_to(vote.closes_at - timedelta(seconds=1))
        assert client.post(ballot_box(vote), sent).status_code == 302
        assert Ballot.objects.count() == 1

    def test_before_the_opening(self, tree, clock):
        vote = a_vote(tree, opens_at=timezone.now() + DAY)
        response = signed_in(an_employee()).post(ballot_box(vote), {"choice": ["1"]})
        assert response.status_code == 409
        assert "还没有开始" in response.text

    def test_the_service_refuses_the_same(self, vote, clock):
        clock.move_to(vote.closes_at)
        with pytest.raises(Refused, match="截止"):
            services.cast_ballot(vote=vote, person=an_employee(), choices=[1], receipt="R")


class TestRanked:
    def test_the_order_is_kept(self, tree, clock, cast):
        vote = a_vote(tree, voting_method=Method.RANKED)
        cast(signed_in(an_employee()), vote, {"rank-3": "1", "rank-1": "2"})
        assert ballots(vote) == [(3, 1)]

    def test_rounds_are_shown(self, tree, clock):
        vote = a_vote(tree, voting_method=Method.RANKED)
        vote_many(vote, [[1]] * 4 + [[2]] * 3 + [[3, 2]] * 2)
        clock.move_to(vote.closes_at + DAY)
        services.count_closed()
        html = Client().get(vote.url).text
        assert "各轮计票" in html
        assert re.search(r"李师傅\s*<span[^>]*>当选", html)


class TestResults:
    FIVE = ([1], [1], [1], [2], [3])

    @pytest.mark.parametrize(
        ("rule", "before", "after"),
        [(ResultRule.ALWAYS, True, True), (ResultRule.AFTER_VOTING, False, True), (ResultRule.AT_CLOSE, False, False)],
    )
    def test_who_sees_them_while_the_vote_is_open(self, tree, clock, cast, rule, before, after):
        vote = a_vote(tree, result_rule=rule)
        vote_many(vote, self.FIVE)
        client = signed_in(an_employee())
        assert ("当前票数" in client.get(vote.url).text) is before
        cast(client, vote, ["1"])
        assert ("当前票数" in client.get(vote.url).text) is after
        assert ("当前票数" in Client().get(vote.url).text) is (rule == ResultRule.ALWAYS)

    def test_hidden_results_are_in_no_screen_of_the_staff(self, tree, clock, admin_client):
        vote = a_vote(tree)
        vote_many(vote, self.FIVE)
        edit = admin_client.get(f"/admin/pages/{vote.pk}/edit/").text
        assert "参与5人" in edit
        for address in (f"/admin/pages/{vote.pk}/edit/", "/admin/activities/", vote.url):
            assert not re.search(r"[35]\s*票|60[.]0%", admin_client.get(address).text)

    def test_t86_they_change_by_whole_groups_whenever_they_are_looked_at(self, tree, clock):
        vote, shown = a_vote(tree, result_rule=ResultRule.ALWAYS, closes_at=timezone.now() + 30 * DAY), []
        for number in range(13):
            services.cast_ballot(vote=vote, person=an_employee(), choices=[number % 3 + 1], receipt=f"L{number}")
            # A day later or after a restart nothing is remembered.
            forget_everything()
            clock.move_to(timezone.now() + timedelta(hours=25))
            said = re.search(r"共(\d+)张选票", Client().get(vote.url).text)
            shown.append(int(said[1]) if said else 0)
        assert shown == [0] * 4 + [5] * 5 + [10] * 4
        counts = {row.candidate.name: row.votes for row in queries.current_result(vote, vote).rows}
        assert sum(counts.values()) == 10

    def test_t86_looked_at_late_they_wait_for_a_whole_group_more(self, tree, clock):
        vote = a_vote(tree, result_rule=ResultRule.ALWAYS)
        vote_many(vote, [[1]] * 7)
        services.renew_open_count(vote)
        for number in range(5):
            assert queries.current_result(vote, vote).tally.ballots == 7
            services.cast_ballot(vote=vote, person=an_employee(), choices=[3], receipt=f"L{number}")
            services.renew_open_count(vote)
        assert queries.current_result(vote, vote).tally.ballots == 12

    def test_t86_fewer_than_five_are_neither_shown_nor_stored_in_clear(self, vote, clock):
        vote_many(vote, [[2]] * 4)
        clock.move_to(vote.closes_at + DAY)
        services.count_closed()
        html = Client().get(vote.url).text
        assert "收到的票太少" in html
        assert Client().get(f"{vote.url}ballots/").status_code == 404
        count = VoteCount.objects.get()
        assert (count.ballots, count.votes) == (4, {})
        # Whoever has the table alone cannot try out what four may have chosen.
        assert count.digest != rules.digest_of([(2,)] * 4)
        assert queries.recount(vote).faults == []
        VoteCount.objects.update(digest=rules.digest_of([(2,)] * 4))
        assert queries.recount(vote).faults

    def test_t86_what_1_0_had_counted_is_brought_to_it_once(self, vote, clock):
        activities = [uuid4(), uuid4()]
        for number, (activity, ballots_in) in enumerate(zip(activities, [4, 5], strict=True)):
            votes = {
                "counted_at": timezone.now(),
                "ballots": ballots_in,
                "votes": {"1": ballots_in},
                "digest": "d" * 64,
            }
            VoteCount.objects.create(activity=activity, **votes)
            Satisfaction.objects.create(activity=activity, stars=5, number=3)
            Satisfaction.objects.create(activity=activity, stars=4, number=1 + number)
        migration = import_module("interact.migrations.0004_whole_groups_alone")
        found = []
        now = SimpleNamespace(get_model=lambda _app, name: apps.get_model("activities", name))
        for _run in range(2):
            migration.show_whole_groups(now, None)
            migration.hide_few_ballots(now, None)
            counts = VoteCount.objects.order_by("ballots").values_list("votes", "digest")
            shown = (
                Satisfaction.objects.filter(activity=activities[1]).order_by("stars").values_list("shown", flat=True)
            )
            found.append([*counts, *shown])
        few, many, *shown = found[0]
        assert (few[0], few[1] != "d" * 64, many) == ({}, True, ({"1": 5}, "d" * 64))
        assert shown == [2, 3]
        assert not Satisfaction.objects.filter(activity=activities[0], shown__gt=0).exists()
        assert found[0] == found[1]

    def test_the_winner_and_the_list_of_ballots_after_the_count(self, vote, clock):
        vote_many(vote, self.FIVE)
        clock.move_to(vote.closes_at + timedelta(seconds=30))
        assert services.count_closed() == 0
        assert "正在计票" in Client().get(vote.url).text
        clock.move_to(vote.closes_at + timedelta(minutes=2))
        assert services.count_closed() == 1
        assert services.count_closed() == 0
        html = Client().get(vote.url).text
        assert re.search(r"张师傅\s*<span[^>]*>当选", html)
        assert "60.0%" in html
        lines = Client().get(f"{vote.url}ballots/").text.splitlines()
        listed = lines[lines.index(next(line for line in lines if line.startswith("# ballots"))) + 1 :][:5]
        assert listed == ["1", "1", "1", "2", "3"]
        assert services.receipt_digest("R0") in lines


class TestReceipts:
    def test_it_says_whether_the_ballot_is_in_and_never_what_it_says(self, vote, cast, clock):
        client = signed_in(an_employee())
        receipt = receipt_in(cast(client, vote, ["2"]))
        address = f"{vote.url}receipt/"
        assert "已经收到，截止后计票" in Client().post(address, {"receipt": receipt.lower().replace("-", " ")}).text
        clock.move_to(vote.closes_at + DAY)
        services.count_closed()
        found = Client().post(address, {"receipt": receipt}).text
        assert "已经计入公布的结果" in found
        assert "李师傅" not in found
        assert "没有找到" in Client().post(address, {"receipt": "AAAA-AAAA"}).text
        assert "请填写投票后得到的回执" in Client().post(address, {"receipt": ""}).text

    def test_t86_its_address_opens_once(self, vote, paper):
        client = signed_in(an_employee())
        sent = paper(client, vote, ["2"])
        there = client.post(ballot_box(vote), sent)["Location"]
        assert receipt_in(client.get(there))
        # By whoever finds it in a history, or by going back.
        for who in (Client(), client):
            assert who.get(there)["Location"].endswith(vote.url)
        # The same form sent again is the same ballot, and opens anew for who has it.
        again = client.post(ballot_box(vote), sent)["Location"]
        assert again != there
        assert receipt_in(client.get(again))

    def test_it_is_kept_nowhere_but_as_a_digest(self, vote, cast):
        client = signed_in(an_employee())
        receipt = receipt_in(cast(client, vote, ["2"]))
        assert receipt not in str(dict(client.session))
        assert receipt not in str(list(Ballot.objects.values()))


class TestRecount:
    def test_everything_agrees(self, vote, clock):
        vote_many(vote, TestResults.FIVE)
        clock.move_to(vote.closes_at + DAY)
        services.count_closed()
        found = queries.recount(vote)
        assert (found.ballots, found.voters, found.faults) == (5, 5, [])

    @pytest.mark.parametrize("what", ["removed", "exchanged", "added", "numbers"])
    def test_whatever_was_changed_is_found(self, vote, clock, what):
        vote_many(vote, TestResults.FIVE)
        clock.move_to(vote.closes_at + DAY)
        services.count_closed()
        first, second, *_rest = Ballot.objects.all()
        if what == "removed":
            first.delete()
        elif what == "exchanged":
            Ballot.objects.filter(pk=first.pk).update(sealed=second.sealed)
        elif what == "added":
            Participation.objects.all()[0].delete()
        else:
            VoteCount.objects.update(votes={"1": 5})
        assert queries.recount(vote).faults

    def test_the_command_prints_and_fails_on_a_fault(self, vote, clock, capsys):
        vote_many(vote, TestResults.FIVE)
        clock.move_to(vote.closes_at + DAY)
        services.count_closed()
        call_command("recount_vote", vote.slug)
        assert "5 ballots, 5 voters" in capsys.readouterr().out
        Ballot.objects.all()[0].delete()
        with pytest.raises(CommandError):
            call_command("recount_vote", vote.slug)
        with pytest.raises(CommandError, match="no vote"):
            call_command("recount_vote", "nothing")


class TestCosts:
    @pytest.mark.parametrize("candidates", [3, 30])
    def test_the_page_of_a_vote(self, tree, clock, candidates, django_assert_max_num_queries):
        vote = a_vote(tree, names=[f"{number}号" for number in range(candidates)])
        client = signed_in(an_employee())
        client.get(vote.url)
        with django_assert_max_num_queries(15):
            client.get(vote.url)

    def test_the_count_of_many(self, vote, clock, django_assert_num_queries):
        vote_many(vote, TestResults.FIVE * 3)
        clock.move_to(vote.closes_at + DAY)
        services.count_closed()
        Client().get(vote.url)
        with django_assert_num_queries(1):
            queries.final_result(vote, vote)


class TestTheKeptPaper:
    """What the page of an open vote shows everybody is kept; what is one person's own is never in it."""

    @staticmethod
    def own(html: str) -> list[str]:
        return re.findall(
            r'name="(?:stamp|csrfmiddlewaretoken|picture)" value="([^"]+)"|data-challenge="([^"]+)"', html
        )

    @pytest.mark.parametrize("audience", ["all", "public"])
    def test_each_has_a_stamp_and_tokens_of_their_own(self, tree, clock, audience):
        vote = a_vote(tree, audience=audience)
        pages = [Client().get(vote.url).text for _person in range(3)]
        own = [self.own(html) for html in pages]
        assert len({len(found) for found in own}) == 1
        assert len({value for found in own for value in found}) == sum(map(len, own))
        for html, found in zip(pages, own, strict=True):
            others = {value for other in own if other is not found for values in other for value in values if value}
            assert not any(value in html for value in others)

    def test_nobody_sees_what_another_chose_or_that_they_voted(self, vote, cast):
        plain = Client().get(vote.url).text
        person = signed_in(an_employee(name="孙小满"))
        assert 'id="sign-in"' in plain
        assert 'id="sign-in"' not in person.get(vote.url).text
        refused = Client().post(ballot_box(vote), {"choice": "2", "stamp": ""}).text
        assert re.search(r'value="2" checked', refused)
        cast(person, vote, ["1"])
        assert "您已经投过票" in person.get(vote.url).text
        after = Client().get(vote.url).text
        assert "checked" not in after
        assert "您已经投过票" not in after
        assert 'id="sign-in"' in after

    def test_the_turnout_is_that_of_now(self, vote, cast):
        before = Client().get(vote.url).text
        cast(signed_in(an_employee()), vote, ["1"])
        after = Client().get(vote.url).text
        assert ("0人" in before, "1人" in after) == (True, True)

    def test_it_is_closed_by_the_clock_and_shows_the_days_left(self, vote, clock):
        assert 'id="ballot"' in Client().get(vote.url).text
        assert "还剩3天" in Client().get(vote.url).text
        clock.move_to(timezone.now() + DAY)
        assert "还剩2天" in Client().get(vote.url).text
        clock.move_to(vote.closes_at + timedelta(seconds=1))
        assert 'id="ballot"' not in Client().get(vote.url).text

    def test_a_cancelled_vote_is_cancelled_at_once(self, vote, django_capture_on_commit_callbacks):
        assert 'id="ballot"' in Client().get(vote.url).text
        with django_capture_on_commit_callbacks(execute=True):
            cancel_activity(page=vote, actor=vote.in_charge, cause=CancelCause.values[0])
        html = Client().get(vote.url).text
        assert 'id="ballot"' not in html
        assert "活动已取消" in html
