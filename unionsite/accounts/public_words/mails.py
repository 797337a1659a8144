"""The mail that tells the committee, the group and 安全管理员 of an urgent notice."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django_tasks import task

from unionsite.accounts.changes.choices import Office
from unionsite.accounts.changes.queries import in_offices
from unionsite.accounts.people.models import User
from unionsite.core import mails
from unionsite.core.columns import moment
from unionsite.core.models import SiteSettings


def tell_of_urgent_notice(site: SiteSettings, actor: User) -> None:
    facts = [site.urgent_notice, moment(site.urgent_from), moment(site.urgent_until), str(actor)]
    transaction.on_commit(lambda: send_urgent_notice_mail.enqueue(*facts))


@task()
def send_urgent_notice_mail(notice: str, start: str, stop: str, who: str) -> None:
    people = in_offices([Office.COMMITTEE, Office.GROUP, Office.SECURITY]).values_list("email", flat=True)
    text = SiteSettings(urgent_notice=notice).get_urgent_notice_display()
    address = settings.BASE_URL + reverse("wagtailadmin_home")
    context = {"text": text, "start": start, "stop": stop, "who": who, "address": address}
    mails.send("accounts/mail/urgent_notice.txt", people, context)
