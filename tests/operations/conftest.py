"""A site of few pages, so that what takes all of it is quick."""

import pytest
from wagtail.models import Page

from unionsite.core import generation


@pytest.fixture
def small_site(tree):
    kept = [tree.home, tree.en, tree.news, tree.info]
    Page.objects.filter(depth__gt=1).exclude(pk__in=[page.pk for page in kept]).update(live=False)
    generation.forget()
