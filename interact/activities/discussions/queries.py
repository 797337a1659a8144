"""Composed reads of discussions: the page of posts, nicknames, findings of the text checks, figures, what waits."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from interact.activities.discussions import rules
from interact.activities.discussions.choices import MODERATE, POSTS_ON_A_PAGE, PROPOSED, Order, PostKind, PostState
from interact.activities.discussions.models import DiscussionPage, Nickname, Post
from unionsite.accounts.models import PendingChange, User
from unionsite.accounts.public_words.queries import waiting_among
from unionsite.core.models import SiteSettings
from unionsite.core.queries import default_site
from unionsite.core.request_values import nearest_page
from unionsite.publishing.textchecks import checklist
from unionsite.publishing.textchecks.choices import Role
from unionsite.publishing.textchecks.engine import Checklist, check_parts
from unionsite.publishing.textchecks.extraction import Parts, Text
from unionsite.publishing.textchecks.findings import Finding
from unionsite.publishing.textchecks.normalise import soften

MINE_SHOWN = 50
# A digest of 20 bytes has 16 numbers of four.
_PROPOSALS = 16

# --- What readers see ---


def board(
    discussion: DiscussionPage, order: Order, page_number, questions_page, now: datetime
) -> tuple[PageOfRows, PageOfRows]:
    """Return a page of the statements that everybody reads, in this order, and one of the questions, the newest first;
    two queries in all."""
    rows = list(Post.objects.of(discussion).readable().values_list("pk", "kind").order_by("-sent_at", "pk"))
    asked = [key for key, kind in rows if kind == PostKind.QUESTION]
    keys = [key for key, kind in rows if kind != PostKind.QUESTION]
    if order == Order.FAIR:
        keys = rules.fair_order(keys, now)
    posts = nearest_page(Paginator(keys, POSTS_ON_A_PAGE), page_number)
    questions = nearest_page(Paginator(asked, POSTS_ON_A_PAGE), questions_page)
    found = Post.objects.select_related("answered_by").in_bulk([*posts.object_list, *questions.object_list])
    for page in (posts, questions):
        page.object_list = [found[key] for key in page.object_list if key in found]
    return posts, questions


def posts_of(discussion: DiscussionPage, person) -> list[Post]:
    """Return a person's own posts in a discussion, newest first, whatever their state."""
    if not person.is_authenticated:
        return []
    return list(Post.objects.of(discussion).filter(person=person).order_by("-sent_at", "pk")[:MINE_SHOWN])


# --- Nicknames ---


def fixed_nickname(discussion: DiscussionPage, person) -> str:
    """Return the nickname by which readers know a person already; from then on it stays, so that nobody plays two."""
    if not person.is_authenticated:
        return ""
    seen = Post.objects.of(discussion).filter(person=person, state__in=(PostState.PUBLIC, PostState.TAKEN_DOWN))
    return seen.values_list("nickname", flat=True).first() or ""


def is_nickname_taken(discussion: DiscussionPage, name: str, person) -> bool:
    """Whether somebody else speaks under this name in the discussion, or is called so in fact."""
    others = Nickname.objects.filter(activity=discussion.translation_key, key=rules.nickname_key(name))
    return others.exclude(person=person).exists() or User.objects.filter(name=name).exclude(pk=person.pk).exists()


def nickname_to_offer(discussion: DiscussionPage, person) -> str:
    """Return the name a person used last, else a free one such as 职工1234: always the same for them in a discussion,
    another in the next. One query."""
    if not person.is_authenticated:
        return f"{PROPOSED}{1000 + secrets.randbelow(9000)}"
    seed = salted_hmac("interact.discussions.nickname", f"{discussion.translation_key}:{person.pk}").digest()
    numbers = [1000 + int.from_bytes(seed[i : i + 4], "big") % 9000 for i in range(_PROPOSALS)]
    names = [f"{PROPOSED}{number}" for number in numbers]
    in_use = Nickname.objects.filter(activity=discussion.translation_key).filter(Q(person=person) | Q(name__in=names))
    holders = dict(in_use.values_list("name", "person"))
    own = [name for name, holder in holders.items() if holder == person.pk]
    free = (name for name in names if name not in holders and not nickname_fault(discussion, person, name))
    return own[0] if own else next(free, "")


