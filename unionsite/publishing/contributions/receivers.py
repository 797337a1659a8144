"""Connects contributions to events: a page is published, a person opens their account page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.signals import page_published

from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item, Way, register_account_section
from unionsite.core.publication import Stage, join
from unionsite.publishing.contributions import queries, services


def own_pieces(user: User) -> Iterator[Item]:
    for piece in queries.own(user):
        address = reverse("contributions:piece", args=[piece.key])
        when = piece.submitted_at or piece.created_at
        yield Item(str(piece), address, str(piece.standing.label), when, piece.text)


def ways_on(user: User) -> Iterator[Way]:
    yield Way(_("我要投稿"), reverse("contributions:new"))
    yield Way(_("我的投稿"), reverse("contributions:list"))
    if queries.is_head(user):
        count = queries.to_sign_off(user).count()
        yield Way(_("部门核稿（%(count)d）") % {"count": count}, reverse("contributions:review"))


join(page_published, Stage.MAILS, services.tell_of_publication, "whoever sent the piece in is told, the first time")
register_account_section(20, gettext_lazy("我的投稿"), own_pieces, ways_on)
