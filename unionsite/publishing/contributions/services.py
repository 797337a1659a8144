"""All writes to a piece that an employee sends in (投稿, S-3.5, S-2.8); views, screens and tasks call them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from unionsite.accounts.models import User
from unionsite.audit.choices import Action
from unionsite.audit.services import record
from unionsite.core.models import SiteImage
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.publishing.contributions import drafting, queries
from unionsite.publishing.contributions.choices import KEEP_DAYS, OPEN_DRAFTS, WRITTEN, Skipped, Stored, Verdict
from unionsite.publishing.contributions.mails import Notice, tell
from unionsite.publishing.contributions.pictures import CleanPicture
from unionsite.publishing.contributions.pieces import Contribution, ContributionPicture


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What a form sent: `values` are the valid fields, `captions` are by number of the picture."""

    key: uuid.UUID
    sender: User
    values: Mapping[str, Any]
    captions: Mapping[int, str]
    pictures: Sequence[CleanPicture]
    now: datetime


def lock(contribution: Contribution) -> Contribution:
    """Lock the piece until the end of the transaction; return it as stored now."""
    return Contribution.objects.select_for_update().get(pk=contribution.pk)


@transaction.atomic
def keep(*, sending: Sending) -> Contribution:
    """Store what was written so far, complete or not; create the piece if none has this key.

    A piece waiting for the department goes back to writing, so that nobody signs off what is being changed. Raises
    Refused if it may not be changed or the sender has too many drafts, DoesNotExist if it is somebody else's.
    """
    contribution = _write(sending)
    if contribution.state == Stored.WAITING:
        contribution.state = Stored.WRITING
    contribution.save()
    return contribution


@transaction.atomic
def submit(*, sending: Sending) -> Contribution:
    """Store a complete piece and submit it to the heads of the sender's department. Raises the same as `keep`.

    If the department has no head other than the sender, the piece goes straight to the editors, with a note why. A
    piece submitted again while it waits is told of only once.
    """
    contribution, sender, now = _write(sending), sending.sender, sending.now
    is_again = contribution.state == Stored.WAITING
    contribution.department = sender.department
    contribution.submitted_at = contribution.submitted_at or now
    contribution.state = Stored.WAITING
    contribution.save()
    if not queries.heads_for(contribution):
        skipped = Skipped.NO_HEAD if contribution.department_id else Skipped.NO_DEPARTMENT
        _hand_on(contribution, now=now, skipped=skipped)
    elif not is_again:
        tell(contribution, Notice.TO_SIGN_OFF)
    return contribution


def _lock_own(key: uuid.UUID, sender: User) -> Contribution | None:
    """Lock and return the sender's piece with this key; None if no piece has it. Raises the same as `keep`."""
    contribution = Contribution.objects.select_for_update().filter(key=key).first()
    if contribution is None:
        return None
    if contribution.sender_id != sender.pk:
        raise Contribution.DoesNotExist
    if not contribution.may_be_edited:
        raise Refused(_("这篇稿件已经转出，不能再改。需要更正的，请联系工会办公室。"))
    return contribution


def _lock_or_begin(key: uuid.UUID, sender: User, now: datetime) -> Contribution:
    # Lock the sender, so that parallel requests are counted one after the other and a key is used only once.
    User.objects.select_for_update().get(pk=sender.pk)
    if contribution := _lock_own(key, sender):
        return contribution
    if Contribution.objects.sent_by(sender).filter(state=Stored.WRITING).count() >= OPEN_DRAFTS:
        raise Refused(_("您有%(limit)d篇没有提交的稿件，请先提交或删除几篇，再写新的。") % {"limit": OPEN_DRAFTS})
    return Contribution.objects.create(
        key=key, sender=sender, department=sender.department, created_at=now, changed_at=now
    )


def _write(sending: Sending) -> Contribution:
    """Put the sent values into the locked piece, for the caller to save; store pictures and captions here."""
    contribution = _lock_own(sending.key, sending.sender) or _lock_or_begin(sending.key, sending.sender, sending.now)
    for name in (*WRITTEN, "target", "kind"):
        if name in sending.values:
            setattr(contribution, name, sending.values[name])
    contribution.changed_at = sending.now
    stored = list(contribution.pictures.all())
    for picture in stored:
        caption = sending.captions.get(picture.pk)
        if caption is not None and caption != picture.caption:
            picture.caption = caption
            picture.save(update_fields=["caption"])
    known = {picture.digest for picture in stored}
    for clean in sending.pictures:
        if clean.digest not in known:
            known.add(clean.digest)
            _store_picture(contribution, clean)
    return contribution


