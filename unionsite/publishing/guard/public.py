"""The wall in front of the public site: nothing is shown that was not released (S-3.6, security.md 3.2).

It stands in the model layer (`receivers` calls it), so that every way to publish meets it: forms, bulk actions, the
API, copies, aliases, schedules, translations, superusers, code. `integrity` finds what goes round the models
(`QuerySet.update`, SQL, `loaddata`).
"""

from collections.abc import Collection
from itertools import chain
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import DraftStateMixin, Locale, Page, Revision, TaskState

from unionsite.core.refusals import Refused
from unionsite.publishing.guard.dates import fault_of_date
from unionsite.publishing.ledger.models import Release
from unionsite.publishing.ledger.queries import valid_release
from unionsite.publishing.review.fingerprints import BOOKKEEPING, content_hash, differences
from unionsite.publishing.review.rules import Frozen, NotReleased

PUBLIC_STATE = frozenset({"live", "live_revision", "live_revision_id", "first_published_at"})


def check_public(instance: DraftStateMixin, update_fields: Collection[str] | None = None) -> None:
    """Raise NotReleased if saving `instance` would show the public something that was not released."""
    is_alias = bool(getattr(instance, "alias_of_id", None))
    if is_alias and instance._state.adding and not is_alias_in_another_language(instance):
        raise NotReleased(_("同一语言内不能建立别名页面：每一页都须单独经过初审、终审。"))
    if not instance.live or is_root(instance) or not touches_the_public(instance, update_fields):
        return
    if instance._state.adding and not is_alias:
        raise NotReleased(_("新页面须先存为草稿，经初审、终审后发布。"))
    if fault := fault_of_alias(instance) if is_alias else fault_of(instance):
        raise NotReleased(fault)


def fault_of(instance: DraftStateMixin) -> str:
    """Return in words what is wrong with a live object; empty if content and date are exactly what was released."""
    release = valid_release(instance, instance.live_revision_id)
    if release is None:
        return _("“%(title)s”没有经过初审、终审两级审核，不能发布。请提交审核。") % {"title": instance}
    if not release.is_sealed:
        return _("“%(title)s”的放行记录不是本站写入的，或者被改动过，不能发布。请重新提交审核。") % {"title": instance}
    if content_hash(release.revision.content) != release.content_hash:
        return _("“%(title)s”审核通过之后内容被改动过，不能发布。请重新提交审核。") % {"title": instance}
    if names := without_followed(instance, differences(instance, release.revision)):
        return _("“%(title)s”与审核通过的内容不一致（%(fields)s），不能发布。请提交审核。") % {
            "title": instance,
            "fields": _("、").join(labels_of(instance, names)),
        }
    return fault_of_date(instance)


def without_followed(instance: DraftStateMixin, names: Collection[str]) -> list[str]:
    """Return `names` without the `follows_original` fields whose value was released with the translation's original."""
    followed = set(names) & set(getattr(instance, "follows_original", ()))
    if not followed or instance.locale_id == Locale.get_default().pk:
        return list(names)
    original = type(instance).objects.filter(translation_key=instance.translation_key, locale=Locale.get_default())
    releases = chain.from_iterable(Release.objects.of(page).exclude(revision=None) for page in original)
    versions = [release.revision.as_object() for release in releases if release.is_sealed]
    return [
        name
        for name in names
        if name not in followed or not any(getattr(version, name) == getattr(instance, name) for version in versions)
    ]


def is_alias_in_another_language(instance: Page) -> bool:
    """Whether the alias stands in for a translation not yet written: the same text in another language's tree."""
    return instance.locale_id != instance.alias_of.locale_id


def fault_of_alias(instance: Page) -> str:
    """Return in words what is wrong with a live alias; empty if it shows exactly its original's released content."""
    # Read from the database: the copy in memory that the alias was made from may be older, or changed.
    original = Page.objects.get(pk=instance.alias_of_id).specific
    if not is_alias_in_another_language(instance) or not original.live:
        return _("“%(title)s”是别名页面，没有单独经过审核，不能发布。") % {"title": instance}
    if fault := fault_of(original):
        return fault
    # Addresses are unique within each language's tree.
    if set(differences(instance, original.live_revision)) - {"slug"}:
        return _("“%(title)s”与它所重复的原文不一致，不能发布。") % {"title": instance}
    return ""


def is_root(instance: models.Model) -> bool:
    """Whether this is the invisible root of Wagtail's tree, which has no address."""
    return isinstance(instance, Page) and instance.depth == 1 and instance.specific_class in (Page, None)


def touches_the_public(instance: models.Model, update_fields: Collection[str] | None) -> bool:
    if update_fields is None:
        return True
    return any(name in PUBLIC_STATE or name not in BOOKKEEPING for name in update_fields)


def labels_of(instance: models.Model, names: Collection[str]) -> list[str]:
    labels = {}
    for field in instance._meta.get_fields():
        is_relation_from_below = field.auto_created and hasattr(field, "get_accessor_name")
        name = field.get_accessor_name() if is_relation_from_below else field.name
        source = field.related_model._meta if is_relation_from_below else field
        labels[name] = str(getattr(source, "verbose_name", name))
    return [labels.get(name, name) for name in names]


def check_revision(revision: Revision, update_fields: Collection[str] | None = None) -> None:
    """Raise Frozen if a version under or after review would change; NotReleased if an unreleased one is scheduled.

    Autosave overwrites the newest version, and the text before a reviewer must not change while they read (T46).
    """
    saved = Revision.objects.filter(pk=revision.pk).first() if revision.pk else None
    if saved is not None and (update_fields is None or "content" in update_fields):
        is_changed = content_hash(saved.content) != content_hash(revision.content)
        if is_changed and is_reviewed(saved):
            raise Frozen(_("这一版本已提交审核，内容不能再改动。请另存为新的版本。"))
    if revision.approved_go_live_at is not None and (update_fields is None or "approved_go_live_at" in update_fields):
        release = Release.objects.valid().filter(revision_id=revision.pk).first() if revision.pk else None
        if release is None or release.content_hash != content_hash(revision.content):
            raise NotReleased(_("只有经过初审、终审的稿件才能定时发布。请提交审核。"))


def is_reviewed(revision: Revision) -> bool:
    return (
        TaskState.objects.filter(revision_id=revision.pk).exists()
        or Release.objects.filter(revision_id=revision.pk).exists()
    )


def check_redirect(redirect: Redirect) -> None:
    """Raise Refused if the redirect leads to another host."""
    target = redirect.redirect_link
    if not target:
        return
    parts = urlsplit(target.strip().replace("\\", "/"))
    own = urlsplit(settings.BASE_URL).hostname
    if (parts.scheme or parts.netloc) and parts.hostname != own:
        raise Refused(_("重定向只能指向本站的页面或网址，不能指向其他网站。"))
