"""What the forms of all channels ask, and what they give to `services.open_case` (S-2.3, S-3.4, S-8.2)."""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.attachments.checking import AttachmentsField, CleanFile, about, accept_files, file_fields
from interact.attachments.choices import FILE_BYTES
from interact.attachments.rules import readable_name
from interact.cases import rules
from interact.cases.choices import CONTACT_LENGTH, NAME_LENGTH, PLACE_LENGTH, SUBJECT_LENGTH, TEXT_LENGTH
from interact.channels.records import Channel, record_of
from interact.sending.abuse import LETTERS, GuardedForm
from interact.sending.assurances import Notice
from interact.sending.models import Draft
from interact.sending.staging import Shelf
from unionsite.accounts.models import Department, User
from unionsite.accounts.people.names import CALLABLE, may_be_called
from unionsite.core.form_fields import NOT_A_CHOICE, PlainTextField, Radios
from unionsite.core.sealing import SealingError

ANONYMOUS, NAMED = "anonymous", "named"
NOT_CHOSEN = NOT_A_CHOICE | {"required": gettext_lazy("请选一项。")}


def line(label, length: int, *, autocomplete="off", is_kept=True, **options) -> PlainTextField:
    """Return a field for one line of text; with `is_kept` the draft on the device includes it."""
    attributes = {"autocomplete": autocomplete} | ({"data-draft": ""} if is_kept else {})
    attributes |= options.pop("attrs", {})
    return PlainTextField(label=label, max_length=length, widget=forms.TextInput(attrs=attributes), **options)


def local_path(text: str, host: str = "") -> str:
    """Return the path of the page of this site that is meant; empty for another host, or what browsers read as one."""
    text = text.strip()
    if host and text.lower().startswith((f"https://{host}/".lower(), f"http://{host}/".lower())):
        text = urlsplit(text).path
    path = text.partition("?")[0].partition("#")[0]
    is_path = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if is_path and len(path) <= PLACE_LENGTH else ""


