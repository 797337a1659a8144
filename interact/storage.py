"""The private folders for files attached to answers of questionnaires and to cases, and for those not sent yet."""

from unionsite.core.private_files import PrivateStorage, random_name

__all__ = ["AnswerStorage", "CaseStorage", "StagedStorage", "answer_storage", "case_storage", "random_name"]


class AnswerStorage(PrivateStorage):
    folder = "answers"


def answer_storage() -> AnswerStorage:
    return AnswerStorage()


class CaseStorage(PrivateStorage):
    folder = "cases"


def case_storage() -> CaseStorage:
    return CaseStorage()


class StagedStorage(PrivateStorage):
    folder = "staged"
