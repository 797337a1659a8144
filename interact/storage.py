"""The private folders for files attached to answers of questionnaires and to cases."""

from unionsite.core.private_files import PrivateStorage, random_name

__all__ = ["AnswerStorage", "CaseStorage", "answer_storage", "case_storage", "random_name"]


class AnswerStorage(PrivateStorage):
    folder = "answers"


def answer_storage() -> AnswerStorage:
    return AnswerStorage()


class CaseStorage(PrivateStorage):
    folder = "cases"


def case_storage() -> CaseStorage:
    return CaseStorage()
