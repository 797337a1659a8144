"""Writes of the package: laying its texts as drafts, sending in what is filled, signing together what was looked at."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, RevisionMixin, WorkflowMixin
from wagtail_localize.synctree import create_aliases_for_new_page

from starter import queries
from starter.mails import tell
from starter.pages import LABELS, PARENTS, build, law_library, record_models
from starter.texts import Text
from unionsite.accounts.models import User
from unionsite.core import mails
from unionsite.core.models import BasePage
from unionsite.core.page_forms import first_values
from unionsite.core.refusals import Refused
from unionsite.publishing.choices import ORDER, Decision
from unionsite.publishing.review.models import ReviewTask
from unionsite.publishing.review.services.decisions import decide
from unionsite.publishing.textchecks.services import blocking, check_revision

# A request that takes longer is cut off by the server.
MOST_SECONDS = 40


@dataclass
class Outcome:
    """What was done, by titles; what was left, each title with its reason."""

    done: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def lay(*, user: User, parts: Collection[str], known: Mapping[str, str]) -> Outcome:
    """Lay the texts of these parts as drafts of `user`, their gaps filled as far as `known` says. What the site has
    is left alone, whatever became of it; so is what this person may not make."""
    texts = [text for text in queries.texts_here() if text.part in parts]
    there, library, outcome = queries.found_of(texts), law_library(), Outcome()
    places = {part: _place(part) for part in parts}
    for text in texts:
        if text.key in there:
            outcome.left.append((text.title, _("网站上已经有了，没有改动")))
        elif reason := _why_not_lay(text, places[text.part], user):
            outcome.left.append((text.title, reason))
        else:
            _lay(build(text, library, known), places[text.part], user)
            outcome.done.append(text.title)
    return outcome


def _place(part: str) -> BasePage | None:
    model = PARENTS.get(part)
    return model.objects.filter(locale=Locale.get_default()).first() if model else None


def _why_not_lay(text: Text, place: BasePage | None, user: User) -> str:
    if model := record_models().get(text.part):
        right = f"{model._meta.app_label}.add_{model._meta.model_name}"
        return "" if user.has_perm(right) else _("请有%(part)s权限的人载入") % {"part": LABELS[text.part]}
    if place is None or not place.permissions_for_user(user).can_add_subpage():
        return _("您不能在这个栏目里新建页面")
    if place.get_children().filter(slug=text.key).exists():
        return _("这个地址已有别的页面，没有改动")
    return ""


def _lay(made: models.Model, place: BasePage | None, user: User) -> None:
    if place is None:
        made.save()
    else:
        made.owner, made.locale = user, place.locale
        given = first_values(user)
        for one in made._meta.fields:
            if one.name in given and not getattr(made, one.attname):
                setattr(made, one.attname, given[one.name])
        place.add_child(instance=made)
    if isinstance(made, RevisionMixin):
        made.save_revision(user=user, log_action=True, clean=False)
    if place is not None:
        create_aliases_for_new_page(made)


# --- Sending in ---


def send_in(*, user: User) -> Outcome:
    """Send in for review each draft of the package that this person may send and that lacks nothing; say of the others
    what they lack. Each piece by itself, by the same rules as its form."""
    outcome = Outcome()
    with mails.silence():
        for found in queries.found_of(queries.texts_here()).values():
            piece = getattr(found, "specific", found)
            if not _may_send(piece, user):
                continue
            try:
                _send(piece, user)
            except Refused as refusal:
                outcome.left.append((str(piece), str(refusal)))
            else:
                outcome.done.append(str(piece))
    _tell_stage(ORDER[0], len(outcome.done))
    return outcome


def _may_send(piece: models.Model, user: User) -> bool:
    """Whether it is a draft that this person may send. What was sent back has points, handled in its own form."""
    if not isinstance(piece, WorkflowMixin) or not piece.has_unpublished_changes or piece.current_workflow_state:
        return False
    if isinstance(piece, Page):
        rights = piece.permissions_for_user(user)
        return rights.can_edit() and rights.can_submit_for_moderation()
    return user.has_perm(f"{piece._meta.app_label}.change_{piece._meta.model_name}")


@transaction.atomic
def _send(piece: models.Model, user: User) -> None:
    """Raises Refused that names what the latest version lacks."""
    faults = faults_of(piece.get_latest_revision_as_object())
    faults += [f"{one.place}：{one.message}" for one in blocking(check_revision(piece.latest_revision))]
    if faults:
        raise Refused(_("；").join(dict.fromkeys(faults)))
    piece.get_workflow().start(piece, user)


def faults_of(version: models.Model) -> list[str]:
    """Return what a form would refuse in a version, each with the label of its field."""
    faults, labels = [], {one.name: one.verbose_name for one in version._meta.fields}
    try:
        version.full_clean()
    except ValidationError as error:
        for name, told in error.message_dict.items():
            words = "".join(told).removesuffix("。")
            faults.append(f"{labels[name]}：{words}" if name in labels else words)
    for one in version._meta.fields:
        if isinstance(one, StreamField):
            try:
                one.stream_block.clean(getattr(version, one.name))
            except ValidationError:
                faults.append(_("%(field)s：有内容没有填完，请打开修改") % {"field": one.verbose_name})
    return faults


# --- Signing ---


def sign(*, reviewer: User, task: ReviewTask, shown: Mapping[int, int], secrecy_checked: bool) -> Outcome:
    """Approve at a stage, each by itself, the pieces of the package whose stages are the keys of `shown`; its values
    are the versions that were looked at. Which rule leaves one out is said by `decide`, as for a single piece; the
    record of each names that it was signed together."""
    outcome, senders, end = Outcome(), set(), time.monotonic() + MOST_SECONDS
    with mails.silence():
        for one in queries.waiting_for(reviewer, task, timezone.now()):
            state = one.row.task_state
            if state.pk not in shown:
                continue
            try:
                if one.singly or time.monotonic() > end:
                    raise Refused(one.singly or _("一次办不完，请再签一次"))
                decide(
                    task_state=state,
                    reviewer=reviewer,
                    decision=Decision.APPROVE,
                    comment=_("与范文其他稿件一并审核。"),
                    revision=shown[state.pk],
                    secrecy_checked=secrecy_checked,
                )
            except Refused as refusal:
                outcome.left.append((state.revision.object_str, str(refusal)))
            else:
                outcome.done.append(state.revision.object_str)
                senders.add(state.workflow_state.requested_by_id)
    if gone := len(shown) - len(outcome.done) - len(outcome.left):
        outcome.left.append((_("%(number)d篇") % {"number": gone}, _("已不在这一环节待审，可能已由别人办理或者撤回")))
    if task.stage == ORDER[-1]:
        tell(User.objects.filter(pk__in=senders), _("范文%(number)d篇已通过终审") % {"number": len(outcome.done)})
    else:
        _tell_stage(ORDER[-1], len(outcome.done))
    return outcome


def _tell_stage(stage: str, number: int) -> None:
    task = ReviewTask.objects.get(stage=stage)
    if number:
        words = _("范文%(number)d篇等您%(stage)s") % {"number": number, "stage": task.name}
        tell(User.objects.filter(groups__in=task.groups.all()).distinct(), words)
