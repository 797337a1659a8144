"""RSS, one feed for each section."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Rss201rev2Feed

from unionsite.core.pieces import pieces_in

FEED_LENGTH = 30


class SectionFeed(Feed):
    """The newest pieces of a section, with summary, source and date."""

    feed_type = Rss201rev2Feed

    def __init__(self, section):
        self.section = section
        self.language = section.language_code

    def title(self):
        return self.section.title

    def link(self):
        return settings.BASE_URL + self.section.url

    def feed_url(self):
        return f"{self.link()}feed/"

    def description(self):
        return self.section.summary or self.section.title

    def items(self):
        return pieces_in(self.section.listed().tagged("").newest()[:FEED_LENGTH]).select_related("department")

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.summary

    def item_link(self, item):
        return settings.BASE_URL + item.url

    def item_guid(self, item):
        return f"{settings.BASE_URL}/pieces/{item.translation_key}/{item.locale_id}"

    item_guid_is_permalink = False

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return item.last_published_at

    def item_author_name(self, item):
        return item.source_name
