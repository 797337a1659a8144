"""Reads of the package: which of its texts the site has and how far each has come, and what waits for a reviewer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.compare import diff_text
from wagtail.models import Locale, Page, TaskState, WorkflowMixin

from rights.law_changes import law_changes
from starter.pages import LABELS, PARENTS, build, law_library, record_models
from starter.texts import Text, all_texts, gaps_in
from unionsite.publishing.review import worklist
from unionsite.publishing.review.fingerprints import BOOKKEEPING, comparable
from unionsite.publishing.review.models import ReviewTask
from unionsite.publishing.review.screens.writing import standing
from unionsite.publishing.textchecks.extraction import take_apart

Words = list[tuple[str, str]]
# What the account gave without a word.
_UNTOLD = BOOKKEEPING | {"department"}


@dataclass
class Row:
    """One text as the list shows it: the page or record that it became, if it did, and what is still to be done."""

    text: Text
    found: models.Model | None
    state: str = ""
    address: str = ""
    gaps: list[str] = field(default_factory=list)
    law_changed: bool = False
    lacks: str = ""


@dataclass
class Part:
    name: str
    label: str
    rows: list[Row]

    @property
    def laid(self) -> int:
        return sum(row.found is not None for row in self.rows)


def texts_here() -> list[Text]:
    """Return the texts that this site can take: those of a wing only while it is on."""
    parts = {*PARENTS, *record_models()}
    return [text for text in all_texts() if text.part in parts]


def chinese_pages() -> QuerySet[Page]:
    """Return the pages that came of the package, without their translations."""
    keys = [text.page_key for text in all_texts()]
    return Page.objects.filter(translation_key__in=keys, locale=Locale.get_default())


def found_of(texts: Sequence[Text]) -> dict[str, models.Model]:
    """Return by its key what stands on the site for a text: its page, by the translation key, or a record of its title;
    one query for the pages and one for each type of record."""
    pages = chinese_pages().select_related("content_type", "latest_revision")
    by_key = {page.translation_key: page for page in pages.annotate_approved_schedule().prefetch_workflow_states()}
    found: dict[str, models.Model] = {text.key: by_key[text.page_key] for text in texts if text.page_key in by_key}
    for part, model in record_models().items():
        records = {record.title: record for record in model._default_manager.all()}
        found |= {text.key: records[text.title] for text in texts if text.part == part and text.title in records}
    return found


def parts_of_package() -> list[Part]:
    """Return all parts with their texts, each with its state; the number of queries does not grow."""
    texts = texts_here()
    found, changed = found_of(texts), texts_with_changed_law(texts)
    rows: dict[str, list[Row]] = defaultdict(list)
    for text in texts:
        row = Row(text, found.get(text.key), law_changed=text.key in changed)
        if isinstance(row.found, Page):
            row.state, row.address = standing(row.found), reverse("wagtailadmin_pages:edit", args=[row.found.pk])
            content = row.found.latest_revision.content if row.found.latest_revision else {}
            row.gaps = list(dict.fromkeys(gaps_in([value for value in content.values() if isinstance(value, str)])))
        elif row.found is not None:
            row.state = _("已发布") if getattr(row.found, "live", False) else _("已载入")
        rows[text.part].append(row)
    return [Part(part, str(label), rows[part]) for part, label in LABELS.items() if part in rows]


def texts_with_changed_law(texts: Iterable[Text]) -> set[str]:
    """Return the keys of the texts of which a cited article has changed since they were checked."""
    library, pages = law_library(), []
    for text in texts:
        if text.part in PARENTS:
            page = build(text, library, {})
            page.last_published_at = timezone.make_aware(datetime.combine(text.checked_on, time.max))
            pages.append(page)
    return {page.slug for page, _changes in law_changes(pages)}


# --- What waits for a reviewer ---


@dataclass
class Waiting:
    """One piece of the package at a stage: what was filled in or changed (place, both words marked, escaped), other
    fields that differ, all its words by their place, and why it cannot be signed with the others; empty if it can."""

    row: worklist.Row
    text: Text
    changes: Words
    others: list[str]
    words: Words
    singly: str


def waiting_states(user, task: ReviewTask) -> QuerySet[TaskState]:
    """Return the stages of pieces of the package that wait at this task."""
    titles, theirs = [text.title for text in all_texts()], Q()
    kinds = {Page: chinese_pages()}
    kinds |= {
        model: model._default_manager.filter(title__in=titles)
        for model in record_models().values()
        if issubclass(model, WorkflowMixin)
    }
    for model, rows in kinds.items():
        numbers = rows.annotate(number=Cast("pk", CharField())).values("number")
        kind = ContentType.objects.get_for_model(model)
        theirs |= Q(workflow_state__base_content_type=kind, workflow_state__object_id__in=numbers)
    return worklist.states_of(worklist.Tab.MINE, user, [task]).filter(theirs)


def waiting_for(user, task: ReviewTask, now: datetime) -> list[Waiting]:
    """Return the pieces of the package that wait at a stage, in the package's order, each beside its original."""
    states = list(
        waiting_states(user, task).select_related("workflow_state__requested_by", "revision").prefetch_related("chases")
    )
    runs = [state.workflow_state_id for state in states]
    rejected = TaskState.objects.filter(workflow_state__in=runs, status=TaskState.STATUS_REJECTED)
    returned = set(rejected.values_list("workflow_state_id", flat=True))
    texts, library = {str(text.page_key): text for text in texts_here()}, law_library()
    by_title = {text.title: text for text in texts.values()}
    found = []
    for row in worklist.rows(states, user, now):
        content = row.task_state.revision.content
        text = texts.get(content.get("translation_key", "")) or by_title.get(content["title"])
        if text is None:
            # A set of questions with another title is handled by itself, at the desk.
            continue
        original = build(text, library, {})
        version = type(original).from_serializable_data(content, check_fks=False)
        found.append(Waiting(row, text, *compared(original, version), singly=_why_singly(row, returned)))
    order = {text.key: place for place, text in enumerate(texts.values())}
    return sorted(found, key=lambda one: order[one.text.key])


def _why_singly(row: worklist.Row, returned: set[int]) -> str:
    if row.is_own:
        return _("本人撰写或提交，须由他人审核")
    if row.task_state.workflow_state_id in returned:
        return _("退回过，请打开看修改的地方，单独办理")
    return ""


def compared(original: models.Model, version: models.Model) -> tuple[Words, list[str], Words]:
    """Return the places with other words, the labels of other fields that differ, and all words by their place.

    The department that the account gave is not told.
    """
    before, after = ({one.where: one for one in take_apart(page).texts} for page in (original, version))
    changes, told = [], set()
    for where in [*after, *(before.keys() - after.keys())]:
        old, new = (texts[where].text if where in texts else "" for texts in (before, after))
        name = where.partition(".")[0]
        if old != new and name not in _UNTOLD:
            told.add(name)
            changes.append(((after.get(where) or before[where]).place, diff_text(old, new).to_html()))
    others = []
    for one in version._meta.concrete_fields:
        if one.name not in _UNTOLD | told and not one.primary_key and not one.name.endswith("_ptr"):
            values = [comparable(one.value_to_string(page)) for page in (original, version)]
            if values[0] != values[1]:
                others.append(str(one.verbose_name))
    return changes, others, [(one.place, one.text) for one in after.values()]
