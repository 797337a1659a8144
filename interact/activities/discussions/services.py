"""Every write of discussions: sending and withdrawing, liking, reporting, deciding, answering, telling moderators."""

import hashlib
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.activities.discussions import queries, rules
from interact.activities.discussions.choices import (
    MODERATE,
    POSTS_A_DAY,
    PostKind,
    PostState,
    Reason,
    ReportReason,
    Verdict,
)
from interact.activities.discussions.models import DiscussionPage, Nickname, Post, PostReport
from interact.activities.discussions.queries import moderators
from interact.activities.plans.services import admit
from interact.participation.services import TakenPart, take_part
from unionsite.accounts.changes.kinds import Lines
from unionsite.accounts.models import PendingChange, User
from unionsite.accounts.public_words import services as public_words
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.mails import staff_address, tell
from unionsite.core.rate_limits import RateLimit
from unionsite.core.refusals import Refused, is_reason_enough

HOUR = 3600
_ACTIONS = {
    Verdict.PUBLISH: Action.POST_PUBLISHED,
    Verdict.REFUSE: Action.POST_REFUSED,
    Verdict.KEEP: Action.POST_KEPT,
    Verdict.TAKE_DOWN: Action.POST_TAKEN_DOWN,
}
_STATES = {
    Verdict.PUBLISH: PostState.PUBLIC,
    Verdict.REFUSE: PostState.REFUSED,
    Verdict.KEEP: PostState.PUBLIC,
    Verdict.TAKE_DOWN: PostState.TAKEN_DOWN,
}


class TakenNickname(Refused):
    """Somebody else speaks under this name in the discussion."""


class UsedStamp(Exception):
    """The form is that of somebody who wrote at this computer before."""


# --- What employees do ---


def _note_participation(discussion: DiscussionPage, person: User) -> None:
    with suppress(TakenPart):
        take_part(activity=discussion.translation_key, person=person)


@transaction.atomic
def send_post(
    *,
    discussion: DiscussionPage,
    person: User,
    nickname: str,
    kind: str,
    text: str,
    receipt: str,
    now: datetime | None = None,
) -> Post:
    """Store a post that waits for a moderator; `discussion` is the original page, `receipt` that of the form's stamp.

    The same form again, from the same person, is the same post and stores nothing. A person whose nickname readers
    know keeps it. Raises NotInvited, TakenNickname, UsedStamp, and Refused beyond the limit of a day.
    """
    now, stamp = now or timezone.now(), hashlib.sha256(receipt.encode()).hexdigest()
    admit(discussion, person, now)
    if sent := Post.objects.filter(stamp=stamp).first():
        if sent.person_id != person.pk:
            raise UsedStamp
        return sent
    name = _claim_nickname(discussion, person, nickname)
    if Post.objects.filter(person=person).on_day_of(now).count() >= POSTS_A_DAY:
        words = _("您今天已经发了%(number)d条，达到每天的上限。请明天再发，您写的内容请先自行保存。")
        raise Refused(words % {"number": POSTS_A_DAY})
    is_question = kind == PostKind.QUESTION and discussion.takes_questions
    post, _is_new = Post.objects.get_or_create(
        stamp=stamp,
        defaults={
            "activity": discussion.translation_key,
            "person": person,
            "nickname": name,
            "kind": PostKind.QUESTION if is_question else PostKind.STATEMENT,
            "text": text,
            "sent_at": now,
        },
    )
    _note_participation(discussion, person)
    return post


def _claim_nickname(discussion: DiscussionPage, person: User, name: str) -> str:
    """Return the name the person speaks under: the one readers know, else this one, which is theirs from now on."""
    if known := queries.fixed_nickname(discussion, person):
        return known
    values = {"name": name, "key": rules.nickname_key(name)}
    try:
        with transaction.atomic():
            Nickname.objects.update_or_create(activity=discussion.translation_key, person=person, defaults=values)
    except IntegrityError as error:
        raise TakenNickname(_("这个昵称已经有人用了，请换一个。")) from error
    # What still waits is shown under the name that is theirs; the former one is free for others.
    Post.objects.of(discussion).filter(person=person, state=PostState.WAITING).update(nickname=name)
    return name


@transaction.atomic
def withdraw_post(*, post: Post, person: User) -> None:
    """Delete a post of one's own that waits. Raises Refused for one that was decided meanwhile."""
    deleted, _rows = Post.objects.filter(pk=post.pk, person=person, state=PostState.WAITING).delete()
    if not deleted:
        raise Refused(_("这条发言已经审核过，不能撤回。"))


