"""Chainable filters of questionnaires and answers."""

from django.apps import apps
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import PageManager

from unionsite.core.querysets import PublicPageQuerySet


class QuestionnaireQuerySet(PublicPageQuerySet):
    def true_texts(self):
        """Leave out aliases, which only repeat the text of another language."""
        return self.filter(alias_of=None)

    def open(self, now):
        return self.exclude(Q(closes_at__lte=now) | Q(opens_at__gt=now))

    def upcoming(self, now):
        return self.filter(opens_at__gt=now)

    def closed(self, now):
        return self.filter(closes_at__lte=now)

    def without_result(self):
        """Filter to those whose result and what changes because of it nobody has published yet."""
        return self.filter(result_note="")

    def first_to_close(self):
        """Order by closing time; then, newest first, those without one."""
        return self.order_by(F("closes_at").asc(nulls_last=True), F("first_published_at").desc(nulls_last=True), "pk")

    def with_answer_counts(self):
        """Annotate `answer_count`: the number of answers to the page and its translations together."""
        answers = (
            apps.get_model("interact", "Answer")
            .objects.filter(page__translation_key=OuterRef("translation_key"))
            .order_by()
            .values("page__translation_key")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return self.annotate(answer_count=Coalesce(Subquery(answers, output_field=IntegerField()), 0))


class AnswerQuerySet(QuerySet):
    def of(self, page):
        """Filter to the answers to a questionnaire in all its languages."""
        return self.filter(page__translation_key=page.translation_key)

    def visible_to(self, user):
        """Filter to answers on pages whose submissions the user may see. All staff screens use it (T66)."""
        # Imported here, because it loads Wagtail's models, which are not ready when this module is loaded.
        from wagtail.contrib.forms.utils import get_forms_for_user

        return self.filter(page__in=get_forms_for_user(user).values("pk"))


QuestionnaireManager = PageManager.from_queryset(QuestionnaireQuerySet)
