"""Filters of the explorer: Wagtail's, with the languages, sites and types from memory and the people in one query."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _of_wagtail
from django_filters.fields import ModelChoiceIterator
from wagtail.admin.filters import (
    ContentTypeModelMultipleChoiceField,
    LocaleFilter,
    MultipleContentTypeFilter,
    MultipleUserFilter,
    UserModelMultipleChoiceField,
)
from wagtail.admin.views.pages.listing import EditedByFilter, GenericPageFilterSet
from wagtail.coreutils import get_content_languages
from wagtail.models import Page, PageLogEntry, get_page_content_types, get_page_models

from unionsite.core.queries import locales, site_root_paths

OWNS = Exists(Page.objects.filter(owner=OuterRef("pk")))
HAS_EDITED = Exists(PageLogEntry.objects.filter(user=OuterRef("pk"), action="wagtail.edit"))


class TypeIterator(ModelChoiceIterator):
    def __iter__(self):
        models = [model for model in get_page_models() if model is not Page]
        types = ContentType.objects.get_for_models(*models).values()
        return (self.choice(found) for found in sorted(types, key=lambda found: found.model))


class TypeField(ContentTypeModelMultipleChoiceField):
    iterator = TypeIterator


class TypeFilter(MultipleContentTypeFilter):
    field_class = TypeField


class PeopleIterator(ModelChoiceIterator):
    def __iter__(self):
        return (self.choice(person) for person in self.field.people())


class PeopleField(UserModelMultipleChoiceField):
    iterator = PeopleIterator


class PeopleMixin:
    """`mark` names the annotation of `ExplorerFilterSet.people` that a person must have to be offered."""

    field_class = PeopleField
    mark = ""

    @property
    def field(self):
        field = super().field
        field.people = lambda: [person for person in self.parent.people if getattr(person, self.mark)]
        return field


class OwnerFilter(PeopleMixin, MultipleUserFilter):
    mark = "owns"


class EditorFilter(PeopleMixin, EditedByFilter):
    mark = "has_edited"


def owners(request):
    return get_user_model().objects.filter(OWNS)


def editors(request):
    return get_user_model().objects.filter(HAS_EDITED)


class ExplorerFilterSet(GenericPageFilterSet):
    owner = OwnerFilter(label=_of_wagtail("Owner"), queryset=owners, widget=CheckboxSelectMultiple)
    edited_by = EditorFilter(label=_of_wagtail("Edited by"), queryset=editors, widget=CheckboxSelectMultiple)
    content_type = TypeFilter(
        label=_of_wagtail("Page type"),
        queryset=lambda request: get_page_content_types(include_base_page_type=False),
        widget=CheckboxSelectMultiple,
    )

    class Meta(GenericPageFilterSet.Meta):
        pass

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if len({path.site_id for path in site_root_paths()}) < 2:
            del self.filters["site"]

    def _add_locale_filter(self):
        # Wagtail's own asks which languages there are.
        codes = {locale.language_code for locale in locales().values()}
        choices = [(code, name) for code, name in get_content_languages().items() if code in codes]
        if len(choices) > 1:
            self.filters["locale"] = LocaleFilter(
                label=_of_wagtail("Locale"),
                choices=choices,
                empty_label=None,
                null_label=_of_wagtail("All"),
                null_value=None,
                widget=RadioSelect,
            )

    @cached_property
    def people(self) -> list:
        """Owners of pages and whoever has edited one."""
        people = get_user_model().objects.annotate(owns=OWNS, has_edited=HAS_EDITED)
        return list(people.filter(Q(owns=True) | Q(has_edited=True)))
