"""The private folders for files attached to answers of questionnaires and to cases, and for those not sent yet."""

from django.core.files.storage import Storage

from unionsite.core.private_files import PrivateStorage, private


class AnswerStorage(PrivateStorage):
    folder = "answers"


def answer_storage() -> Storage:
    return private(AnswerStorage)


class CaseStorage(PrivateStorage):
    folder = "cases"


def case_storage() -> Storage:
    return private(CaseStorage)


class StagedStorage(PrivateStorage):
    folder = "staged"


def staged_storage() -> Storage:
    return private(StagedStorage)
