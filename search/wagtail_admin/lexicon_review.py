"""Deciding on proposals, and the shipped lists with what is switched off."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from search import lexicon_rules as rules
from search import services_lexicon as services
from search.analysis import lexicon
from search.lexicon_rules import BadEntry, Kind
from search.models import LexiconEntry
from search.wagtail_admin import rights
from search.wagtail_admin.lexicon_forms import DecisionForm, SwitchOffForm
from unionsite.core.paging import nearest_page
from unionsite.core.screens import FormScreen, RightRequiredMixin

INDEX = "search_words:index"
TITLE = gettext_lazy("搜索用词")
MOST_DECIDED = 500
SHIPPED_ON_A_PAGE = 50


class DecisionView(RightRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """All that waits, oldest first; whoever may approve decides on what others proposed."""

    right = rights.VIEW_WORDS
    form_class = DecisionForm
    template_name = "search/admin/decide.html"
    page_title = gettext_lazy("待核定的搜索用词")
    header_icon = "tasks"

    @cached_property
    def waiting(self) -> list[LexiconEntry]:
        entries = LexiconEntry.objects.waiting().order_by("pk")
        return list(entries.select_related("proposed_by", "leaving_proposed_by", "replaces")[:MOST_DECIDED])

    @cached_property
    def may_decide(self) -> bool:
        return self.request.user.has_perm(rights.APPROVE)

    def post(self, request, *args, **kwargs):
        if not self.may_decide:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        data = form.cleaned_data
        is_approval = data["decision"] == "approve"
        try:
            number = services.decide(
                pks=[entry.pk for entry in data["entry"]],
                approve=is_approval,
                actor=self.request.user,
                reason=data["reason"],
            )
        except services.Refused as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        words = _("已同意%(count)d条，立即起作用。") if is_approval else _("已退回%(count)d条，提出人看得到您的意见。")
        messages.success(self.request, words % {"count": number})
        return redirect("search_words:decide")

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": TITLE},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        chosen = set(self.request.POST.getlist("entry"))
        may_propose = self.request.user.has_perm(rights.PROPOSE)
        rows = [
            {
                "entry": entry,
                "proposer": entry.leaving_proposed_by or entry.proposed_by,
                "wish": _wish(entry),
                "is_own": entry.proposer_id == self.request.user.pk,
                # What waits to end has nothing left to change.
                "url": reverse("search_words:edit", args=[entry.pk]) if may_propose and entry.may_change else "",
                "is_chosen": str(entry.pk) in chosen,
            }
            for entry in self.waiting
        ]
        is_open = self.may_decide and not all(row["is_own"] for row in rows)
        return context | {"rows": rows, "may_decide": self.may_decide, "is_open": is_open}


def _wish(entry: LexiconEntry) -> str:
    """What is to happen, in words."""
    if entry.state == rules.State.LEAVING:
        return _("恢复随软件提供的这一条") if entry.is_off else _("停用")
    if entry.is_off:
        return _("停用随软件提供的这一条")
    if entry.replaces:
        return _("代替“%(entry)s”") % {"entry": entry.replaces}
    return _("新增")


class ShippedView(RightRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """The lists that come with the site: `?kind=&q=&p=`."""

    right = rights.VIEW_WORDS
    template_name = "search/admin/shipped.html"
    page_title = gettext_lazy("随软件提供的词")
    header_icon = "list-ul"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": TITLE},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        wanted = self.request.GET.get("kind", "")
        kind = wanted if wanted in Kind.values else Kind.SYNONYM
        text = self.request.GET.get("q", "").strip()[:40]
        entries = [
            (terms, targets) for terms, targets in _shipped(kind) if any(text in term for term in (*terms, *targets))
        ]
        page = nearest_page(Paginator(entries, SHIPPED_ON_A_PAGE), self.request.GET.get("p"))
        states = dict(LexiconEntry.objects.standing().filter(is_off=True, kind=kind).values_list("folded", "state"))
        rows = []
        for terms, targets in page:
            state = states.get(rules.fold(kind, terms, targets))
            parameters = {"kind": kind, "terms": ", ".join(terms), "targets": ", ".join(targets)}
            rows.append(
                {
                    "terms": "、".join(terms),
                    "targets": "、".join(targets),
                    "is_off": state in rules.ACTING,
                    "is_waiting": state == rules.State.PROPOSED,
                    "off_url": f"{reverse('search_words:switch_off')}?{urlencode(parameters)}",
                }
            )
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "page": page,
            "kinds": [(value, label, len(_shipped(value)), value == kind) for value, label in Kind.choices],
            "kind": kind,
            "text": text,
            "may_propose": self.request.user.has_perm(rights.PROPOSE),
        }


def _shipped(kind: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    lists = lexicon.shipped()
    if kind == Kind.SYNONYM:
        return [(entry.terms, entry.targets) for entry in lists.synonyms]
    words = lists.words if kind == Kind.WORD else sorted(lists.stop_words)
    return [((word,), ()) for word in words]


class SwitchOffView(FormScreen):
    """`?kind=&terms=&targets=` name the shipped entry."""

    right = rights.PROPOSE
    form_class = SwitchOffForm
    template_name = "search/admin/switch_off.html"
    page_title = gettext_lazy("停用随软件提供的一条")
    header_icon = "cross"
    submit_button_label = gettext_lazy("建议停用")

    def get_above(self):
        return [(reverse(INDEX), TITLE), (reverse("search_words:shipped"), ShippedView.page_title)]

    def get_initial(self):
        return {name: self.request.GET.get(name, "")[:700] for name in ("kind", "terms", "targets")}

    def form_valid(self, form):
        try:
            services.propose_switching_off(**form.cleaned_data, actor=self.request.user)
        except (BadEntry, services.Refused) as error:
            form.add_error(None, str(error) if isinstance(error, BadEntry) else error)
            return self.form_invalid(form)
        messages.success(self.request, _("已提出建议，须由另一人核定后起作用。"))
        return redirect(f"{reverse('search_words:shipped')}?{urlencode({'kind': form.cleaned_data['kind']})}")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        values = context["form"].data or context["form"].initial
        named = " → ".join(filter(None, (values.get("terms"), values.get("targets"))))
        return context | {"named": named.replace(", ", "、")}
