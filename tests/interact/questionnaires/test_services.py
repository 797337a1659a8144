"""What the services of the interact section do beyond what its pages show."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interact.questionnaires import services
from tests.releasing import publish, translate

pytestmark = pytest.mark.django_db


def test_a_deadline_moved_in_one_language_moves_in_the_other(tree):
    page = publish(
        services.create_questionnaire(
            parent=tree.interact, title="体检意见", slug="health", fields=[{"label": "意见", "kind": "singleline"}]
        )
    )
    english = translate(page, locale=tree.en.locale, texts={"体检意见": "Check-up"})
    page.closes_at = timezone.now() + timedelta(days=30)
    publish(page)
    english.refresh_from_db()
    assert english.closes_at == page.closes_at
