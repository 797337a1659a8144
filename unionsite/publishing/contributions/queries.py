"""Composed reads of contributions for public and staff screens."""

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear

from unionsite.accounts.choices import MODEL_BACKEND
from unionsite.accounts.models import Department, User
from unionsite.publishing.contributions.choices import Standing, Stored
from unionsite.publishing.contributions.pieces import Contribution

HANDLE = "contributions.handle_contribution"
VIEW = "contributions.view_contribution"


def heads_of(department_id: int | None, sender_id: int | None) -> list[User]:
    """Return who could sign off what this person sends in: the department's heads in service, but never the sender."""
    if department_id is None:
        return []
    heads = User.objects.filter(headed_departments=department_id, is_active=True, left_on=None)
    return list(heads.exclude(pk=sender_id).order_by("pk"))


def heads_for(contribution: Contribution) -> list[User]:
    return heads_of(contribution.department_id, contribution.sender_id)


def editors_for(contribution: Contribution) -> list[User]:
    """Return the active people with the right to handle contributions, except the sender and mere superusers."""
    people = User.objects.with_perm(HANDLE, include_superusers=False, backend=MODEL_BACKEND)
    return list(people.exclude(pk=contribution.sender_id).order_by("pk"))


def to_edit() -> QuerySet[Contribution]:
    """Return the pieces that wait for an editor, longest waiting first."""
    waiting = Contribution.objects.arrived().with_standing().filter(standing_now=Standing.EDITORS)
    return waiting.select_related("department", "taken_by").order_by("handed_on_at", "pk")


def for_mail(contribution_id: int) -> Contribution | None:
    people = ("sender", "department", "signed_off_by", "page")
    return Contribution.objects.select_related(*people).filter(pk=contribution_id).first()


def own(user: User) -> QuerySet[Contribution]:
    """Return a person's pieces as the list shows them, newest first; one query."""
    return Contribution.objects.sent_by(user).with_standing()


def to_sign_off(user: User) -> QuerySet[Contribution]:
    """Return the pieces that wait for this head, longest waiting first."""
    waiting = Contribution.objects.to_sign_off(user).select_related("sender", "department")
    return waiting.annotate(picture_count=Count("pictures")).order_by("submitted_at", "pk")


def is_head(user: User) -> bool:
    return Department.objects.filter(heads=user).exists()


def may_see(user: User, contribution: Contribution) -> bool:
    """Whether a person may read the piece: sender, heads of the department once submitted, editors once handed on."""
    if contribution.sender_id == user.pk:
        return True
    if contribution.handed_on_at is not None and (user.has_perm(HANDLE) or user.has_perm(VIEW)):
        return True
    return Contribution.objects.visible_to_head(user).filter(pk=contribution.pk).exists()


def years() -> list[int]:
    """Return the years in which pieces were submitted, newest first."""
    found = Contribution.objects.submitted().annotate(year=ExtractYear("submitted_at")).values_list("year", flat=True)
    return sorted(set(found), reverse=True)


def statistics(year: int | None = None) -> list[dict]:
    """Return the figures of each department for each year of submission, newest year first (S-2.9); one query.

    Keys: year, name of the department (None for people without one), order, submitted, accepted (handed on to the
    editors), returned (now with the sender), declined, published (at least once).
    """
    rows = Contribution.objects.submitted().annotate(year=ExtractYear("submitted_at"))
    if year is not None:
        rows = rows.filter(year=year)
    return list(
        rows.values("year", name=F("department__name"), order=F("department__sort_order"))
        .annotate(
            submitted=Count("pk"),
            accepted=Count("pk", filter=Q(handed_on_at__isnull=False)),
            returned=Count("pk", filter=Q(state=Stored.RETURNED)),
            declined=Count("pk", filter=Q(state=Stored.DECLINED)),
            published=Count("pk", filter=Q(page__first_published_at__isnull=False)),
        )
        .order_by("-year", "order", "name")
    )
