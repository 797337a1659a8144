"""What forms cannot show of the writes: constraints, two at the same moment, forgotten checks of a caller (S-5.3)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from interact.activities.discussions import services
from interact.activities.discussions.choices import PostKind, PostState, Verdict
from interact.activities.models import Nickname, Post, PostReport
from interact.activities.plans.services import NotInvited
from tests.conftest import member
from tests.interact.activities.discussions.talking import a_post, an_employee
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db


def send(discussion, person, receipt="one", **fields):
    values = {"nickname": "老郑", "kind": PostKind.STATEMENT, "text": "好主意", **fields}
    return services.send_post(discussion=discussion, person=person, receipt=receipt, **values)


def test_the_database_keeps_one_report_of_a_person(discussion, employee):
    post = a_post(discussion)
    PostReport.objects.create(post=post, person=employee, reason="abuse")
    with pytest.raises(IntegrityError), transaction.atomic():
        PostReport.objects.create(post=post, person=employee, reason="abuse")


def test_a_nickname_that_another_took_meanwhile_is_refused_and_stores_nothing(discussion, employee):
    send(discussion, an_employee())
    with pytest.raises(services.TakenNickname):
        send(discussion, employee, receipt="two")
    assert Post.objects.count() == 1
    assert not Nickname.objects.filter(person=employee).exists()


def test_the_nickname_of_somebody_who_is_gone_stays_taken(discussion, employee):
    gone = an_employee()
    send(discussion, gone)
    gone.delete()
    with pytest.raises(services.TakenNickname):
        send(discussion, employee, receipt="two")


def test_the_same_nickname_may_be_used_in_another_discussion(discussion, employee):
    Nickname.objects.create(activity="0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f", name="老郑", key="老郑")
    assert send(discussion, employee).nickname == "老郑"


def test_nobody_outside_gets_in_without_the_form(discussion, employee, clock):
    clock.move_to(discussion.closes_at)
    with pytest.raises(NotInvited):
        send(discussion, employee)
    with pytest.raises(NotInvited):
        services.report_post(discussion=discussion, post=a_post(discussion), person=employee, reason="abuse")


def test_two_moderators_decide_once(discussion):
    post = a_post(discussion, state=PostState.WAITING)
    first, second = member("初审", username="one"), member("初审", username="two")
    services.decide(post=post, actor=first, verdict=Verdict.PUBLISH)
    with pytest.raises(Refused):
        services.decide(post=post, actor=second, verdict=Verdict.REFUSE, reason="abuse")
    post.refresh_from_db()
    assert (post.state, post.decided_by) == (PostState.PUBLIC, first)


def test_a_post_decided_meanwhile_is_not_withdrawn(discussion, employee):
    post = a_post(discussion, employee, state=PostState.WAITING)
    Post.objects.update(state=PostState.PUBLIC)
    with pytest.raises(Refused):
        services.withdraw_post(post=post, person=employee)
    assert Post.objects.exists()


def test_an_account_just_made_does_not_decide_yet(discussion):
    actor = member("初审", acts_from=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused):
        services.decide(post=a_post(discussion, state=PostState.WAITING), actor=actor, verdict=Verdict.PUBLISH)
