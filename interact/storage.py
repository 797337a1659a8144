"""Where files that people attach to answers lie."""

from unionsite.core.private_files import PrivateStorage, random_name

__all__ = ["AnswerStorage", "answer_storage", "random_name"]


class AnswerStorage(PrivateStorage):
    folder = "answers"


def answer_storage() -> AnswerStorage:
    return AnswerStorage()
