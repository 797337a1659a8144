"""Proposing other words, storing them when the second person agrees, refusing every other way, keeping the history;
telling of an urgent notice."""

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import Office
from unionsite.accounts.changes.kinds import ChangeKind, Lines, register
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import in_offices
from unionsite.accounts.people.models import User
from unionsite.accounts.public_words.joining import (
    APPROVING,
    JOINED,
    Joined,
    joined_of,
    name_of,
    number_of,
    text_of,
    value_of,
)
from unionsite.accounts.public_words.models import Ground, WordsChange
from unionsite.accounts.public_words.queries import has_second_person
from unionsite.audit.origin import current_actor
from unionsite.core import mails
from unionsite.core.columns import moment
from unionsite.core.models import SiteSettings
from unionsite.core.queries import is_open
from unionsite.core.refusals import Refused

_agreed: ContextVar[PendingChange | None] = ContextVar("words-agreed-on", default=None)
BATCH = 500


def register_public_words(model: type[models.Model], *, fields, label, **more) -> None:
    """Join (see `joining`); `more` are the other facts of `Joined`."""
    joined = Joined(model, tuple(fields), label, **more)
    JOINED[joined.name] = joined
    register(ChangeKind(joined.kind, label, APPROVING, apply, lines=lines_of, is_live=joined.is_live))


@transaction.atomic
def propose(
    *, instance: models.Model, values: dict[str, Any], actor: User, reason: str = "", now: datetime
) -> PendingChange:
    """Put new words before a second person; the caller checks who may propose and that the values are valid.

    Raises Refused when nothing changes, while other words for the object wait, and for an account too new to act.
    """
    joined, stored = joined_of(instance), _locked(type(instance), instance.pk)
    if joined is None or stored is None:
        raise Refused(_("这一项已经不在网站上了。"))
    before = {name: text_of(stored, name) for name in values}
    for name, value in values.items():
        setattr(stored, name, value)
    after = {name: text_of(stored, name) for name in values}
    if before == after:
        raise Refused(_("文字没有改动。"))
    payload = {"key": str(instance.pk), "object": str(instance), "before": before, "after": after}
    target = number_of(instance.pk)
    return changes.propose(kind=joined.kind, actor=actor, target=target, payload=payload, reason=reason, now=now)


def apply(change: PendingChange, now: datetime) -> str:
    """Store the words that a second person agreed to. Raises Refused when they no longer fit what is stored."""
    joined = JOINED[change.kind.removeprefix("words.")]
    instance, after = _locked(joined.model, change.payload["key"]), change.payload["after"]
    if instance is None:
        raise Refused(_("这一项已经不在网站上了。"))
    if any(text_of(instance, name) != text for name, text in change.payload["before"].items()):
        raise Refused(_("提出以后，原来的文字又改过了。请由提出人撤回，重新提出。"))
    for name, text in after.items():
        setattr(instance, name, value_of(instance, name, text))
    try:
        instance.full_clean(exclude=[field.name for field in instance._meta.fields if field.name not in after])
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    token = _agreed.set(change)
    try:
        instance.save(update_fields=list(after))
    finally:
        _agreed.reset(token)
    joined.applied(instance, change, now)
    return ""


def lines_of(change: PendingChange) -> Lines:
    """Return the object, then what each field says now and would say; the second person and the mails read them."""
    joined, payload = JOINED[change.kind.removeprefix("words.")], change.payload
    told = [
        (
            joined.label_of(name),
            _("原为“%(before)s”，改为“%(after)s”") % {"before": payload["before"][name], "after": text}
            if text != "True"
            else _("可以"),
        )
        for name, text in payload["after"].items()
        if text != payload["before"][name]
    ]
    instance = joined.about and joined.model._base_manager.filter(pk=payload["key"]).first()
    return [*(joined.about(instance) if instance else [(joined.model._meta.verbose_name, payload["object"])]), *told]


def may_set_alone(joined: Joined, name: str, *, before: str, is_new: bool, actor: User) -> bool:
    """Whether one person may store this text at once: of the settings before the opening, whose second person reads
    them, with a new object, or as the very first one of a site without anybody else."""
    if (is_new and name in joined.new_alone) or (joined.model is SiteSettings and not is_open()):
        return True
    return name in joined.first and not before and not has_second_person(actor)


