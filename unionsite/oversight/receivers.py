"""One line for each event."""

from django.dispatch import receiver
from wagtail.signals import page_published

from unionsite.core.health import backup_tried
from unionsite.core.publication import Stage, join
from unionsite.oversight.duties.services.records import record_drill
from unionsite.oversight.health.services.reporting import report_accounts
from unionsite.oversight.register import services
from unionsite.publishing.elsewhere import accounts_watched, posted

join(page_published, Stage.REGISTER, services.enter, "the version is entered, with its postings elsewhere")


@receiver(posted)
def enter_where_it_was_posted(page_id, **_kwargs):
    services.link_posts(page_id=page_id)


@receiver(accounts_watched)
def record_wrong_accounts(faults, now, **_kwargs):
    report_accounts(faults, now)


@receiver(backup_tried)
def record_the_drill(done_at, is_good, words, **_kwargs):
    record_drill(done_at=done_at, is_good=is_good, words=words)
