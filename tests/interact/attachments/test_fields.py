"""The field takes many files, and messages about them stand beside it (T76)."""

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from interact.attachments.checking import AttachmentsField, accept_files


class LetterForm(forms.Form):
    files = AttachmentsField()

    def clean(self):
        self.accepted = accept_files(self, already=3)
        return super().clean()


def sent(*pairs: tuple[str, bytes], form=LetterForm):
    return form(data={}, files=MultiValueDict({"files": [SimpleUploadedFile(*pair) for pair in pairs]}))


def test_t76_the_field_says_what_it_takes():
    html = str(LetterForm()["files"])
    assert 'type="file"' in html
    assert "multiple" in html
    assert 'accept=".jpg,.jpeg,.png,.webp,.heic,.pdf,.docx,.xlsx,.pptx,.mp3,.m4a,.wav,.amr,.txt"' in html
    assert str(LetterForm()["files"].help_text) == (
        "最多10个，每个不超过20MB：照片、PDF、Word、Excel、PPT、录音或文本。照片的拍摄位置、文档的作者等信息会自动去掉。"
    )


def test_t76_good_files_are_accepted():
    form = sent(("a.txt", "一".encode()), ("b.txt", "二".encode()))
    assert form.is_valid()
    assert [file.name for file in form.accepted] == ["a.txt", "b.txt"]


def test_t76_messages_stand_beside_the_field_empty_files_included():
    form = sent(("a.txt", b""), ("b.exe", b"MZ"), ("c.txt", b"c"))
    assert not form.is_valid()
    empty, program = form.errors["files"]
    assert empty == "“a.txt”没有上传：这个文件是空的，请重新选择。"
    assert program.startswith("“b.exe”没有上传：")
    assert [file.name for file in form.accepted] == ["c.txt"]


def test_t76_no_file_is_no_error_unless_one_is_asked_for():
    assert sent().is_valid()

    class DemandingForm(LetterForm):
        files = AttachmentsField(required=True)

    assert sent(form=DemandingForm).errors["files"] == ["请选择要上传的文件。"]
    assert LetterForm(data={"files": "text"}, files=None).is_valid()
