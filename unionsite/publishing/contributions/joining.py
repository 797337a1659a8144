"""Where the wing joins the base: rights, 我的, what the site offers, screens of staff, the step after a publication."""

from collections.abc import Iterator

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.signals import page_published

from home.people.offers import SENDING_IN, Offer
from home.services import roles
from unionsite.accounts.choices import Role
from unionsite.accounts.employees.forms import asked_of_heads
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item, Way, register_account_section
from unionsite.core.publication import Stage, join
from unionsite.core.screens import figures_of_departments
from unionsite.publishing.contributions import queries, screens
from unionsite.publishing.contributions.services import tell_of_publication

_SEE = roles.rights("contributions", contribution="view")
PERMISSIONS = {
    Role.EDITOR: roles.rights("contributions", contribution="view handle"),
    Role.FIRST_REVIEW: _SEE,
    Role.ADMINISTRATOR: _SEE,
}


def offer() -> Offer:
    write = _("把身边的人和事写给工会网站，登录后填写。")
    return Offer("投稿", _("投稿"), reverse("contributions:list"), write, "", _("去填写"))


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


roles.PERMISSIONS_OF_WINGS.append(PERMISSIONS)
SENDING_IN.append(offer)
figures_of_departments.append((screens.REPORT_TITLE, screens.StatisticsView.index_url_name, "table", queries.VIEW))
asked_of_heads.append(gettext_lazy("给本部门职工的投稿核稿的人，用顿号隔开；写两位，一位投稿时由另一位核。"))
register_account_section(20, gettext_lazy("我的投稿"), own_pieces, ways_on)
join(page_published, Stage.MAILS, tell_of_publication, "whoever sent the piece in is told, the first time")
hooks.register("register_admin_urls", lambda: [path("contributions/", include(screens))])
hooks.register("register_admin_menu_item", screens.ContributionsView.menu_item)
hooks.register("register_reports_menu_item", screens.StatisticsView.menu_item)
hooks.register("offer_work", screens.offer_work)