def _store_picture(contribution: Contribution, clean: CleanPicture) -> None:
    picture = ContributionPicture(
        contribution=contribution, width=clean.width, height=clean.height, digest=clean.digest
    )
    picture.file.save(clean.file.name, clean.file, save=False)
    picture.small.save(clean.small.name, clean.small, save=False)
    picture.save()


@transaction.atomic
def remove_picture(*, contribution: Contribution, picture_id: int) -> None:
    """Delete a picture of a piece; one that does not exist counts as deleted. Raises Refused once handed on."""
    if not lock(contribution).may_be_edited:
        raise Refused(_("这篇稿件已经转出，图片不能再改。"))
    for picture in contribution.pictures.filter(pk=picture_id):
        _delete(picture)


@transaction.atomic
def withdraw(*, contribution: Contribution, now: datetime) -> bool:
    """Withdraw a piece that nobody has signed off; return True if it was deleted, because it was never submitted.
    Raises Refused for a piece that is with the editors."""
    contribution = lock(contribution)
    if contribution.state == Stored.WITHDRAWN:
        return False
    if not contribution.may_be_edited:
        raise Refused(_("这篇稿件已经转给编辑，不能自行撤回。请联系工会办公室。"))
    if contribution.submitted_at is None:
        for picture in contribution.pictures.all():
            _delete(picture)
        contribution.delete()
        return True
    contribution.state, contribution.changed_at = Stored.WITHDRAWN, now
    contribution.save()
    return False


@transaction.atomic
def sign_off(
    *, contribution: Contribution, head: User, verdict: str, words: str, seen: str, now: datetime
) -> Contribution:
    """部门核稿: hand the piece on to the editors, or return it with a reason (S-2.8).

    `seen` is the `version_of` the piece that the head read. Raises Refused if `head` is not a head of the department or
    is the sender, if the piece no longer waits or has changed since, or if a return has no reason. Locks the piece, so
    that the first of two decisions at once wins. Tells the sender.
    """
    contribution = lock(contribution)
    if head not in queries.heads_for(contribution):
        raise Refused(_("您不是这个部门的负责人，或者这是您自己的稿件，不能由您核稿。"))
    if contribution.state != Stored.WAITING:
        raise Refused(_("这篇稿件已不在等部门核稿：可能已有人办理，或者投稿人正在修改。"))
    if seen != version_of(contribution):
        raise Refused(_("您打开之后，投稿人又改了稿件。请看过新的内容再决定。"))
    if verdict == Verdict.APPROVE:
        contribution.signed_off_by, contribution.sign_off_note, contribution.reason = head, words, ""
        _hand_on(contribution, now=now)
        action = Action.CONTRIBUTION_SIGNED_OFF
    elif verdict == Verdict.RETURN:
        if not is_reason_enough(words):
            raise Refused(_("请写明退回的理由，投稿人才知道怎样修改。"))
        contribution.state, contribution.reason, contribution.changed_at = Stored.RETURNED, words, now
        contribution.save()
        tell(contribution, Notice.RETURNED)
        action = Action.CONTRIBUTION_RETURNED
    else:
        raise Refused(_("没有这种操作。"))
    record(action, actor=head, subject=contribution, reason=words)
    return contribution


def version_of(contribution: Contribution) -> str:
    """Return a mark of the piece's present content; it differs once the sender has changed anything."""
    return contribution.changed_at.isoformat()


def _hand_on(contribution: Contribution, *, now: datetime, skipped: Skipped | None = None) -> None:
    """Make the draft, store the piece as being with the editors, and tell sender and editors."""
    contribution.state, contribution.handed_on_at, contribution.changed_at = Stored.EDITORS, now, now
    contribution.skipped = skipped.value if skipped else ""
    _make_draft(contribution)
    tell(contribution, Notice.HANDED_ON)
    tell(contribution, Notice.ARRIVED)


def _make_draft(contribution: Contribution) -> None:
    """Make pictures and page and save the contribution; if that fails, delete the new files from the library."""
    made: list[SiteImage] = []
    try:
        with transaction.atomic():
            drafting.make_images(contribution, list(contribution.pictures.all()), made)
            page = drafting.make_page(contribution, made)
            contribution.page, contribution.first_revision = page, page.latest_revision_id
            contribution.save()
    except BaseException:
        for image in made:
            if image.file._committed:
                image.file.storage.delete(image.file.name)
        raise


