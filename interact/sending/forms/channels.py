"""The forms of the channels: what each asks besides, in its own words (S-2.3, S-3.4, S-8.2)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.cases.choices import FAULTS, PLACE_LENGTH
from interact.sending.forms.writing import NOT_CHOSEN, WritingForm, line, local_path
from unionsite.accounts.models import Department
from unionsite.core.form_fields import Radios
from unionsite.core.queries import public_title


class SuggestionForm(WritingForm):
    WORDS = {
        "subject": (gettext_lazy("一句话说明建议"), gettext_lazy("如“夜班食堂供餐时间再长一些”。")),
        "text": (gettext_lazy("具体内容"), gettext_lazy("现在是什么情况、希望怎样改。")),
    }


class QuestionForm(WritingForm):
    WORDS = {
        "subject": (gettext_lazy("一句话说明问题"), gettext_lazy("如“年休假没休完能折算工资吗”。")),
        "text": (gettext_lazy("具体情况"), gettext_lazy("把经过和想知道的写清楚，答复才准。")),
    }


class LetterForm(WritingForm):
    WORDS = {
        "subject": (gettext_lazy("标题"), ""),
        "text": (gettext_lazy("写给主席的话"), gettext_lazy("信由指定的人拆阅并转呈主席。")),
    }


class CorrectionForm(WritingForm):
    ASKED = ("page", "fault", "subject", "text")
    WORDS = {
        "subject": (gettext_lazy("一句话说明哪里有误"), gettext_lazy("如“正文第二段的日期写错了”。")),
        "text": (gettext_lazy("应当是什么"), gettext_lazy("知道正确的写法就写上，没有就写“不清楚”。")),
    }

    page = line(
        gettext_lazy("哪一页"),
        PLACE_LENGTH,
        required=False,
        help_text=gettext_lazy("从那一页底部点“网站纠错”进来，会自动填好；也可以写出网页的标题。"),
    )
    fault = forms.ChoiceField(
        label=gettext_lazy("哪方面有误"), widget=Radios, choices=list(FAULTS.items()), error_messages=NOT_CHOSEN
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        path = self.initial.get("page", "")
        if title := public_title(path) if path else "":
            # The title for people; the address stays behind it for whoever mends the page.
            tail = _("（%(path)s）") % {"path": path}
            self.initial["page"] = f"{title[: PLACE_LENGTH - len(tail)]}{tail}"

    def clean_page(self):
        text = self.cleaned_data["page"]
        if path := local_path(text, self.host):
            return path
        if "://" in text or text.startswith(("//", "/")):
            raise ValidationError(_("请填写本站的网页地址，以“/”开头；也可以只写网页的标题。"))
        return text


class ReportForm(WritingForm):
    ASKED = ("subject", "people", "when", "place", "text")
    WORDS = {
        "subject": (gettext_lazy("一句话说明是什么事"), ""),
        "text": (gettext_lazy("经过"), gettext_lazy("谁、做了什么、有什么依据。匿名时请避免写出只有您才知道的细节。")),
    }

    people = line(
        gettext_lazy("涉及的人"),
        PLACE_LENGTH,
        required=False,
        help_text=gettext_lazy(
            "姓名用顿号隔开，写了姓名的人看不到这件举报。不知道姓名的写部门和职务，并在下面选中其部门。"
        ),
    )
    when = line(gettext_lazy("什么时候"), PLACE_LENGTH, required=False)
    place = line(gettext_lazy("在哪里"), PLACE_LENGTH, required=False)
    keep_original = forms.BooleanField(
        label=gettext_lazy("保留原件作为证据"),
        required=False,
        help_text=gettext_lazy(
            "勾选后，文件里的拍摄时间、地点、作者等信息不去掉，办理人能看到，可能让人认出是谁拍的、谁写的。"
        ),
    )
    kept_out_departments = forms.MultipleChoiceField(
        label=gettext_lazy("不希望哪个部门看到"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("选中部门的人看不到这件举报，包括其中的办理人。可以不选。"),
        error_messages=NOT_CHOSEN,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept_out_departments"].choices = [
            (str(department.pk), str(department)) for department in self.departments
        ]

    def kept_out(self) -> list[Department]:
        chosen = set(self.cleaned_data.get("kept_out_departments", ()))
        return [department for department in self.departments if str(department.pk) in chosen]
