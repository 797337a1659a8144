"""What a published answer may say of how things stand now."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

OUTCOME_LENGTH = 300
OUTCOME = ("progress", "outcome", "outcome_on")


class Progress(TextChoices):
    """What became of what an employee said; a 暂不能做 says why."""

    DONE = "done", _("已做到")
    DOING = "doing", _("正在做")
    NOT_NOW = "not_now", _("暂不能做")