@transaction.atomic
def report_post(
    *, discussion: DiscussionPage, post: Post, person: User, reason: str, now: datetime | None = None
) -> None:
    """Count that a person finds a post improper; enough of them hide it until a moderator decides. Raises Refused."""
    now = now or timezone.now()
    admit(discussion, person, now)
    if reason not in ReportReason.values:
        raise Refused(_("请选择举报的原因。"))
    post = Post.objects.select_for_update().get(pk=post.pk)
    if not post.is_readable:
        raise Refused(_("这条发言已经不公开，不用再举报。"))
    if post.person_id == person.pk:
        raise Refused(_("不能举报自己的发言。"))
    _report, is_new = PostReport.objects.get_or_create(post=post, person=person, defaults={"reason": reason})
    if not is_new:
        raise Refused(_("您已经举报过这条发言，工作人员会处理。"))
    if rules.is_hidden_by(post.reports.filter(is_settled=False).values_list("person", flat=True)):
        post.hidden_at = now
        post.save(update_fields=["hidden_at"])


# --- What staff do ---


@transaction.atomic
def decide(
    *, post: Post, actor: User, verdict: str, reason: str = "", words: str = "", now: datetime | None = None
) -> Post:
    """Carry out a moderator's `Verdict` on a post. Raises Refused, also if another has decided meanwhile."""
    now, words = now or timezone.now(), " ".join(words.split())
    post = Post.objects.select_for_update().get(pk=post.pk)
    has_right = actor.has_perm(MODERATE) and actor.may_act(timezone.localdate(now))
    if not rules.may_moderate(has_right=has_right, is_own=post.person_id == actor.pk):
        raise Refused(_("您不能审核这条发言：没有审核权限，或者是您自己的发言。"))
    if verdict not in rules.verdicts(post.state, post.hidden_at is not None):
        raise Refused(_("这条发言的状态已经变了，可能别人刚刚处理过。请刷新后再看。"))
    if rules.needs_reason(verdict):
        _ask_for_reason(reason, words)
        post.reason, post.reason_words = reason, words
    post.state, post.decided_by, post.decided_at, post.hidden_at = _STATES[verdict], actor, now, None
    post.save()
    post.reports.update(is_settled=True)
    label = Reason(reason).label if rules.needs_reason(verdict) else ""
    _record(_ACTIONS[verdict], actor, post, reason=str(label))
    return post


def _ask_for_reason(reason: str, words: str) -> None:
    if reason not in Reason.values:
        raise Refused(_("请选择原因，发言人会看到。"))
    if reason == Reason.OTHER and not is_reason_enough(words, 4):
        raise Refused(_("请写明原因，至少四个字，发言人会看到。"))


@transaction.atomic
def propose_answer(*, post: Post, actor: User, text: str, now: datetime | None = None) -> PendingChange:
    """Put an answer to a public question, another in its place, or none any more (""), before somebody of another
    office; readers see nothing of it until then. Raises Refused."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    discussion = queries.discussion_of(post)
    is_host = discussion is not None and discussion.host_id == actor.pk
    if not rules.may_answer(is_host=is_host, has_right=actor.has_perm(MODERATE), kind=post.kind, state=post.state):
        raise Refused(_("这条提问现在不能答复：还没有公开，或者您不是主持人。"))
    if found := queries.obstacles_in(text):
        raise Refused(_("；").join(finding.message for finding in found))
    return public_words.propose(instance=post, values={"answer": text}, actor=actor, now=now or timezone.now())


def note_answer(post: Post, change: PendingChange, now: datetime) -> None:
    """After a second person agreed: note who wrote the answer that stands now. Raises Refused for a question that is
    no longer public."""
    if post.answer and not post.is_readable:
        raise Refused(_("这条提问已经不公开，不能再公开答复。"))
    post.answered_by, post.answered_at = (change.proposer, now) if post.answer else (None, None)
    post.save(update_fields=["answered_by", "answered_at"])
    _record(Action.POST_ANSWERED, change.proposer, post)


def about_answer(post: Post) -> Lines:
    """Return what the second person sees beside the answer."""
    discussion = queries.discussion_of(post)
    return [(_("话题"), discussion.title if discussion else ""), (_("提问"), post.text)]


def note_export(*, discussion: DiscussionPage, actor: User, rows: int, with_names: bool) -> None:
    """Put on record that the posts of a discussion were saved as a file, and whether with the real names."""
    detail = {"rows": rows, "fields": [str(_("实名"))] if with_names else []}
    audit.record(Action.POSTS_EXPORTED, actor=actor, subject=discussion, detail=detail)


def _record(action: Action, actor: User, post: Post, reason: str = "") -> None:
    discussion = queries.discussion_of(post)
    audit.record(
        action,
        actor=actor,
        subject=post,
        reason=reason,
        detail={"name": discussion.title if discussion else "", "kind": str(post.get_kind_display())},
    )


def tell_moderators() -> int:
    """Mail the moderators if posts wait, at most once in an hour; return how many wait."""
    number = Post.objects.to_decide().count()
    if number and RateLimit("waiting-posts", 1, HOUR).take("mail"):
        tell_of_waiting(number)
    return number


def tell_of_waiting(number: int) -> None:
    """Tell the moderators that posts wait, without a word of them."""
    address = staff_address("posts_admin:index")
    tell("activities/discussions/mail/waiting.txt", moderators(), {"number": number, "address": address})
