"""Chainable filters of cases. `visible_to` is the only way in for staff: views, reports, exports and search alike."""

from __future__ import annotations

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
    """What of the desk was given to a person or to a group of theirs; being a superuser gives none (T67)."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not user.is_superuser:
        # The admin's menu has read all of them anyway.
        return frozenset(codename for codename in RIGHTS if user.has_perm(f"interact.{codename}"))
    if not hasattr(user, "_desk_rights"):
        given = Permission.objects.filter(
            Q(group__user=user) | Q(user=user), content_type__app_label="interact", codename__in=RIGHTS
        )
        user._desk_rights = frozenset(given.values_list("codename", flat=True))
    return user._desk_rights


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Cases that a member of staff may see.

        The team sees all of the channels that are not by name; a department's people those that lie with it; the
        committee those that were put before it; channels by name show a case to its handlers alone. Whoever is kept out
        sees nothing of it, in whatever part (T66, T67, T69).
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
        """Without those that the person, or their department, is kept out of."""
        marks = self.model._meta.get_field("marks").related_model.objects.filter(marks_of(user), case=OuterRef("pk"))
        return self.exclude(Exists(marks))

    def with_word_of(self, user):
        """`own_word`: sealed, what this handler calls a case in the queue."""
        rows = self.model.named_handlers.through.objects.filter(case=OuterRef("pk"), user=user)
        return self.annotate(own_word=Subquery(rows.values("sealed_word")[:1]))

    def open(self):
        """Those that still owe something; the database holds `due_on` and the state together."""
        return self.filter(due_on__isnull=False)

    def without_handlers(self):
        """Of the channels by name, those that nobody in service may see."""
        handlers = self.model.named_handlers.through.objects.filter(case=OuterRef("pk"), user__is_active=True)
        return self.filter(~Exists(handlers), channel__in=sorted(BY_NAME))

    def by_urgency(self):
        return self.order_by("due_on", "pk")


CaseManager = models.Manager.from_queryset(CaseQuerySet)
