"""RSS of the interact section: the newest questionnaires."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from unionsite.core.feeds import FEED_LENGTH, SectionFeed


class QuestionnaireFeed(SectionFeed):
    def items(self):
        return self.section.questionnaires().newest_first()[:FEED_LENGTH]

    def item_description(self, item):
        if item.closes_at is None:
            return item.summary
        deadline = date_format(localtime(item.closes_at), "DATETIME_FORMAT")
        return " ".join(filter(None, [item.summary, _("截止时间：%(deadline)s。") % {"deadline": deadline}]))

    def item_author_name(self, item):
        return self.section.title
