"""What became of a version that went out, and the name of the right."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

VIEW = "oversight.view_registerentry"


class Standing(TextChoices):
    PUBLIC = "public", _("公开")
    REPLACED = "replaced", _("已有新版本")
    TAKEN_DOWN = "taken_down", _("已下线")
    DELETED = "deleted", _("已删除")
