"""How each public page looked to readers when it was released."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from unionsite.core.fields import PackedTextField


class Appearance(models.Model):
    """What readers saw of a page's own content (`core.appearance.own_text`) when this release became public.

    `program` is the hash of the templates and code that drew it: another version may draw the same content differently.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=255)
    release = models.ForeignKey("publishing.Release", on_delete=models.PROTECT, related_name="+")
    program = models.CharField(max_length=16)
    text = PackedTextField()
    taken_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("页面显示存档")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="one_appearance_of_a_page"),
        ]

    def __str__(self):
        return self.object_id
