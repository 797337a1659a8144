"""What the answers are sorted by, and where a further question goes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from unionsite.core.choices import TextChoices

# Of 汉字; English takes three times as many characters.
ANSWER_LENGTH, WORDING_LENGTH, ENGLISH_TIMES = 300, 40, 3


class Situation(TextChoices):
    """In the order of the list; the values are its anchors."""

    WAGES = "wages", _("工资")
    HOURS = "hours", _("工时")
    LEAVE = "leave", _("休假")
    CONTRACT = "contract", _("合同")
    LEAVING = "leaving", pgettext_lazy("situation", "离职")
    INJURY = "injury", _("工伤")
    WOMEN = "women", _("女职工")
    RETIREMENT = "retirement", _("退休")
    INSURANCE = "insurance", _("社会保险")
    UNION = "union", _("工会与维权")


class Channel(TextChoices):
    """The channels of `interact` to which an answer may lead, by their values there."""

    QUESTION = "question", _("答疑解惑")
    SUGGESTION = "suggestion", _("意见建议")
    REPORT = "report", _("投诉举报")
    LETTER = "letter", _("主席信箱")
