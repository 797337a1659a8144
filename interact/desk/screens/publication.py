"""选登: makes a draft for the published answers of a case; the editors and both stages go on with it (G10)."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from interact.answers.services import draft_answer, why_not_publish
from interact.cases.models.case import Case
from interact.desk.screens.base import OneCaseScreen
from unionsite.accounts.models import User
from unionsite.core.refusals import Refused


def publication_link(case: Case, user: User) -> tuple[str, str] | None:
    """On the screen of a case that may be published."""
    return None if why_not_publish(case, user) else (reverse("cases_admin:publish", args=[case.pk]), _("选登这一件"))


class PublishView(OneCaseScreen, TemplateView):
    template_name = "interact/cases/publish.html"
    page_title = gettext_lazy("选登这一件")
    header_icon = "doc-full"

    def post(self, request, *args, **kwargs):
        try:
            draft_answer(case_id=self.case.pk, actor=request.user, now=self.now)
        except Refused as refusal:
            return self.render_to_response(self.get_context_data(refusal=str(refusal)))
        messages.success(request, _("选登的草稿已经生成，在“答复选登”栏目下。请编辑核对、修改后提交审核。"))
        return redirect("cases_admin:case", self.case.pk)

    def get_context_data(self, **kwargs):
        refusal = kwargs.pop("refusal", "") or why_not_publish(self.case, self.request.user)
        return super().get_context_data(refusal=refusal, **kwargs)
