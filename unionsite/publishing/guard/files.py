"""Pictures, documents and media: public only with a released page, and unchanged while it is (security.md 3.4)."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, DraftStateMixin, Page, ReferenceIndex

from unionsite.core.queries import is_closed, restrictions_of
from unionsite.core.refusals import Refused
from unionsite.publishing.review.queries import versions_on_the_way


def shown_by(instance: models.Model) -> bool:
    """Whether anything public uses this file: a live page, or a record without a draft (site settings)."""
    return _is_used(instance, Page.objects.live())


def is_shown_to(instance: models.Model, request: HttpRequest) -> bool:
    """Whether a page or record that this reader may see uses the file; only closed pages are asked one by one."""
    closed = is_closed()
    if _is_used(instance, Page.objects.live().exclude(closed)):
        return True
    pages = Page.objects.live().filter(closed, pk__in=_references(instance)[0])
    return any(all(limit.accept_request(request) for limit in restrictions_of(page)) for page in pages)


def _is_used(instance: models.Model, pages: models.QuerySet[Page]) -> bool:
    numbers, others = _references(instance)
    return others or bool(numbers and pages.filter(pk__in=numbers).exists())


def _references(instance: models.Model) -> tuple[list[str], bool]:
    """Return the numbers of the pages that use the file, and whether anything else uses it.

    One query to Wagtail's reference index, which holds the public state of a live page.
    """
    if not instance.pk:
        return [], False
    references = ReferenceIndex.get_references_to(instance)
    numbers, others = [], False
    page_type = ContentType.objects.get_for_model(Page).pk
    for base, number in references.values_list("base_content_type_id", "object_id").distinct():
        if base == page_type:
            numbers.append(number)
        elif not _is_draft(base, number):
            others = True
    return numbers, others


def _is_draft(kind: int, number: str) -> bool:
    """Whether this is a reviewed snippet that nobody but the staff has seen yet."""
    model = ContentType.objects.get_for_id(kind).model_class()
    return (
        model is not None
        and issubclass(model, DraftStateMixin)
        and not model._base_manager.filter(pk=number, live=True).exists()
    )


def awaited_by(instance: models.Model) -> str:
    """Return the title of a piece that uses the file and is under review or waiting for its time; else "".

    The reference index holds only what is public, so this reads the versions themselves; there are few.
    """
    if not instance.pk:
        return ""
    wanted = (ContentType.objects.get_for_model(instance).pk, str(instance.pk))
    for revision in versions_on_the_way().iterator():
        found = ReferenceIndex._extract_references_from_object(revision.as_object())
        if any((kind, number) == wanted for kind, number, *_place in found):
            return revision.object_str
    return ""


def why_not_change(instance: models.Model) -> str:
    """Return in words why nothing that readers see of the file may change; empty if it may."""
    if shown_by(instance):
        return _("已发布的内容正在使用这个文件")
    if title := awaited_by(instance):
        return _("《%(title)s》用到这个文件，正在审核或等候发布") % {"title": title}
    return ""


def why_not_replace(instance: models.Model) -> str:
    """Return in words why the file may not be replaced, and what to do instead; empty if it may."""
    if not (reason := why_not_change(instance)):
        return ""
    return _("%(reason)s，不能替换。请上传新的文件，在稿件中改用它，再提交审核。") % {"reason": reason}


def why_not_rename(instance: models.Model, names: Iterable[str]) -> str:
    """Return in words why the fields `names`, which readers see beside the file, may not change; empty if they may."""
    if not (reason := why_not_change(instance)):
        return ""
    labels = dict.fromkeys(field_label(instance, name) for name in names)
    return _(
        "%(reason)s，不能改动%(names)s。请上传一份新的，在稿件中改用它，再提交审核；附件也可以在稿件中另填显示名称。"
    ) % {
        "reason": reason,
        "names": _("、").join(labels),
    }


def field_label(instance: models.Model, name: str) -> str:
    return _("裁剪的焦点") if name.startswith("focal_point") else str(instance._meta.get_field(name).verbose_name)


def file_fields(instance: models.Model) -> list[str]:
    # A video has a poster and captions besides, which the public sees too.
    return [field.name for field in instance._meta.concrete_fields if isinstance(field, models.FileField)]


def check_change(instance: models.Model, name: str) -> None:
    """Raise ValidationError if the field `name` of a file may not change; forms show it beside the field (T56)."""
    text = ""
    if name in file_fields(instance):
        text = why_not_replace(instance)
    elif name in instance.shown_fields:
        text = why_not_rename(instance, [name])
    if text:
        raise ValidationError(text)


def check_saved(instance: models.Model) -> None:
    """Raise Refused if saving would change what the public sees of the file: content, name or crop (T56)."""
    if instance._state.adding:
        return
    if isinstance(instance, get_document_model()):
        check_collection(instance, instance.collection)
    files = file_fields(instance)
    stored = type(instance)._base_manager.filter(pk=instance.pk).values(*files, *instance.shown_fields).first()
    if stored is None:
        return
    if any(is_replaced(getattr(instance, name), stored[name]) for name in files):
        text = why_not_replace(instance)
    else:
        renamed = [name for name in instance.shown_fields if getattr(instance, name) != stored[name]]
        text = why_not_rename(instance, renamed) if renamed else ""
    if text:
        raise Refused(text)


def check_collection(document: models.Model, collection: Collection) -> None:
    """Raise Refused if a document that readers see, or soon will, would move to a less closed collection (T58)."""
    stored = type(document)._base_manager.filter(pk=document.pk).select_related("collection").first()
    if stored is None or stored.collection_id == collection.pk:
        return
    if restrictions_on(stored.collection) <= restrictions_on(collection):
        return
    if reason := why_not_change(document):
        raise Refused(
            _(
                "%(reason)s，不能移出限定范围的文件夹：读者会多于审核时的范围。请上传一份新的，在稿件中改用它，再提交审核。"
            )
            % {"reason": reason}
        )


def check_restriction_saved(restriction: CollectionViewRestriction) -> None:
    """Raise Refused if changing the restriction would open a collection that `check_opened` protects."""
    stored = CollectionViewRestriction.objects.filter(pk=restriction.pk).first()
    limits = (restriction.restriction_type, restriction.password)
    if stored and (stored.restriction_type, stored.password) != limits:
        check_opened(stored)


def check_opened(restriction: CollectionViewRestriction) -> None:
    """Raise Refused for opening a collection if it or one below has a document that readers see or soon will (T58)."""
    collections = restriction.collection.get_descendants(inclusive=True)
    for document in get_document_model().objects.filter(collection__in=collections):
        if reason := why_not_change(document):
            raise Refused(
                _("%(reason)s（“%(title)s”），这个文件夹不能放宽范围。") % {"reason": reason, "title": document.title}
            )


def restrictions_on(collection: Collection) -> set[int]:
    return set(collection.get_view_restrictions().values_list("pk", flat=True))


def is_replaced(file: FieldFile, stored: str) -> bool:
    return (file.name or "") != stored or bool(file and not file._committed)


def check_deleted(instance: models.Model) -> None:
    """Raise Refused if something that the public sees, or soon will, would lose its file."""
    if shown_by(instance):
        raise Refused(
            _("已发布的内容正在使用“%(title)s”，不能删除。请先在稿件中去掉它，经审核发布后再删除。")
            % {"title": instance.title}
        )
    if piece := awaited_by(instance):
        raise Refused(
            _("《%(piece)s》正在审核或等候发布，用到“%(title)s”，不能删除。请等审核结束，或先撤回审核。")
            % {"piece": piece, "title": instance.title}
        )


def only_what_was_released(document, request):
    """Raise Http404 if the reader may see no released page that uses the document (T57); for `before_serve_document`.

    A document is public together with its page, and closed together with it. Staff may see it earlier. Afterwards
    Wagtail asks for whatever the document's collection demands.
    """
    user = request.user
    if user.is_authenticated and user.has_perm("wagtailadmin.access_admin"):
        return
    if not is_shown_to(document, request):
        raise Http404
