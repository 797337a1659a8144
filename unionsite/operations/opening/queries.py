"""What the list before the opening looks at; each fact is read once, whatever asks for it."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.checks import WARNING, Tags, run_checks
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from home.models import RulesPage
from home.people.models import Contact
from home.services.tree import SECTIONS
from interact.checks import people_faults
from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.changes.kinds import Lines
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.choices import Role
from unionsite.accounts.people.models import Department, User
from unionsite.accounts.people.queries import union_settings
from unionsite.accounts.public_words.queries import waiting_for
from unionsite.accounts.second_factor.models import Authenticator, Passkey
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.models import PiecePage
from unionsite.core.workday_table import current_calendar
from unionsite.laws.models import Statute
from unionsite.operations.backups.queries import ages, is_configured
from unionsite.operations.opening.rules import Found, Holders, counted, listed, of_roles, of_texts

# Backends that send nothing.
NO_MAIL = ("console.EmailBackend", "dummy.EmailBackend")


class Facts:
    def __init__(self, now: datetime):
        self.now = now

    @cached_property
    def settings(self):
        return union_settings()

    @cached_property
    def texts_waiting(self) -> frozenset[str]:
        change = waiting_for(self.settings)
        return frozenset(change.payload["after"]) if change else frozenset()

    @cached_property
    def holders(self) -> dict[str, Holders]:
        is_bound = Exists(Authenticator.objects.filter(user=OuterRef("user"), confirmed=True))
        is_bound |= Exists(Passkey.objects.filter(user=OuterRef("user"), confirmed=True))
        members = User.groups.through.objects.filter(user__is_active=True).annotate(is_bound=is_bound)
        counts = {"number": Count("pk"), "bound": Count("pk", filter=Q(is_bound=True))}
        rows = members.values_list("group__name").annotate(**counts)
        return {name: Holders(number, bound) for name, number, bound in rows.order_by()}

    @cached_property
    def roles_waiting(self) -> frozenset[str]:
        payloads = PendingChange.objects.open().filter(kind=AccountChange.JOIN).values_list("payload", flat=True)
        return frozenset(name for payload in payloads for name in payload.get("groups", ()))


def laid_by_one() -> Lines:
    """Return label and words of what the opening's second person looks at, as nobody has yet: everybody's roles, and
    the words of the settings."""
    groups = Prefetch("groups", Group.objects.order_by("pk"))
    people = User.objects.staff().prefetch_related(groups).order_by("pk")
    site = union_settings()
    return [
        *(
            (f"{user}（{user.username}）", (user.role_names() or _("没有")) + _("（已停用）") * (not user.is_active))
            for user in people
        ),
        *((site._meta.get_field(name).verbose_name, text) for name in site.WORDS if (text := getattr(site, name))),
    ]


def texts(facts: Facts, *names: str) -> Found:
    labels = {name: str(facts.settings._meta.get_field(name).verbose_name) for name in names}
    values = {name: getattr(facts.settings, name) for name in names}
    return of_texts(labels, values, facts.texts_waiting)


def roles(facts: Facts, *names: Role, fewest: int = 1) -> Found:
    return of_roles([name.value for name in names], facts.holders, facts.roles_waiting, fewest)


def mail_server() -> str:
    """Return the mail server of the settings, "" where mails go nowhere."""
    return "" if settings.EMAIL_BACKEND.endswith(NO_MAIL) else f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def mail(facts: Facts) -> Found:
    """Whether a mail was sent by the server of today's settings; the log remembers it."""
    if not (server := mail_server()):
        return Found(False, _("还没有发信服务器，请管服务器的人在.env里填EMAIL_URL"))
    tried = AuditEntry.objects.filter(action=Action.MAIL_TRIED, detail__name=server).order_by("-number").first()
    if tried is None:
        return Found(False, _("还没有试过"))
    return Found(True, _("%(at)s发出了一封") % {"at": f"{timezone.localtime(tried.at):%Y-%m-%d %H:%M}"})