def check(instance: models.Model, update_fields=None) -> None:
    """Before any save of a joined model: note which words change. Raises Refused where somebody at a screen would
    store them without the second person; commands on the server are on record (`note`)."""
    joined = joined_of(instance)
    if joined is None:
        return
    is_new, deferred = instance._state.adding, instance.get_deferred_fields()
    names = [name for name in joined.fields if name not in deferred and (not update_fields or name in update_fields)]
    stored = None if is_new or not names else joined.model._base_manager.only(*names).filter(pk=instance.pk).first()
    changed = {name: (text_of(stored, name) if stored else "", text_of(instance, name)) for name in names}
    instance.changed_words = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if (actor := current_actor()) is None:
        return
    agreed = _agreed.get()
    if agreed and (agreed.kind, agreed.payload["key"]) == (joined.kind, str(instance.pk)):
        wrong = [name for name, pair in instance.changed_words.items() if agreed.payload["after"].get(name) != pair[1]]
    else:
        wrong = [
            name
            for name, (before, _after) in instance.changed_words.items()
            if not may_set_alone(joined, name, before=before, is_new=is_new, actor=actor)
        ]
    if wrong:
        raise Refused(
            _("%(fields)s会直接显示给读者，须由另一位担任其他职务的人复核后生效，不能一个人直接改。")
            % {"fields": _("、").join(map(joined.label_of, wrong))}
        )


def note(instance: models.Model) -> None:
    """After any save of a joined model: add a row to the history for each text that changed."""
    changed = instance.__dict__.pop("changed_words", None)
    # Ask who saved it only if words changed: it reads the session, and most pages are the same for all.
    if not changed:
        return
    change, actor = _agreed.get(), current_actor()
    people = {"ground": Ground.SERVER}
    if change is not None:
        second = changes.label_of(change.approver)
        people = {"ground": Ground.TWO, "writer_label": change.proposer_label, "second_label": second}
    elif actor is not None:
        people = {"ground": Ground.FIRST, "writer_label": changes.label_of(actor)}
    for name, (before, after) in changed.items():
        _row(instance, name, before, after, **people).save()


def lay_beginnings(**_kwargs) -> None:
    """After `migrate`: begin the history of a model that has none yet with the words that stand there now."""
    tables = set(connection.introspection.table_names())
    for joined in JOINED.values():
        if not {joined.model._meta.db_table, WordsChange._meta.db_table} <= tables:
            continue
        if WordsChange.objects.filter(model=joined.name).exists():
            continue
        rows = [
            _row(instance, name, "", text, ground=Ground.BEGUN)
            for instance in joined.model._base_manager.all()
            for name in joined.fields
            if (text := text_of(instance, name))
        ]
        for row in rows:
            row.seal = row.right_seal
        WordsChange.objects.bulk_create(rows, batch_size=BATCH)


def tell_of_urgent_notice(site: SiteSettings, actor: User) -> None:
    facts = [site.urgent_notice, moment(site.urgent_from), moment(site.urgent_until), str(actor)]
    transaction.on_commit(lambda: send_urgent_notice_mail.enqueue(*facts))


@task()
def send_urgent_notice_mail(notice: str, start: str, stop: str, who: str) -> None:
    people = in_offices([Office.COMMITTEE, Office.GROUP, Office.SECURITY])
    text = SiteSettings(urgent_notice=notice).get_urgent_notice_display()
    address = settings.BASE_URL + reverse("wagtailadmin_home")
    context = {"text": text, "start": start, "stop": stop, "who": who, "address": address}
    mails.tell("accounts/mail/urgent_notice.txt", people, context)


def _row(instance: models.Model, name: str, before: str, after: str, **people) -> WordsChange:
    return WordsChange(
        model=name_of(type(instance)),
        object_id=number_of(instance.pk),
        object_label=str(instance)[:150],
        field=name,
        before=before,
        after=after,
        **people,
    )


def _locked(model: type[models.Model], key: object) -> models.Model | None:
    return model._base_manager.select_for_update().filter(pk=key).first()
