"""What an employee who has signed in has not finished writing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from interact.channels.records import Channel


class Draft(models.Model):
    """The one unfinished text of a person for a channel, sealed; never of a channel by name (0057).

    `sealed` opens with `drafts.words_of`; who has it can read nothing without `CASE_KEYS`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("职工"))
    channel = models.CharField(_("渠道"), max_length=20, choices=Channel.choices)
    sealed = models.TextField(_("内容（加密）"))
    saved_at = models.DateTimeField(_("存下的时间"), db_index=True)

    class Meta:
        verbose_name = _("没写完的内容")
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="interact_one_draft_of_person_and_channel")
        ]

    def __str__(self):
        return f"{self.get_channel_display()} {self.saved_at:%Y-%m-%d}"
