"""Where the wing joins the base: the mails, rights, 我的, the head of pages, screens of staff, published answers."""

from django.conf import settings
from django.db import transaction
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task
from wagtail import hooks
from wagtail.signals import page_published

from home.services import roles
from interact.answers.models import AnswerPage
from interact.channels.records import SECRET
from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item, Way, register_account_section
from unionsite.core import mails
from unionsite.core.publication import Stage, join
from unionsite.core.templatetags.site import notes_in_head
from unionsite.messaging import queries, screens, services

PERMISSIONS = {Role.ADMINISTRATOR: roles.rights("messaging", outlet="change")}
SHOWN = 5  # of a person's messages in 我的


def own_messages(user):
    for row in queries.messages_of(user)[:SHOWN]:
        state = _("已读") if row.is_read else _("未读")
        yield Item(row.words, reverse("messaging:open", args=[row.pk]), f"{row.day:%Y-%m-%d} {state}")


def ways_on(user):
    yield Way(_("全部消息"), reverse("messaging:list"))
    yield Way(_("怎样通知我"), reverse("messaging:preference"))


def number_in_head(user):
    """Return the words and address of what stands in the head of a page for a person; None for nothing."""
    number = queries.unread_by(user)
    return (_("您有%(number)d条未读消息") % {"number": number}, reverse("messaging:list")) if number else None


def tell_of_published_answer(page: AnswerPage) -> None:
    """Tell whoever asked, signed in, that an answer is public now, the first time."""
    is_first = page.alias_of_id is None and page.first_published_at == page.last_published_at
    case = page.case if is_first and not mails.is_silent() else None
    if case is not None and case.sender_id and case.channel not in SECRET:
        address = settings.BASE_URL + (page.url or "/")
        transaction.on_commit(lambda: send_published_answer.enqueue(case.sender_id, address))


@task()
def send_published_answer(person: int, address: str) -> None:
    people = User.objects.filter(pk=person, is_active=True)
    mails.tell("messaging/mail/published_answer.txt", people, {"address": address})


roles.PERMISSIONS_OF_WINGS.append(PERMISSIONS)
mails.ways_beside_mail.append(services.tell)
notes_in_head.append(number_in_head)
register_account_section(2, gettext_lazy("我的消息"), own_messages, ways_on)
join(page_published, Stage.MAILS, tell_of_published_answer, "whoever asked is told that it can be read", of=AnswerPage)
hooks.register("register_admin_urls", lambda: [path("messages/", include(screens))])
hooks.register("register_admin_menu_item", screens.MessagesView.menu_item)
hooks.register("register_settings_menu_item", screens.OutletsView.menu_item)
hooks.register("register_account_settings_panel", screens.MessagesPanel)
hooks.register("offer_work", screens.offer_work)
