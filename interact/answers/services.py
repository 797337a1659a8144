"""Makes a draft for 答复选登 from a case: with consent, and without what tells who sent it; then both stages (G10)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Locale, PageLogEntry
from wagtail_localize.synctree import create_aliases_for_new_page

from interact.answers.models import AnswerIndexPage, AnswerPage
from interact.answers.rules import PROGRESS_BY_RESULT
from interact.cases import rules
from interact.cases.choices import Party, Purpose, Step
from interact.cases.models.case import Case
from interact.cases.people import parties_of
from interact.cases.services.access import contact_for
from interact.cases.services.one_step import add_entry
from unionsite.accounts.models import User
from unionsite.core.refusals import Refused
from unionsite.publishing.review.services.decisions import note_writers
from unionsite.publishing.textchecks.choices import Role
from unionsite.publishing.textchecks.normalise import fold
from unionsite.publishing.textchecks.rules.personal import personal

MASK = "○○"


def why_not_publish(case: Case, user: User) -> str:
    """Return why the user may not make a draft of the case, in words to be shown; empty if they may."""
    if rules.is_by_name(case.channel):
        return _("按人办理的诉求不公开。")
    if not case.may_publish:
        return _("职工没有同意公开这一件的答复。")
    if case.replied_on is None or case.is_destroyed:
        return _("答复职工以后才能选登。")
    if Party.TEAM not in parties_of(case, user):
        return _("由网络信息管理小组选登。")
    if case.published.exists():
        return _("这一件已经选登过了。")
    return ""


@dataclass(frozen=True)
class Outcome:
    """What 您说了，我们做了 says of now; all empty for an answer that is only published."""

    progress: str = ""
    outcome: str = ""
    outcome_on: date | None = None


def known_outcome(case: Case, actor: User) -> Outcome:
    """Return what the case knows of its outcome: its result, the last words with it, its day; empty where nothing was
    done or the case is still open. Raises SealingError."""
    progress = PROGRESS_BY_RESULT.get(case.result)
    if progress is None:
        return Outcome()
    words = without_personal_data(last_words(case, step=Step.CLOSE), known_of(case, actor))
    return Outcome(progress, words, case.closed_on)


def last_words(case: Case, **entry: str) -> str:
    """Return the words of the last entry of a kind in the case's history; empty if there is none."""
    found = case.entries.filter(**entry).order_by("-place").first()
    return found.words_with(case.vault) if found is not None else ""


def known_of(case: Case, actor: User) -> list[str]:
    return [text for text in contact_for(case, actor).values() if text]


@transaction.atomic
def draft_answer(*, case_id: int, actor: User, now: datetime, outcome: Outcome = Outcome()) -> AnswerPage:
    """Make a draft below 答复选登 from the question, the result that the employee was given and what there is now.

    Contact details that the employee gave, and what the check for personal data finds, are masked. The editor goes on
    from there, and the text checks look again at both stages. Raises Case.DoesNotExist, Refused and SealingError.
    """
    Case.objects.select_for_update().filter(pk=case_id).values_list("pk").first()
    case = Case.objects.visible_to(actor).get(pk=case_id)
    if reason := why_not_publish(case, actor):
        raise Refused(reason)
    index = AnswerIndexPage.objects.filter(locale=Locale.get_default()).first()
    if index is None:
        raise Refused(_("还没有“答复选登”栏目，请系统管理员运行setup_site。"))
    known = known_of(case, actor)
    reply = last_words(case, step=Step.REPLY, purpose=Purpose.RESULT)
    body = case.body
    page = AnswerPage(
        title=without_personal_data(body["subject"], known),
        live=False,
        owner=actor,
        locale=index.locale,
        channel=case.channel,
        question=without_personal_data(body["text"], known),
        reply=paragraphs(without_personal_data(reply, known)),
        department=case.department,
        asked_on=timezone.localdate(case.received_at),
        answered_on=case.replied_on,
        case=case,
        **asdict(outcome) | {"outcome": without_personal_data(outcome.outcome, known)},
    )
    # A long question is taken over whole; the editor shortens it.
    page.may_be_incomplete = True
    index.add_child(instance=page)
    page.save_revision(user=actor, log_action=True, clean=False)
    # Those who wrote the reply count as writers of the page and cannot review it.
    replies = case.entries.filter(step__in=(Step.ANSWER, Step.REPLY)).exclude(actor=None)
    note_writers(page, replies.values_list("actor", flat=True))
    create_aliases_for_new_page(page)
    add_entry(case, Step.PUBLISH, party=Party.TEAM, actor=actor, at=now, detail={"page": page.pk}, is_shown=False)
    return page


def drop_drafts(case: Case) -> None:
    """Delete drafts of a case that were never public (T83); the log of pages keeps the case's number as their title."""
    drafts = list(case.published.filter(live=False, first_published_at=None).values_list("pk", flat=True))
    for pk in drafts:
        # Aliases go with their source.
        for page in AnswerPage.objects.filter(pk=pk):
            page.delete()
    PageLogEntry.objects.filter(page__in=drafts).update(label=case.number, data={})


def without_personal_data(text: str, known: Iterable[str] = ()) -> str:
    """Mask the texts in `known`, and the numbers of identity cards, bank cards and mobile phones."""
    for value in sorted(known, key=len, reverse=True):
        text = text.replace(value, MASK)
    spans = sorted({(hit.start, hit.end) for hit in personal(fold(text), Role.BODY)}, reverse=True)
    for start, end in spans:
        text = text[:start] + MASK + text[end:]
    return text


def paragraphs(text: str) -> str:
    """Turn plain text into rich text, a paragraph for each line."""
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())
