"""The least valid platform, planned item and post."""

from datetime import datetime, timedelta

import factory
from django.utils import timezone

from tests.factories import DepartmentFactory
from unionsite.publishing.platforms.choices import PlatformKind, Registration
from unionsite.publishing.platforms.models import PlannedItem, Platform, PlatformPost


def shanghai(*parts: int) -> datetime:
    return timezone.make_aware(datetime(*parts))


class PlatformFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Platform

    name = factory.Sequence(lambda n: f"示例公众号{n}")
    kind = PlatformKind.WECHAT
    department = factory.SubFactory(DepartmentFactory)
    registration = Registration.ACTIVE
    opened_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=100))
    filing_number = "示备001号"
    filed_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=90))


def make_item(*platforms: Platform, **fields) -> PlannedItem:
    item = PlannedItem.objects.create(
        **{"title": "职代会预告", "planned_at": timezone.now() + timedelta(days=1)} | fields
    )
    item.platforms.set(platforms)
    return item


def make_post(platform: Platform, page, **fields) -> PlatformPost:
    return PlatformPost.objects.create(
        **{"platform": platform, "page": page, "title": page.title, "due_at": timezone.now() + timedelta(days=1)}
        | fields
    )
