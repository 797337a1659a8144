"""What the parts of a case are called where people read them: on the form, at the desk, on the progress page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

# What is wrong with a page of the site. Kept in Chinese whatever the language of the form: the team reads it.
FAULTS = {
    "错别字": _("错别字"),
    "链接打不开": _("链接打不开"),
    "内容有误": _("内容有误"),
    "其他": _("其他"),
}
BODY = {
    "subject": _("标题"),
    "people": _("涉及的人"),
    "when": _("时间"),
    "place": _("地点"),
    "page": _("有误的页面"),
    "fault": _("哪方面有误"),
    "text": _("内容"),
}
CONTACT = {
    "name": _("姓名"),
    "department": _("所在部门"),
    "employee_number": _("工号"),
    "phone": _("电话"),
    "mail": _("邮箱"),
}


def body_rows(body: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, text) of what was written, in the order of reading."""
    texts = dict(body)
    if fault := texts.get("fault"):
        texts["fault"] = str(FAULTS.get(fault, fault))
    return [(str(label), texts[name]) for name, label in BODY.items() if texts.get(name)]


def contact_rows(contact: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(str(label), contact[name]) for name, label in CONTACT.items() if contact.get(name)]
