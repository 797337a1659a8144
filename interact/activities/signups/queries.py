"""Composed reads of sign-ups: places left, one's own sign-up, who may see the list, attendance."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.permissions import page_permission_policy

from interact.activities.plans.choices import ActivityKind
from interact.activities.plans.models.pages import ActivityPage
from interact.activities.plans.rules import share
from interact.activities.signups import rules
from interact.activities.signups.models import Signup, SignupPage, SignupQuestion
from interact.activities.signups.rules import Phase, SignupState
from interact.questionnaires.queries import written
from unionsite.accounts.models import User

# --- Places ---


@dataclass(frozen=True)
class Places:
    """Places of each pool, and seats taken in it."""

    capacity: dict[rules.Pool, int]
    taken: dict[rules.Pool, int]
    waiting: int

    @cached_property
    def free(self) -> dict[rules.Pool, int]:
        return {pool: max(places - self.taken.get(pool, 0), 0) for pool, places in self.capacity.items()}

    @property
    def free_in_all(self) -> int:
        return sum(self.free.values())


def places_of(activity: SignupPage) -> Places:
    """Return how many places are taken now; seats in a pool that is gone count in the rest."""
    capacity, taken, waiting = activity.capacities, {}, 0
    rows = Signup.objects.of(activity).active().order_by().values_list("state", "pool")
    for state, pool, seats, number in rows.annotate(seats_taken=Sum("seats"), number=Count("pk")):
        if state == SignupState.WAITING:
            waiting += number
        else:
            pool = pool if pool in capacity else None
            taken[pool] = taken.get(pool, 0) + seats
    return Places(capacity, taken, waiting)


def with_places(activities: QuerySet) -> QuerySet:
    """Fetch with each activity what `fullness` asks, in the same query."""
    taken = Signup.objects.filter(activity=OuterRef("translation_key")).placed().order_by().values("activity")
    return activities.select_related("signuppage").annotate(seats_taken=Subquery(taken.values(seats=Sum("seats"))))


def fullness(activity: ActivityPage) -> str:
    """Return how a sign-up without a free place is called in a list of `with_places`; empty for everything else."""
    taken = getattr(activity, "seats_taken", None)
    if not taken or taken < activity.signuppage.places:
        return ""
    return str((Phase.QUEUE if activity.signuppage.has_waiting_list else Phase.FULL).label)


def pool_of(activity: SignupPage, person) -> rules.Pool:
    return rules.pool_of(person.department_id, activity.quota_places)


def last_in_queue(activity: SignupPage) -> int:
    return Signup.objects.of(activity).aggregate(last=Max("queue"))["last"] or 0


# --- One's own ---


def own_signup(activity: SignupPage, user) -> Signup | None:
    """Return the sign-up in force of the user, else the last one that the union cancelled with a reason, if any."""
    if not user.is_authenticated:
        return None
    rows = list(Signup.objects.of(activity).filter(person=user).order_by("-queue"))
    in_force = [row for row in rows if row.state != SignupState.CANCELLED]
    return next(iter(in_force or [row for row in rows[:1] if row.cancel_reason]), None)


def place_in_queue(signup: Signup) -> int:
    return Signup.objects.of(signup.activity).waiting().filter(queue__lt=signup.queue).count() + 1


def most_companions(activity: SignupPage, places: Places, person, signup: Signup | None) -> int:
    """Return how many somebody may bring: the plan's number, for who has a place no more than there is room for."""
    if signup is None or not signup.is_placed:
        return activity.companions_most
    room = places.free.get(signup.pool_id, 0) + signup.seats - 1
    return min(activity.companions_most, max(room, len(signup.companions)))


def companions_in_words(signup: Signup) -> str:
    """Return the companions in one line: 王小明（子女）、李芳."""
    return "、".join(
        f"{one['name']}（{one['relation']}）" if one.get("relation") else one["name"] for one in signup.companions
    )


def answers_in_words(activity: SignupPage, signup: Signup) -> list[tuple[str, str]]:
    """Return (question, answer) in the order of the plan, "" where nothing was said."""
    return [(one.label, written(signup.answers.get(one.clean_name))) for one in activity.question_list]


def signups_of(user: User) -> list[tuple[SignupPage, Signup]]:
    """Return (page, sign-up) of everything that the user has signed up for, newest first, in three queries."""
    rows = list(Signup.objects.filter(person=user).order_by("-signed_at"))
    pages = SignupPage.objects.originals(settings.LANGUAGE_CODE).filter(
        live=True, translation_key__in=[row.activity for row in rows]
    )
    by_key = {page.translation_key: page for page in pages}
    asked: dict[int, list[SignupQuestion]] = {page.pk: [] for page in by_key.values()}
    for question in SignupQuestion.objects.filter(page__in=asked):
        asked[question.page_id].append(question)
    for page in by_key.values():
        page.question_list = asked[page.pk]
    return [(by_key[row.activity], row) for row in rows if row.activity in by_key]


# --- For the staff ---


def may_manage(user, page: ActivityPage) -> bool:
    """Whether the user may see who has signed up, with phone numbers and companions, and check them in.

    Only whoever is in charge, those with the right to edit this page, and superusers; reviewers and others who see the
    list of activities do not. A task of the review gives no access, unlike in Wagtail's own editor.
    """
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    return page.in_charge_id == user.pk or page_permission_policy.user_has_permission_for_instance(user, "change", page)


def find_activity(**by) -> SignupPage | None:
    """Return the original page of a sign-up, public or not."""
    pages = SignupPage.objects.originals(settings.LANGUAGE_CODE).filter(**by)
    return pages.with_state().first()


def attendance_of(activity: ActivityPage) -> dict[str, float]:
    """Return how many people have a place (`placed`), with companions `seats`; of the people `checked_in` came, `share`
    in percent."""
    rows = Signup.objects.of(activity).active().order_by().values_list("state")
    figures = {
        state: (number, seats, came)
        for state, number, seats, came in rows.annotate(
            number=Count("pk"), seats_taken=Sum("seats"), came=Count("checked_in_at")
        )
    }
    placed, seats, came = figures.get(SignupState.PLACED, (0, 0, 0))
    waiting = figures.get(SignupState.WAITING, (0, 0, 0))[0]
    return {"placed": placed, "seats": seats, "waiting": waiting, "checked_in": came, "share": share(came, placed)}


def staff_notes(activity: SignupPage) -> list[str]:
    """Return the attendance in words, for the progress panel."""
    plan = activity.original
    figures = attendance_of(plan)
    words = _("已报上%(placed)d人，连随行人员共%(seats)d人，名额%(places)d个；候补%(waiting)d人。")
    notes = [words % {**figures, "places": plan.places}]
    if figures["checked_in"] or plan.held_at <= timezone.now():
        words = _("签到%(checked_in)d人，到场率%(share)s%%。")
        notes.append(words % figures)
    return notes


def pages_to_remind(now: datetime) -> list[SignupPage]:
    """Return the public sign-ups that are held within a day and not cancelled."""
    pages = SignupPage.objects.originals(settings.LANGUAGE_CODE).filter(live=True, kind=ActivityKind.SIGNUP)
    near = pages.filter(held_at__gt=now, held_at__lte=now + rules.A_DAY).with_state()
    return [page for page in near if not page.is_cancelled]


def signed_between(start: datetime, stop: datetime) -> int:
    """Count the people, with those whom they bring, who signed up from `start` to before `stop` and did not give up."""
    signups = Signup.objects.filter(signed_at__gte=start, signed_at__lt=stop).exclude(state=SignupState.CANCELLED)
    return signups.aggregate(seats=Sum("seats"))["seats"] or 0
