"""Screens for importing the roll: upload, look at what it would do, confirm, watch, keep the report."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from unionsite.accounts.people.rules import MANAGE_ROLL
from unionsite.accounts.roll import services
from unionsite.accounts.roll.choices import ROWS_SHOWN, Outcome
from unionsite.accounts.roll.models import RollImport
from unionsite.accounts.roll.workbooks import write_report, write_template
from unionsite.core.querysets import in_chunks
from unionsite.core.refusals import Refused
from unionsite.core.screens import FormScreen, RightRequiredMixin, Screen
from unionsite.core.spreadsheets import xlsx_response


class RollUploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        help_text=gettext_lazy("Excel工作簿（.xlsx）或CSV，不超过10MB、5万行。要有“工号”“姓名”“部门”三列。"),
        error_messages={"required": gettext_lazy("请选择名册文件。"), "empty": gettext_lazy("这个文件是空的。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    mark_leavers = forms.BooleanField(
        label=gettext_lazy("名单外的职工视为离职"),
        required=False,
        help_text=gettext_lazy("只在上传的是全体职工名册时选中。检查后先列出不在名册上的人，您核对过才登记离职。"),
    )
    create_departments = forms.BooleanField(
        label=gettext_lazy("自动新建部门"),
        required=False,
        help_text=gettext_lazy("名册里有网站上没有的部门时，自动加进部门列表。不选时，这样的行算作错误。"),
    )


IMPORTS_SHOWN = 10


class RollView(FormScreen):
    """The upload form and the last imports."""

    right = MANAGE_ROLL
    template_name = "accounts/roll/upload.html"
    form_class = RollUploadForm
    page_title = gettext_lazy("导入名册")
    buttons = [(gettext_lazy("下载模板"), "employees_admin:roll_template", "download")]
    header_icon = "upload"
    refused_field = "file"

    def get_context_data(self, **kwargs):
        imports = RollImport.objects.select_related("created_by")[:IMPORTS_SHOWN]
        return super().get_context_data(imports=imports, **kwargs)

    def form_valid(self, form):
        name = form.cleaned_data["file"].name
        roll = services.check_upload(name=name, actor=self.request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("employees_admin:roll_import", roll.pk)


class RollImportView(RightRequiredMixin, Screen, TemplateView):
    """One import in any state: its figures, the first rows of its report, and what can be done next."""

    right = MANAGE_ROLL
    template_name = "accounts/roll/import.html"
    page_title = gettext_lazy("检查结果")
    header_icon = "upload"

    def get_own_label(self):
        return self.roll.file_name

    @cached_property
    def roll(self) -> RollImport:
        return get_object_or_404(RollImport.objects.select_related("created_by"), pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return self.roll.file_name

    @cached_property
    def header_buttons(self):
        if not self.has_report:
            return []
        url = reverse("employees_admin:roll_report", args=[self.roll.pk])
        return [HeaderButton(_("下载检查结果"), url=url, icon_name="download")]

    @cached_property
    def has_report(self) -> bool:
        return self.roll.rows.exists()

    def shown_outcome(self) -> str:
        """Return the outcome to list: the one asked for, else errors, else "" for everything that changes something."""
        asked = self.request.GET.get("outcome", "")
        if asked in Outcome.values:
            return asked
        return Outcome.ERROR.value if self.roll.counts.get(Outcome.ERROR) else ""

    def get_context_data(self, **kwargs):
        roll, outcome = self.roll, self.shown_outcome()
        rows = roll.rows.filter(outcome=outcome) if outcome else roll.rows.exclude(outcome=Outcome.SAME)
        on_roll = roll.counts.get("on_roll", 0)
        return super().get_context_data(
            roll=roll,
            rows=rows[:ROWS_SHOWN],
            rows_shown=ROWS_SHOWN,
            shown=outcome,
            on_roll=on_roll,
            leavers=roll.rows.filter(outcome=Outcome.LEAVE)[:ROWS_SHOWN] if roll.is_waiting and roll.leaving else (),
            many_leave=roll.is_waiting and roll.do_too_many_leave,
            progress=services.progress_of(roll) if roll.is_running else None,
            **kwargs,
        )

    def post(self, request, pk):
        """Cancel the import."""
        if services.cancel_import(roll=self.roll, now=timezone.now()):
            messages.success(request, _("已取消，没有导入任何内容，上传的文件已删除。"))
        else:
            messages.error(request, _("这次导入已经处理过，不能取消。"))
        return redirect("employees_admin:roll_import", pk)


class RollConfirmView(RightRequiredMixin, View):
    """Confirms an import, behind a fresh code (`guard.STEP_UP`)."""

    right = MANAGE_ROLL
    http_method_names = ["post", "options"]

    def post(self, request, pk):
        roll, may_leave = get_object_or_404(RollImport, pk=pk), request.POST.get("may_leave") == "on"
        try:
            services.confirm_import(roll=roll, actor=request.user, may_leave=may_leave, now=timezone.now())
        except Refused as error:
            messages.error(request, str(error))
        return redirect("employees_admin:roll_import", pk)


class RollTemplateView(RightRequiredMixin, View):
    right = MANAGE_ROLL

    def get(self, request):
        return xlsx_response("职工名册模板.xlsx", write_template)


class RollReportView(RightRequiredMixin, View):
    right = MANAGE_ROLL

    def get(self, request, pk):
        roll = get_object_or_404(RollImport, pk=pk)
        rows = in_chunks(roll.rows.all(), 2000)
        name = f"名册检查结果-{timezone.localtime(roll.created_at):%Y%m%d-%H%M}.xlsx"
        return xlsx_response(name, lambda file: write_report(rows, file))
