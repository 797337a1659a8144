"""The import of questions into a draft of a set."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from interact.quizzes.models.bank import Question, QuestionSet
from unionsite.core.refusals import Refused


@transaction.atomic
def import_questions(*, questions: Sequence[Question], actor, question_set: QuestionSet | None, title: str = ""):
    """Put questions into a new draft: of a new set called `title`, or behind those of an existing set.

    The public version stays as it is until the draft has passed both stages. Raises Refused for a set under review or
    locked. Returns the set.
    """
    if question_set is None:
        draft = QuestionSet(title=title, live=False)
        draft.questions = list(questions)
        draft.save()
    else:
        why_not_import(question_set)
        draft = question_set.get_latest_revision_as_object()
        for order, question in enumerate(questions, start=draft.questions.count() + 1):
            question.sort_order = order
            draft.questions.add(question)
    draft.save_revision(user=actor, log_action=True)
    return draft


def why_not_import(question_set: QuestionSet) -> None:
    """Raise Refused if nothing may be added to a set now."""
    if question_set.workflow_in_progress:
        raise Refused(_("这个题库正在审核，请等审核结束，或先撤回。"))
    if question_set.locked:
        raise Refused(_("这个题库已被锁定，请先解锁。"))
