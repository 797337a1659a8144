"""Forms of employees and heads of departments."""

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.core.form_fields import ManyFilesField, ManyFilesInput, PlainTextField, Radios
from unionsite.core.refusals import is_reason_enough
from unionsite.publishing.contributions import choices
from unionsite.publishing.contributions.choices import WRITTEN, Verdict
from unionsite.publishing.contributions.drafting import Target
from unionsite.publishing.contributions.pictures import CleanPicture, clean_pictures
from unionsite.publishing.contributions.pieces import Contribution, ContributionPicture

_EARLIEST = date(2000, 1, 1)
_MONTHS_AHEAD = timedelta(days=366)


class ContributionForm(forms.Form):
    """The form in which an employee writes a piece; it need be complete only when submitted (`is_final`).

    Even with errors, `storable()` returns the valid values, and `new_pictures` holds the pictures that may be stored.
    """

    NO_CONSENT = gettext_lazy("有图片的稿件，请确认图中的人都同意公开；有人不同意的，请移除那张图片。")

    title = PlainTextField(
        label=gettext_lazy("标题"),
        max_length=choices.TITLE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("说清谁做了什么，如“机加车间把班前会开到机床旁”。"),
        error_messages={"required": gettext_lazy("请写标题。")},
    )
    target = forms.ChoiceField(
        label=gettext_lazy("类别"),
        widget=Radios,
        error_messages={
            "required": gettext_lazy("请选择类别。"),
            "invalid_choice": gettext_lazy("请从列出的类别中选择。"),
        },
    )
    text = PlainTextField(
        label=gettext_lazy("正文"),
        max_length=choices.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("写清时间、地点、人物、经过、结果。空一行就是另起一段。"),
        error_messages={"required": gettext_lazy("请写正文。")},
    )
    happened_on = forms.DateField(
        label=gettext_lazy("哪一天的事"),
        required=False,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("请填写日期，如2026-05-08。")},
    )
    happened_time = forms.TimeField(
        label=gettext_lazy("几点开始"),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("请填写时间，如14:30。")},
    )
    place = PlainTextField(
        label=gettext_lazy("在哪里"),
        required=False,
        max_length=choices.PLACE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pictures = ManyFilesField(
        label=gettext_lazy("选择图片"),
        required=False,
        most_bytes=choices.PICTURE_BYTES,
        most_files=choices.PICTURES,
        widget=ManyFilesInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy(
            "最多%(count)d张，每张不超过%(size)dMB，JPG、PNG、WebP、HEIC都可以。选好后给每张写一句说明。"
            "照片里的拍摄位置等信息会自动去掉。"
        )
        % {"count": choices.PICTURES, "size": choices.PICTURE_BYTES // choices.MB},
    )
    people = PlainTextField(
        label=gettext_lazy("图中人员"),
        required=False,
        max_length=choices.PEOPLE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("能辨认出的人的姓名，用顿号隔开。只给编辑核对用，不会自动登在网上。"),
    )
    consent = forms.BooleanField(label=gettext_lazy("图中能辨认出的人都同意公开"), required=False)
    author = PlainTextField(
        label=gettext_lazy("署名"),
        max_length=choices.AUTHOR_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("登在文末的作者。几个人一起写的，用顿号隔开。"),
        error_messages={"required": gettext_lazy("请写署名。")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args,
        targets: Sequence[Target],
        stored: Sequence[ContributionPicture] = (),
        is_final: bool = False,
        takes_pictures: bool = True,
        today: date,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.targets = {target.value: target for target in targets}
        self.stored, self.is_final, self.today = stored, is_final, today
        self.takes_pictures = takes_pictures
        self.new_pictures: list[CleanPicture] = []
        is_in_sections = len({target.section.pk for target in targets}) > 1
        self.fields["target"].choices = [
            (target.value, f"{target.section.title}：{target.label}" if is_in_sections else target.label)
            for target in targets
        ]
        for number, picture in enumerate(stored, start=1):
            self.fields[self._caption_name(picture)] = PlainTextField(
                label=_("第%(number)d张的说明") % {"number": number},
                max_length=choices.CAPTION_LENGTH,
                initial=picture.caption,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"required": _("请写一句话，说出这张图上有谁、在做什么。")},
            )
        if not is_final:
            for field in self.fields.values():
                field.required = False

    @staticmethod
    def _caption_name(picture: ContributionPicture) -> str:
        return f"caption-{picture.pk}"

    @staticmethod
    def initial_of(contribution: Contribution) -> dict[str, object]:
        values = {name: getattr(contribution, name) for name in (*WRITTEN, "key")}
        return values | {"target": f"{contribution.target}:{contribution.kind}"}

    def pictures_with_captions(self):
        """Return (picture, caption field) for each stored picture."""
        return [(picture, self[self._caption_name(picture)]) for picture in self.stored]

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and not _EARLIEST <= day <= self.today + _MONTHS_AHEAD:
            raise ValidationError(_("日期不对，请核对年份。"))
        return day

    def clean(self):
        data = super().clean()
        if self.takes_pictures and (files := data.get("pictures")):
            self.new_pictures, problems = clean_pictures(files, len(self.stored))
            for problem in problems:
                self.add_error("pictures", problem)
        if self.is_final:
            self._refuse_unfinished(data)
        return data

    def _refuse_unfinished(self, data) -> None:
        if data.get("happened_time") and not data.get("happened_on") and "happened_on" not in self.errors:
            self.add_error("happened_on", _("填了几点，请把日期也填上。"))
        if self.new_pictures:
            self.add_error("pictures", _("图片已上传，请给每张写一句说明，再按“提交”。"))
        if (self.stored or self.new_pictures) and not data.get("consent"):
            self.add_error("consent", self.NO_CONSENT)

    def storable(self) -> dict[str, object]:
        """Return the valid values, by field of the contribution."""
        values = {name: self.cleaned_data[name] for name in WRITTEN if name in self.cleaned_data}
        if target := self.targets.get(self.cleaned_data.get("target", "")):
            values |= {"target": target.model._meta.label_lower, "kind": target.kind}
        return values

    def captions(self) -> dict[int, str]:
        """Return the valid captions, by number of the picture."""
        return {
            picture.pk: self.cleaned_data[name]
            for picture in self.stored
            if (name := self._caption_name(picture)) in self.cleaned_data
        }


class SignOffForm(forms.Form):
    """The head's decision and words: for the editors if the piece is approved, for the sender if it is returned."""

    words = PlainTextField(
        label=gettext_lazy("意见"),
        required=False,
        max_length=choices.WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("同意时可以不填，写了会附给编辑，如“第二段人数应为36人”。退回时必填，投稿人会看到。"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        is_return = data.get("verdict") == Verdict.RETURN
        if is_return and "words" not in self.errors and not is_reason_enough(data.get("words", "")):
            self.add_error("words", _("请写明退回的理由，投稿人才知道怎样修改。"))
        return data