def nickname_fault(discussion: DiscussionPage, person, name: str) -> rules.NicknameFault | None:
    """Return what is wrong with a nickname of this person, who may be a visitor; whether it is taken is not asked."""
    own = [person.get_full_name(), person.employee_number or ""] if person.is_authenticated else []
    site = default_site()
    union = SiteSettings.remembered_for(site.pk) if site else SiteSettings()
    return rules.fault_of_nickname(name, own, [union.union_name, union.short_name, discussion.host_name])


# --- The text checks ---


def findings_in(text: str, against: Checklist | None = None) -> list[Finding]:
    """Return what the text checks find in plain text: words and personal data, most serious first."""
    parts = Parts(language=settings.LANGUAGE_CODE, texts=[Text("text", "", soften(text), Role.BODY)])
    found = check_parts(parts, against or checklist.current())
    return [finding for finding in found if finding.rule in rules.LOOKED_AT]


def obstacles_in(text: str) -> list[Finding]:
    """Return the findings that keep a text from being sent."""
    return [finding for finding in findings_in(text) if rules.stops(finding.rule, finding.level)]


# --- For the staff ---


def discussions() -> QuerySet[DiscussionPage]:
    """Return the published discussions in the site's first language, newest first."""
    return DiscussionPage.objects.originals(settings.LANGUAGE_CODE).filter(live=True).order_by("-opens_at")


def hosted_by(user) -> QuerySet[DiscussionPage]:
    return discussions().filter(host=user)


def visible_posts(user) -> QuerySet[Post]:
    """Return the posts that a member of staff works on: all for moderators, for a host their own public questions."""
    if user.has_perm(MODERATE):
        return Post.objects.all()
    hosted = hosted_by(user).order_by().values("translation_key")
    return Post.objects.readable().filter(activity__in=hosted, kind=PostKind.QUESTION)


def may_enter_desk(user) -> bool:
    return user.has_perm(MODERATE) or hosted_by(user).exists()


@dataclass(frozen=True)
class DeskRow:
    """A post on the desk: its discussion, what the checks found, how often it was reported and for which reasons."""

    post: Post
    discussion: DiscussionPage | None
    findings: list[Finding]
    reports: list[str]
    is_own: bool
    waiting: PendingChange | None  # another answer, which waits for its second person


def desk_rows(posts: Sequence[Post], user) -> list[DeskRow]:
    """Return rows for posts with `reports` prefetched; a handful of queries for any number."""
    keys = {post.activity for post in posts}
    pages = {page.translation_key: page for page in discussions().filter(translation_key__in=keys)}
    against, waiting = checklist.current(), waiting_among(Post, posts)
    return [
        DeskRow(
            post=post,
            discussion=pages.get(post.activity),
            findings=findings_in(post.text, against),
            reports=[str(one.get_reason_display()) for one in post.reports.all() if not one.is_settled],
            is_own=post.person_id == user.pk,
            waiting=waiting.get(post.pk),
        )
        for post in posts
    ]


def discussion_of(post: Post) -> DiscussionPage | None:
    return DiscussionPage.objects.originals(settings.LANGUAGE_CODE).filter(translation_key=post.activity).first()


def figures_of(discussion: DiscussionPage) -> dict[str, int]:
    """Return how many posts were public, of how many authors, and what is open."""
    public = Q(state=PostState.PUBLIC)
    open_question = public & Q(kind=PostKind.QUESTION, answered_at=None)
    waiting = Q(state=PostState.WAITING) | (public & Q(hidden_at__isnull=False))
    return Post.objects.of(discussion).aggregate(
        posts=Count("pk", filter=public),
        # People who have left since still count: the nickname stays, and nobody else may have it.
        authors=Count("nickname", filter=public, distinct=True),
        unanswered=Count("pk", filter=open_question),
        waiting=Count("pk", filter=waiting),
    )


def for_archive(discussion: DiscussionPage) -> QuerySet[Post]:
    return Post.objects.of(discussion).select_related("person", "person__department").order_by("sent_at", "pk")


def moderators() -> QuerySet[User]:
    """Return who may moderate by their role and has an address."""
    right = Q(groups__permissions__codename="moderate_posts", groups__permissions__content_type__app_label="activities")
    return User.objects.filter(right, is_active=True).exclude(email="").distinct()