class WritingForm(GuardedForm):
    """What all channels ask. `person` is the signed-in employee or None, `notice` the privacy notice that is shown.

    After `is_valid()`, `body()`, `contact()`, `sender()`, `kept_out()` and `files_to_keep` go to `open_case`. Files
    laid by on the `shelf` count as chosen; `lay_by()` puts there what came with a form that cannot be taken. `draft` is
    the one that a fresh form begins with.
    """

    ASKED: tuple[str, ...] = ("subject", "text")
    draft: Draft | None = None
    WORDS: dict[str, tuple[str, str]] = {}

    subject = line(
        gettext_lazy("标题"), SUBJECT_LENGTH, error_messages={"required": gettext_lazy("请用一句话写明是什么事。")}
    )
    text = PlainTextField(
        label=gettext_lazy("内容"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "data-draft": ""}),
        error_messages={"required": gettext_lazy("请写明内容。")},
    )
    files = AttachmentsField()
    identity = forms.ChoiceField(
        label=gettext_lazy("是否署名"),
        widget=Radios,
        choices=[(ANONYMOUS, gettext_lazy("匿名")), (NAMED, gettext_lazy("实名"))],
        error_messages=NOT_A_CHOICE | {"required": gettext_lazy("请选匿名或实名。")},
    )
    name = line(gettext_lazy("姓名"), NAME_LENGTH, autocomplete="name", is_kept=False, required=False)
    department = line(gettext_lazy("所在部门"), NAME_LENGTH, is_kept=False, required=False)
    phone = line(
        gettext_lazy("电话"),
        30,
        autocomplete="tel",
        is_kept=False,
        required=False,
        attrs={"inputmode": "tel", "data-phone": CALLABLE},
        help_text=gettext_lazy("手机、座机都可以，厂内分机写成“分机8123”。"),
    )
    mail = forms.EmailField(
        label=gettext_lazy("邮箱"),
        required=False,
        max_length=CONTACT_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
        error_messages={"invalid": gettext_lazy("请填写完整的邮箱地址，如name@example.com。")},
    )
    employee_number = line(gettext_lazy("工号"), 30, is_kept=False, required=False)
    may_publish = forms.BooleanField(
        label=gettext_lazy("同意工会把这件事和答复去掉个人信息后公开，供其他职工参考"),
        required=False,
        help_text=gettext_lazy("可以不同意，不影响办理。以后改变主意，可以凭回执收回同意。"),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("我已阅读上面的个人信息告知，同意这样使用我的信息"),
        error_messages={"required": gettext_lazy("请先阅读个人信息告知，同意的请打勾。")},
    )
    consent.short_label = gettext_lazy("个人信息告知")
    notice = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    staging = forms.CharField(widget=forms.HiddenInput, required=False)
    CONTACT = ("name", "department", "employee_number", "phone", "mail")

    def __init__(
        self,
        *args,
        channel: Channel,
        notice: Notice,
        person: User | None = None,
        departments: Sequence[Department] = (),
        host: str = "",
        takes_files: bool = True,
        shelf: Shelf | None = None,
        **kwargs,
    ):
        super().__init__(*args, channel=channel, is_signed_in=person is not None, **kwargs)
        self.current_notice, self.person, self.departments, self.host = notice, person, departments, host
        self.takes_files = takes_files
        self.files_to_keep: list[CleanFile] = []
        self.file_fields = file_fields(paper.key for paper in record_of(channel).papers)
        self._new_files: dict[str, list[UploadedFile]] = {}
        self.shelf = shelf or Shelf(str(self.data.get("staging", "")))
        self.fields["staging"].initial = self.shelf.token
        if self.is_bound:
            self._put(staging=self.shelf.token)
        self.fields["notice"].initial = notice.version
        if not rules.may_be_published(channel):
            del self.fields["may_publish"]
        if not rules.may_be_anonymous(channel):
            del self.fields["identity"]
            self.fields["name"].required = True
            self.fields["name"].error_messages["required"] = _("请填写姓名，才好答复您。")
        else:
            self.fields["identity"].initial = NAMED if self._offers_name else ANONYMOUS
        if person is not None and self._offers_name:
            self._fill_in(person)
        for name, (label, help_text) in self.WORDS.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text

    @property
    def _offers_name(self) -> bool:
        """Whether the form fills in the name of a signed-in person. In a report it does not: that begins anonymous."""
        return self.person is not None and not rules.is_secret(self.channel)

    def _fill_in(self, person: User) -> None:
        known = {
            "name": person.name,
            "department": str(person.department or ""),
            "employee_number": person.employee_number or "",
            "phone": person.phone,
            "mail": person.email,
        }
        for name, text in known.items():
            self.fields[name].initial = text[: self.fields[name].max_length]

    # --- Judging ---

    @property
    def is_named(self) -> bool:
        return "identity" not in self.fields or self.cleaned_data.get("identity") == NAMED

    def clean(self):
        data = super().clean()
        if not self.is_named:
            # Contact details are not kept, so nobody has to correct them.
            for name in self.CONTACT:
                self.errors.pop(name, None)
        elif "identity" in self.fields and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("选了实名，请填写姓名；不想留姓名的请选匿名。"))
        if self.is_named and (phone := data.get("phone")) and not may_be_called(phone):
            self.add_error("phone", _("这个号码打不通。请填11位手机号、座机号（外地的带区号），或写成“分机8123”。"))
        if data.get("notice") != self.current_notice.version and "consent" not in self.errors:
            self._put(notice=self.current_notice.version, consent="")
            self.add_error("consent", _("个人信息告知刚刚有变动，请再看一遍，同意的请打勾。"))
        self.errors.pop("notice", None)
        self.errors.pop("staging", None)
        self._new_files = {name: data.get(name) or [] for name in self.file_fields}
        self._take_from_shelf()
        # Opening files is costly, so it is done only after the proof that a person sends them.
        if self.passed_guard and self.takes_files:
            keep_original = bool(data.get("keep_original"))
            self.files_to_keep = accept_files(self, self.file_fields, keep_original=keep_original)
        return data

    def _take_from_shelf(self) -> None:
        """Let the files laid by count as sent with the form, but those that the person does not want any more."""
        unwanted, shown = set(self._all_of("unstage")), set(self._all_of("staged"))
        for key in unwanted:
            self.shelf.remove(key)
        laid_by = defaultdict(list)
        try:
            for file in self.shelf.files if self.takes_files else ():
                laid_by[file.field].append(self.shelf.content_of(file))
        except (SealingError, FileNotFoundError):
            laid_by.clear()
            self.shelf.clear()
        if self.takes_files and (gone := shown - unwanted - {file.key for file in self.shelf.files}):
            words = _("有%(count)d个选好的附件已过保存时间，请重新选择；不再需要的，直接再按“提交”。")
            self.add_error("files", words % {"count": len(gone)})
        for name, chosen in self._new_files.items():
            self.cleaned_data[name] = [*laid_by[name], *chosen]

    def _all_of(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []

    def lay_by(self) -> None:
        """Keep the files that came with a form that could not be taken, so that nobody has to choose them again."""
        is_judged = self.passed_guard and self.takes_files
        good = {id(file.sent) for file in self.files_to_keep}
        for name, files in self._new_files.items():
            for file in files:
                if is_judged and id(file) not in good:
                    continue
                file.seek(0)
                try:
                    self.shelf.add(file.name or "", file.read(FILE_BYTES + 1), field=name)
                except ValidationError as error:
                    self.add_error(name, about(readable_name(file.name or ""), error))

    def order(self) -> list[str]:
        """Return the names of the fields in the order of the page."""
        names = (*self.ASKED, "kept_out_departments", "files", "keep_original", "identity", *self.CONTACT)
        return [name for name in (*names, "may_publish", "consent", LETTERS) if name in self.fields]

    def sent_texts(self) -> list[tuple[str, str]]:
        """Return (question, what was typed) unchecked, to be given back when the form cannot be taken."""
        rows = [(self[name].label, str(self[name].data or "")) for name in self.ASKED if name in self.fields]
        return [(str(label), text) for label, text in rows if text]

    # --- For the intake ---

    def body(self) -> dict[str, str]:
        return {name: text for name in self.ASKED if (text := self.cleaned_data.get(name))}

    def contact(self) -> dict[str, str] | None:
        if not self.is_named:
            return None
        return {name: text for name in self.CONTACT if (text := self.cleaned_data.get(name))}

    def sender(self) -> User | None:
        return self.person if self.is_named and not rules.is_by_name(self.channel) else None

    def kept_out(self) -> list[Department]:
        return []

    # --- For the template ---

    @property
    def blank(self) -> tuple | bool:
        """Return what a form says besides its class's words; False where it shows anything typed, or of the person or
        the address that asks for it."""
        is_blank = not self.is_bound and self.person is None and not any(self.initial.values())
        return is_blank and (self.current_notice.points, *((one.pk, str(one)) for one in self.departments))

    def asked(self):
        return [self[name] for name in self.ASKED]

    def contact_fields(self):
        return [self[name] for name in self.CONTACT]
