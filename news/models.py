"""工会工作动态: meetings, activities and training (S-3.1)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.search import index

from unionsite.core.calendars import Event, calendar_response
from unionsite.core.generation import remembered_below
from unionsite.core.models import PiecePage, SectionPage, fixed

EVENTS_SHOWN = 4
DEFAULT_LENGTH = timedelta(hours=1)


class NewsIndexPage(SectionPage):
    subpage_types = ["news.NewsPage"]
    page_description = _("工会工作动态栏目：会议、活动、培训。")

    def get_context(self, request, *args, **kwargs):
        # Called by the template: only the beginning of the list announces events.
        events = partial(coming_events, self, timezone.localtime())
        return {**super().get_context(request, *args, **kwargs), "events": events}

    class Meta:
        verbose_name = _("工作动态栏目")


class NewsPage(RoutablePageMixin, PiecePage):
    """A meeting, an activity or a training with its time and place; `calendar/` serves it as a calendar file."""

    cover_shapes = (*PiecePage.cover_shapes, "lead")
    kept_views = {"index_route": ()}
    KINDS = (("meeting", _("会议")), ("activity", _("活动")), ("training", _("培训")))
    former_sections = {
        "activity": ("新闻动态", "工会新闻", "工会动态", "工作动态", "职工活动"),
        "training": ("教育培训",),
    }
    former_columns = {"starts_at": ("活动时间",)}

    # Null only in a draft: the form requires it when the piece is submitted.
    starts_at = models.DateTimeField(
        _("开始时间"), null=True, help_text=_("会议、活动或培训举行的时间，不是发稿时间。")
    )
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=80)
    organiser = models.CharField(_("主办单位"), max_length=80)

    content_panels = [
        *PiecePage.content_panels,
        FieldPanel("kind", widget=PiecePage.kind_widget(KINDS)),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("place"), FieldPanel("organiser")]),
            ],
            heading=_("时间与地点"),
        ),
        *PiecePage.cover_panels,
        FieldPanel("body"),
        *PiecePage.source_panels,
    ]
    search_fields = [
        *PiecePage.search_fields,
        index.SearchField("place"),
        index.SearchField("organiser"),
        index.FilterField("starts_at"),
    ]
    override_translatable_fields = [*PiecePage.override_translatable_fields, *fixed("starts_at", "ends_at")]
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    is_creatable = True
    page_description = _("会议、活动或培训的报道与通知。")

    class Meta:
        verbose_name = _("动态稿件")
        indexes = [
            models.Index(fields=["starts_at"], condition=models.Q(starts_at__isnull=False), name="news_by_beginning"),
            models.Index(fields=["ends_at"], condition=models.Q(ends_at__isnull=False), name="news_by_end"),
        ]

    def publication_errors(self):
        errors = super().publication_errors()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            errors["ends_at"] = _("结束时间早于开始时间，请核对。")
        return errors

    def fill_gaps(self):
        notes = [] if self.starts_at else [gettext("没有活动时间，按发布日期")]
        self.starts_at = self.starts_at or self.first_published_at
        self.place = self.place or gettext("见正文")
        self.organiser = self.organiser or self.source_name
        return notes

    @property
    def is_upcoming(self) -> bool:
        last = self.ends_at or self.starts_at
        return last is not None and last > timezone.now()

    @property
    def state(self) -> str:
        return "upcoming" if self.is_upcoming else ""

    @path("calendar/", name="calendar")
    def calendar(self, request):
        event = Event(
            key=self.translation_key,
            title=self.title,
            starts_at=self.starts_at,
            ends_at=self.ends_at or self.starts_at + DEFAULT_LENGTH,
            url=self.url,
            changed_at=self.last_published_at or self.starts_at,
            place=self.place,
            summary=self.summary,
        )
        return calendar_response([event], slugify(self.slug) or "event")


@dataclass(frozen=True)
class ComingEvent:
    """An event as the section announces it."""

    title: str
    url: str
    kind_label: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    # Whether it goes on already.
    has_begun: bool = False


def coming_events(section: NewsIndexPage, now: datetime) -> tuple[ComingEvent, ...]:
    """Return the next few events of a section that are not over, the nearest first; from memory."""
    events = [event for event in _coming(section.path, now.date()) if (event.ends_at or event.starts_at) > now]
    return tuple(replace(event, has_begun=event.starts_at <= now) for event in events[:EVENTS_SHOWN])


@remembered_below
def _coming(section_path: str, day: date) -> tuple[ComingEvent, ...]:
    """Return all events that end on this day or later, the nearest first."""
    pages = NewsPage.objects.published().true_texts().filter(path__startswith=section_path)
    # An event ends no earlier than it begins, so either time may lead to it, and there is an index of both.
    morning = timezone.make_aware(datetime.combine(day, time.min))
    pages = pages.filter(models.Q(starts_at__gte=morning) | models.Q(ends_at__gte=morning))
    return tuple(
        ComingEvent(page.title, page.url, page.kind_label, page.starts_at, page.ends_at, page.place)
        for page in pages.defer("body").order_by("starts_at")
    )