def departments(_facts: Facts) -> Found:
    authors = User.objects.in_roles(Role.AUTHOR).filter(department=OuterRef("pk"))
    rows = Department.objects.filter(is_active=True).annotate(has_author=Exists(authors))
    found = list(rows.values_list("name", "has_author"))
    if without := [name for name, has_author in found if not has_author]:
        return Found(False, _("没有信息员：%(names)s") % {"names": listed(without)})
    return counted(len(found), _("%(number)d个部门都有"), _("还没有部门"))


def channels(_facts: Facts) -> Found:
    return _without([words for _number, words in people_faults()], _("开放的渠道都有人办理"))


def roll(_facts: Facts) -> Found:
    return counted(User.objects.on_roll().count(), _("在册%(number)d人"), _("还没有导入"))


def slips(_facts: Facts) -> Found:
    people = User.objects.employees().in_use()
    without = people.filter(activated_at=None, activation_code=None).count()
    if without:
        return Found(False, _("还有%(number)d人没有发") % {"number": without})
    return counted(people.count(), _("已发给%(number)d人"), _("先导入职工名册"))


def workdays(facts: Facts) -> Found:
    today, calendar = timezone.localdate(facts.now), current_calendar()
    if gap := calendar.gap(today):
        return Found(False, _("%(year)d年的放假安排还没有录入") % {"year": gap.year})
    is_next = calendar.year_state(today.year + 1).is_loaded
    return Found(True, _("今年和明年的都有了") if is_next else _("今年的有了；明年的等国务院办公厅公布后录入"))


def rules(_facts: Facts, *, privacy: bool) -> Found:
    """Look for the privacy notice, which is known by its title, or for all other pages of rules."""
    is_privacy = Q(draft_title__contains="隐私") | Q(draft_title__contains="个人信息")
    pages = RulesPage.objects.true_texts().filter(is_privacy if privacy else ~is_privacy)
    found = pages.filter(locale__language_code=settings.LANGUAGE_CODE).values_list("draft_title", "live")
    if live := [title for title, is_live in found if is_live]:
        return Found(True, _("已公布：%(names)s") % {"names": listed(live)})
    if drafts := [title for title, _is_live in found]:
        return Found(False, _("有草稿，还没有经初审、终审放行：%(names)s") % {"names": listed(drafts)}, waits=True)
    return Found(False, _("还没有写"))


def contacts(_facts: Facts) -> Found:
    return counted(Contact.objects.filter(live=True).count(), _("已有%(number)d项"), _("还没有公布一个"))


def laws(_facts: Facts) -> Found:
    return counted(Statute.objects.count(), _("已有%(number)d项"), _("还没有一部"))


def pieces(_facts: Facts) -> Found:
    live = PiecePage.objects.filter(live=True, alias_of=None).order_by()
    released = set(live.values_list("content_type__app_label", flat=True).distinct())
    # Without 交流互动, whose pages are laid with the site.
    sections = {one.model._meta.app_label: one.title for one in SECTIONS if one.in_menu and not one.below}
    without = [title for app, title in sections.items() if app not in {*released, "interact"}]
    words = _("还没有稿件的栏目：%(names)s") % {"names": listed(without)} if without else _("各栏目都有了")
    return Found(not without, words)


def backups(facts: Facts) -> Found:
    """Whether backups are set, made and brought back on trial."""
    if not is_configured():
        return Found(False, _("还没有设置"))
    found = ages(facts.now)
    if found.backup is None:
        return Found(False, _("已设置，还没有做成第一份"), waits=True)
    day = date_format(found.backup, "Y-m-d")
    if found.drill is None:
        return Found(False, _("%(day)s做成一份，还没有试着恢复过") % {"day": day}, waits=True)
    return Found(True, _("%(day)s做成一份，也试着恢复过") % {"day": day})


def server(_facts: Facts) -> Found:
    """What `deploy/install` checks as well: the settings, without the database."""
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    number = sum(one.level >= WARNING for one in found)
    return Found(not number, _("有%(number)d处要改") % {"number": number} if number else _("没有提示"))


def _without(faults: list[str], good: str) -> Found:
    """Judge what must have no faults: the first is told."""
    first = faults[0].removesuffix("。") if faults else good
    more = {"first": first, "number": len(faults) - 1}
    return Found(not faults, _("%(first)s；另有%(number)d处") % more if len(faults) > 1 else first)
