"""Kinds of questions and states of a questionnaire; imports nothing of ours."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FieldType(TextChoices):
    """How a question is answered."""

    SINGLE_LINE = "singleline", _("单行文字")
    MULTI_LINE = "multiline", _("多行文字")
    RADIO = "radio", _("单选")
    CHECKBOXES = "checkboxes", _("多选")
    DROPDOWN = "dropdown", _("下拉选择")
    NUMBER = "number", _("数字")
    DATE = "date", _("日期")
    EMAIL = "email", _("电子邮箱")
    FILE = "file", _("上传文件")


CHOICE_KINDS = frozenset({FieldType.RADIO, FieldType.CHECKBOXES, FieldType.DROPDOWN})


class State(StrEnum):
    """The state of a questionnaire by its opening and closing time."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


# Refuses file questions in questionnaires with one answer for each person.
FILES_TELL = _("每人限答一次的问卷不能有上传文件的题目，文件会透露是谁交的。请去掉这些题目。")
MAX_CHOICES = 50
CHOICE_LENGTH = 100
SINGLE_LINE_LENGTH = 255
MULTI_LINE_LENGTH = 5_000
NUMBER_DIGITS, NUMBER_DECIMALS = 15, 4

FILE_BYTES = 10 * 1024 * 1024
DOCUMENT_EXTENSIONS = ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx")
PICTURE_EXTENSIONS = ("jpg", "jpeg", "png", "webp")
