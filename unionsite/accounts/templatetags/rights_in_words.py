"""The rights on the form of a group, in the reader's language: their names in the database are English."""

from django import template
from django.utils.translation import gettext_lazy
from wagtail.users.templatetags.wagtailusers_tags import format_permissions

register = template.Library()
# Models whose names are no gettext texts, and a right of one of them.
SUBJECTS = {"locale": gettext_lazy("语言"), "translation": gettext_lazy("翻译")}
OWN = {"submit_translation": gettext_lazy("提交翻译")}
ACTIONS = {
    "add": gettext_lazy("新增%(what)s"),
    "change": gettext_lazy("编辑%(what)s"),
    "delete": gettext_lazy("删除%(what)s"),
}


@register.inclusion_tag("wagtailusers/groups/includes/formatted_permissions.html")
def rights(field):
    context = format_permissions(field)
    for row in context["object_perms"]:
        row["object"] = SUBJECTS.get(row["object"], row["object"])
        for action, label in ACTIONS.items():
            if action in row:
                row[action]["perm"].name = label % {"what": row["object"]}
        for right in row["custom"]:
            right["name"] = OWN.get(right["perm"].codename, right["name"])
    return context
