"""Chainable filters of cases. All that staff read goes through `visible_to`: views, reports, exports and search."""

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from interact.cases.keeping_out import marks_of
from interact.channels.records import BY_NAME, Channel

HANDLE, ANSWER, DECIDE, REPORT = "handle_case", "answer_case", "decide_case", "handle_report"
RIGHTS = (HANDLE, ANSWER, DECIDE, REPORT)
TEAM_CHANNELS = sorted(set(Channel) - BY_NAME)


def desk_rights(user) -> frozenset[str]:
    """Return the rights of the desk that a user has, in person or by a group; being a superuser gives none (T67)."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not user.is_superuser:
        # `has_perm` costs no query here: the admin's menu has already loaded the permissions.
        return frozenset(codename for codename in RIGHTS if user.has_perm(f"interact.{codename}"))
    if not hasattr(user, "_desk_rights"):
        given = Permission.objects.filter(
            Q(group__user=user) | Q(user=user), content_type__app_label="interact", codename__in=RIGHTS
        )
        user._desk_rights = frozenset(given.values_list("codename", flat=True))
    return user._desk_rights


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Filter to the cases that a member of staff may see.

        In channels that are not by name, the team sees all cases, a department those that are with it, the committee
        those that were put before it. In channels by name only its handlers see a case. Somebody kept out of a case
        never sees it, as whichever party (T66, T67, T69).
        """
        rights = desk_rights(user)
        if not rights:
            return self.none()
        handlers = self.model.named_handlers.through.objects.filter(case=OuterRef("pk"), user=user)
        # An account that was just made or recovered reads no case by name before the next working day.
        acts = user.may_act(timezone.localdate())
        may_see = Q(Exists(handlers), channel__in=sorted(BY_NAME)) if acts else Q(pk__in=[])
        if HANDLE in rights:
            may_see |= Q(channel__in=TEAM_CHANNELS)
        else:
            if ANSWER in rights:
                lies_with = Q(handler=user)
                if user.department_id:
                    lies_with |= Q(department=user.department_id)
                may_see |= Q(lies_with, channel__in=TEAM_CHANNELS)
            if DECIDE in rights:
                may_see |= Q(channel__in=TEAM_CHANNELS, committee_since__isnull=False)
        return self.filter(may_see).not_kept_from(user)

    def not_kept_from(self, user):
        """Leave out the cases that the user or their department is kept out of."""
        marks = self.model._meta.get_field("marks").related_model.objects.filter(marks_of(user), case=OuterRef("pk"))
        return self.exclude(Exists(marks))

    def with_word_of(self, user):
        """Annotate `own_word`: the word by which this handler tells a case from others in the queue, sealed."""
        rows = self.model.named_handlers.through.objects.filter(case=OuterRef("pk"), user=user)
        return self.annotate(own_word=Subquery(rows.values("sealed_word")[:1]))

    def open(self):
        """Filter to the cases that have not ended: a constraint of the table gives a `due_on` to just those."""
        return self.filter(due_on__isnull=False)

    def without_handlers(self):
        """Filter to the cases in channels by name that have no active handler, so that nobody may see them."""
        handlers = self.model.named_handlers.through.objects.filter(case=OuterRef("pk"), user__is_active=True)
        return self.filter(~Exists(handlers), channel__in=sorted(BY_NAME))

    def by_urgency(self):
        return self.order_by("due_on", "pk")


CaseManager = models.Manager.from_queryset(CaseQuerySet)
