"""The private folders for files attached to answers of questionnaires and to cases, and for those not sent yet."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from unionsite.core.private_files import PrivateStorage, random_name

__all__ = [
    "AnswerStorage",
    "CaseStorage",
    "StagedStorage",
    "answer_storage",
    "begin_of_day",
    "case_storage",
    "level_to_day",
    "random_name",
]


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


def begin_of_day(moment: datetime) -> float:
    """Return when the day of a moment began, in seconds as the disk counts them."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def level_to_day(path: Path, moment: datetime) -> None:
    """Set the times of a file or folder to the day, so that the disk does not tell the minute. It may be gone."""
    day = begin_of_day(moment)
    with suppress(FileNotFoundError):
        os.utime(path, (day, day))
