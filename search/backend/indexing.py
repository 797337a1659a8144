"""What part of an object goes into the index, as tokens; the same for both databases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Manager
from django.utils.encoding import force_str
from wagtail.search.index import AutocompleteField, BaseField, RelatedFields, SearchField
from wagtail.search.utils import get_content_type_pk

from search.analysis.tokens import index_tokens

# A PostgreSQL vector holds 1 MB and positions up to 16,383; longer texts are cut on both databases alike.
MOST_TOKENS = 40_000
LONGEST_TEXT = 60_000


@dataclass(frozen=True, slots=True)
class Document:
    """One row of the index: columns of tokens with spaces between them."""

    object_id: str
    title: str
    body: str
    autocomplete: str


def document_of(instance) -> Document:
    """Return the search fields of an object, with `title` apart; words for autocompletion keep their endings."""
    title: list[str] = []
    body: list[str] = []
    typed: list[str] = []
    for field, value in _values(instance, instance.get_search_fields()):
        if isinstance(field, AutocompleteField):
            typed.append(value)
        elif isinstance(field, SearchField):
            (title if field.field_name == "title" else body).append(value)
    return Document(force_str(instance.pk), _tokens(title), _tokens(body), _tokens(typed, is_stemmed=False))


def _tokens(texts: list[str], *, is_stemmed: bool = True) -> str:
    # The line feed between two values keeps them from forming a word together.
    text = "\n".join(texts)[:LONGEST_TEXT]
    return " ".join(index_tokens(text, is_stemmed=is_stemmed)[:MOST_TOKENS])


def _values(instance, fields: Iterable[BaseField]) -> Iterator[tuple[BaseField, str]]:
    for field in fields:
        if isinstance(field, RelatedFields):
            if not any(isinstance(inner, SearchField | AutocompleteField | RelatedFields) for inner in field.fields):
                # Only filters, which the database evaluates itself.
                continue
            for other in _related(field.get_value(instance)):
                yield from _values(other, field.fields)
        elif isinstance(field, SearchField | AutocompleteField):
            yield field, _as_text(field.get_value(instance))


def _related(value) -> Iterable:
    if isinstance(value, Manager):
        return value.all()
    if callable(value):
        value = value()
    return () if value is None else (value,)


def _as_text(value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "\n".join(map(_as_text, value))
    if isinstance(value, dict):
        return "\n".join(map(_as_text, value.values()))
    return "" if value is None else force_str(value)


class DocumentIndex:
    """Mixed into an index of Wagtail: writes documents of ours, `batch` of them at a time."""

    batch: int

    def _refresh_title_norms(self, full=False):
        """Do nothing: titles are not weighed by their length here, and doing so would read every row on each save."""

    def add_items(self, model, objs):
        if not model.get_search_fields():
            return
        content_type, objs = get_content_type_pk(model), list(objs)
        for start in range(0, len(objs), self.batch):
            self._write(content_type, list(map(document_of, objs[start : start + self.batch])))

    def _write(self, content_type: int, documents: list[Document]) -> None:
        raise NotImplementedError
