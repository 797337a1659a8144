"""The form by which a roll is uploaded."""

from django import forms
from django.utils.translation import gettext_lazy


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