@transaction.atomic
def make_draft_again(*, contribution: Contribution, editor: User, now: datetime) -> Contribution:
    """Make a new draft from the contribution after somebody deleted the first. Raises Refused if there is one."""
    contribution = lock(contribution)
    if contribution.state != Stored.EDITORS or contribution.page_id is not None:
        raise Refused(_("这篇来稿的草稿还在，或者已经办结，不必重建。"))
    contribution.taken_by, contribution.changed_at = editor, now
    _make_draft(contribution)
    record(Action.CONTRIBUTION_TAKEN, actor=editor, subject=contribution)
    return contribution


@transaction.atomic
def take_over(*, contribution: Contribution, editor: User) -> Contribution:
    """Note the editor who works on the piece, in place of any earlier one. Raises Refused if there is no draft."""
    contribution = lock(contribution)
    if contribution.state != Stored.EDITORS or contribution.page_id is None:
        raise Refused(_("这篇来稿没有可以编辑的草稿。"))
    if contribution.taken_by_id != editor.pk:
        contribution.taken_by = editor
        contribution.save(update_fields=["taken_by"])
        record(Action.CONTRIBUTION_TAKEN, actor=editor, subject=contribution)
    return contribution


@transaction.atomic
def decline(*, contribution: Contribution, editor: User, reason: str, now: datetime) -> Contribution:
    """Decline the piece with a reason that the sender reads.

    Raises Refused if it is under review, public or closed, or if the reason is missing. A draft that nobody has worked
    on is deleted with its pictures; any other draft stays.
    """
    contribution = lock(contribution)
    if not contribution.may_be_declined:
        raise Refused(_("这篇来稿已在审核、已发布或已办结，不能标为未采用。请先撤回审核。"))
    if not is_reason_enough(reason):
        raise Refused(_("请写明不采用的理由，投稿人会看到。"))
    page = contribution.page
    contribution.state, contribution.reason, contribution.changed_at = Stored.DECLINED, reason, now
    contribution.taken_by = contribution.taken_by or editor
    contribution.save()
    if page is not None and drafting.is_untouched(page, contribution):
        _delete_draft(page, contribution, editor)
        contribution.page = None
    tell(contribution, Notice.DECLINED)
    record(Action.CONTRIBUTION_DECLINED, actor=editor, subject=contribution, reason=reason)
    return contribution


def _delete_draft(page: Page, contribution: Contribution, editor: User) -> None:
    images = list(SiteImage.objects.filter(pk__in=contribution.pictures.values("image")))
    page.specific.delete(user=editor)
    for image in images:
        if not ReferenceIndex.get_references_to(image).exists():
            image.delete()


def tell_of_publication(page: Page) -> None:
    """Tell the sender when their piece is published for the first time, but not of later versions."""
    is_first = page.live and page.first_published_at == page.last_published_at
    contribution = Contribution.objects.filter(page=page).first() if is_first else None
    if contribution is not None:
        tell(contribution, Notice.PUBLISHED)


# --- Jobs ---


def pass_on_without_head(*, now: datetime | None = None) -> int:
    """Hand on the pieces that wait for a department without anybody who could sign them off; return how many."""
    now, count = now or timezone.now(), 0
    for waiting in Contribution.objects.filter(state=Stored.WAITING):
        with transaction.atomic():
            contribution = lock(waiting)
            if contribution.state == Stored.WAITING and not queries.heads_for(contribution):
                _hand_on(contribution, now=now, skipped=Skipped.NO_HEAD)
                count += 1
    return count


def forget(*, now: datetime | None = None) -> int:
    """Delete drafts unchanged for `KEEP_DAYS`, and pictures of pieces closed that long ago (PIPL 47); return how many
    pieces."""
    now, count = now or timezone.now(), 0
    before = now - timedelta(days=KEEP_DAYS)
    for number in Contribution.objects.forgotten(before).values_list("pk", flat=True):
        with transaction.atomic():
            for contribution in Contribution.objects.select_for_update().forgotten(before).filter(pk=number):
                withdraw(contribution=contribution, now=now)
                count += 1
    for contribution in Contribution.objects.closed(before).filter(pictures__isnull=False).distinct():
        with transaction.atomic():
            for picture in contribution.pictures.all():
                _delete(picture)
        count += 1
    return count


def _delete(picture: ContributionPicture) -> None:
    """Delete the row of a picture now and its files after the commit."""
    files = [picture.file, picture.small]
    names = [(file.storage, file.name) for file in files]
    picture.delete()
    for storage, name in names:
        transaction.on_commit(partial(storage.delete, name))
