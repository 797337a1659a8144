"""A form whose public words wait for a second person, while everything else in it is saved at once."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from unionsite.accounts.public_words import services
from unionsite.accounts.public_words.joining import joined_of, text_of, value_of
from unionsite.accounts.public_words.queries import waiting_for


class ProposingForm(WagtailAdminModelForm):
    """A form of a joined model. After saving, `instance.words_waiting` is the proposal, or None."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.joined, self.waiting, self.proposed = joined_of(self.instance), waiting_for(self.instance), {}
        self.former = {name: text_of(self.instance, name) for name in self.fields if name in self.named}
        for name, text in self.waiting.payload["after"].items() if self.waiting else ():
            if name in self.fields:
                self.fields[name].help_text = format_html(
                    '{} <a href="{}">{}</a>',
                    _("%(who)s提出改为“%(text)s”，等待复核。") % {"who": self.waiting.proposer_label, "text": text},
                    reverse("changes_admin:change", args=[self.waiting.pk]),
                    _("查看或撤回"),
                )

    @property
    def named(self) -> set[str]:
        """Fields whose words are guarded, or go along with such."""
        return {*self.joined.fields, *(name for names in self.joined.along.values() for name in names)}

    def clean(self):
        cleaned, is_new = super().clean(), self.instance._state.adding
        words = [
            name
            for name in self.changed_data
            if name in self.joined.fields
            and name in cleaned
            and not services.may_set_alone(
                self.joined, name, before=self.former[name], is_new=is_new, actor=self.for_user
            )
        ]
        along = {other for name in words for other in self.joined.along.get(name, ()) if other in self.changed_data}
        self.proposed = {name: cleaned.get(name) for name in [*words, *along]}
        for name in words:
            if self.waiting:
                self.add_error(name, _("这里已有一项改动等待复核，请先撤回或等它办完，再提出新的。"))
            elif not self.for_user.may_act(timezone.localdate()):
                self.add_error(name, _("您的账号刚新设或恢复，%(day)s起才能办理。") % {"day": self.for_user.acts_from})
        return cleaned

    @transaction.atomic
    def save(self, commit=True):
        for name in self.proposed:
            setattr(self.instance, name, value_of(self.instance, name, self.former[name]))
        saved = super().save(commit)
        saved.words_waiting = None
        if self.proposed:
            saved.words_waiting = services.propose(
                instance=saved, values=self.proposed, actor=self.for_user, now=timezone.now()
            )
        return saved


class SiteSettingsForm(ProposingForm):
    """网站信息; an urgent notice goes out at once, and others are told of it."""

    @transaction.atomic
    def save(self, commit=True):
        saved = super().save(commit)
        if saved.urgent_notice and {"urgent_notice", "urgent_from", "urgent_until"} & set(self.changed_data):
            services.tell_of_urgent_notice(saved, self.for_user)
        return saved


def told(instance) -> str:
    """Return what to tell after saving such a form: that words wait for their second person, or ""."""
    is_waiting = getattr(instance, "words_waiting", None)
    return _("文字的改动还没有生效，已交另一位复核；复核以前，读者看到的仍是原来的文字。") if is_waiting else ""
