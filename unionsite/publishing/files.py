"""Pictures, documents and media: public only through what was released, and not changed under it (security.md 3.4)."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from unionsite.core.queries import is_closed
from unionsite.publishing.refusals import Refused


def shown_by(instance: models.Model) -> bool:
    """Whether anything public uses this file: a live page, or a record that has no draft (site settings)."""
    return _is_used(instance, Page.objects.live())


def is_shown_to(instance: models.Model, request: HttpRequest) -> bool:
    """As `shown_by`, but a closed page counts only for whoever may read it; asked page by page for those alone."""
    closed = is_closed()
    if _is_used(instance, Page.objects.live().exclude(closed)):
        return True
    pages = Page.objects.live().filter(closed, pk__in=_references(instance)[0])
    return any(_admits(page, request) for page in pages)


def _admits(page: Page, request: HttpRequest) -> bool:
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def _is_used(instance: models.Model, pages: models.QuerySet[Page]) -> bool:
    numbers, others = _references(instance)
    return others or bool(numbers and pages.filter(pk__in=numbers).exists())


def _references(instance: models.Model) -> tuple[list[str], bool]:
    """Numbers of the pages that use the file, and whether anything else does.

    Read from Wagtail's reference index, which knows the public state of a live page; one query.
    """
    if not instance.pk:
        return [], False
    references = ReferenceIndex.get_references_to(instance)
    numbers, others = [], False
    page_type = ContentType.objects.get_for_model(Page).pk
    for base, number in references.values_list("base_content_type_id", "object_id").distinct():
        if base == page_type:
            numbers.append(number)
        else:
            others = True
    return numbers, others


def why_not_replace(instance: models.Model) -> str:
    """Why the file may not be replaced, in words; empty if it may."""
    if not shown_by(instance):
        return ""
    return _("已发布的内容正在使用这个文件，不能替换。请上传新的文件，在稿件中改用它，再提交审核。")


def check_replacement(instance: models.Model) -> None:
    """For upload forms: the message beside the field (T56)."""
    if instance.pk and (text := why_not_replace(instance)):
        raise ValidationError(text)


def check_saved(instance: models.Model) -> None:
    """Raise Refused if saving would put another file in the place of one that the public sees (T56)."""
    if instance._state.adding:
        return
    # A video has its poster and captions too, which the public sees as well.
    names = [field.name for field in instance._meta.concrete_fields if isinstance(field, models.FileField)]
    stored = type(instance)._base_manager.filter(pk=instance.pk).values(*names).first()
    is_other = stored is not None and any(is_replaced(getattr(instance, name), stored[name]) for name in names)
    if is_other and (text := why_not_replace(instance)):
        raise Refused(text)


def is_replaced(file: FieldFile, stored: str) -> bool:
    return (file.name or "") != stored or bool(file and not file._committed)


def check_deleted(instance: models.Model) -> None:
    """Raise Refused if what the public sees would lose its file."""
    if shown_by(instance):
        raise Refused(
            _("已发布的内容正在使用“%(title)s”，不能删除。请先在稿件中去掉它，经审核发布后再删除。")
            % {"title": instance.title}
        )


def only_what_was_released(document, request):
    """`before_serve_document`: a document is public with the page that was released with it, and no sooner (T57).

    It is closed with that page too: whoever may read the page may have it. Staff see it on its way there. What its
    collection demands besides, Wagtail asks afterwards.
    """
    user = request.user
    if user.is_authenticated and user.has_perm("wagtailadmin.access_admin"):
        return
    if not is_shown_to(document, request):
        raise Http404
