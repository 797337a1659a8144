"""The form of a goal with its tasks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm


class GoalForm(WagtailAdminModelForm):
    def clean(self):
        data = super().clean()
        for form in self.formsets["tasks"].forms:
            # A task with notes is on record; it can be changed, not removed.
            if form.data.get(form.add_prefix("DELETE")) and form.instance.pk and form.instance.notes.exists():
                message = _("任务“%(title)s”已有进展记录，不能删除；不再做的，请在任务名称中注明。")
                raise forms.ValidationError(message % {"title": form.instance.title})
        return data
