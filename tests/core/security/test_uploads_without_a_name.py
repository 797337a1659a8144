"""What employees send waits nowhere on the disk in clear, whenever the process is killed (T63)."""

import io
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopFutureHandlers
from django.http.multipartparser import MultiPartParser
from django.test.client import BOUNDARY, MULTIPART_CONTENT, RequestFactory, encode_multipart
from PIL import Image

from interact.cases.services.files import read_file
from tests.interact.conftest import NOW
from tests.interact.submitting import lay_routing
from tests.interact.writing import Writer, case_of, errors

MB = 1024 * 1024


@pytest.fixture
def folders(settings, tmp_path):
    """(Django's own, ours in memory); files that come in would show there."""
    spool, memory = tmp_path / "spool", tmp_path / "memory"
    for folder in (spool, memory):
        folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR, settings.UPLOADS_DIR = str(spool), str(memory)
    return spool, memory


class Watched(io.BytesIO):
    """A body that comes in piece by piece; notes what lies in the folders meanwhile."""

    def __init__(self, content: bytes, folders):
        super().__init__(content)
        self.folders, self.seen = folders, set()

    def read(self, *args):
        self.seen |= {name for folder in self.folders for name in os.listdir(folder)}
        return super().read(*args)


@pytest.fixture
def sent(folders):
    """`sent(path, files)`: (files, body) of a POST that was read whole; closed as with a request."""
    opened = []

    def send(path: str, files: dict):
        found, body = read(path, files, folders)
        opened.extend(file for _name, several in found.lists() for file in several)
        return found, body

    yield send
    for file in opened:
        file.close()


def read(path: str, files: dict, folders):
    body = Watched(encode_multipart(BOUNDARY, files), folders)
    request = RequestFactory().generic("POST", path, b"x", content_type=MULTIPART_CONTENT)
    request.META["CONTENT_LENGTH"] = str(len(body.getvalue()))
    _data, found = MultiPartParser(request.META, body, request.upload_handlers, "utf-8").parse()
    return found, body


@pytest.mark.parametrize("path", ["/interact/report/", "/en/interact/letter/", "/feedback/case/supplement/",
                                  "/admin/cases/4829301756/answer/"])  # fmt: skip
def test_t63_a_long_file_has_no_name_while_it_comes_in(sent, path):
    content = os.urandom(5 * MB)
    found, body = sent(path, {"files": SimpleUploadedFile("证据.png", content)})
    assert body.seen == set()
    file = found["files"]
    assert (file.name, file.size, file.read()) == ("证据.png", len(content), content)
    assert os.fstat(file.fileno()).st_nlink == 0, "it goes with the process"


def test_elsewhere_long_files_lie_where_django_puts_them(sent):
    content = b"x" * 5 * MB
    found, body = sent("/admin/media/video/add/", {"file": SimpleUploadedFile("片.mp4", content)})
    assert len(body.seen) == 1
    assert found["file"].size == len(content)


def test_memory_is_bounded_and_the_form_learns_how_much_it_was(sent, settings):
    settings.QUIET_UPLOAD_BYTES = 4 * MB
    files = [SimpleUploadedFile(f"{number}.png", b"x" * 3 * MB) for number in range(3)]
    found, _body = sent("/interact/report/", {"files": files})
    assert sum(os.fstat(file.fileno()).st_size for file in found.getlist("files")) <= 4 * MB
    assert sum(file.size for file in found.getlist("files")) > 4 * MB


def test_no_room_is_too_much_and_no_failure(folders, settings):
    # A file that takes nothing: the machine's memory is full.
    settings.UPLOADS_DIR = None
    request = RequestFactory().generic("POST", "/interact/report/", b"x", content_type=MULTIPART_CONTENT)
    handler = request.upload_handlers[1]
    handler.handle_raw_input(None, {}, 5 * MB, b"")
    with pytest.raises(StopFutureHandlers):
        handler.new_file("files", "证据.png", "image/png", 5 * MB, None, {})
    handler.file.file.close()
    with Path("/dev/full").open("wb", buffering=0) as full:
        handler.file.file = full
        assert handler.receive_data_chunk(b"x" * MB, 0) is None
        handler.file.file = io.BytesIO()
    assert handler.file_complete(MB).size > settings.QUIET_UPLOAD_BYTES


# --- Through the form ---


@pytest.fixture
def writer(client, db, tree, settings, folders, time_machine):
    settings.VAR_DIR = folders[0].parent
    lay_routing()
    time_machine.move_to(NOW, tick=False)
    return Writer(client, time_machine, "report")


def test_a_long_picture_comes_through_the_form(writer, folders):
    noise = Image.frombytes("RGB", (1100, 1100), os.urandom(1100 * 1100 * 3))
    stream = io.BytesIO()
    noise.save(stream, "PNG")
    assert len(stream.getvalue()) > 2.6 * MB
    writer.open()
    response = writer.post(writer.values(files=[SimpleUploadedFile("噪点.png", stream.getvalue(), "image/png")]))
    case = case_of(response)
    about, content = read_file(case.files.select_related("case").get())
    assert about["name"] == "噪点.png"
    assert Image.open(io.BytesIO(content)).tobytes() == noise.tobytes()
    assert [os.listdir(folder) for folder in folders] == [[], []]


def test_too_much_is_said_and_what_was_typed_stays(writer, settings):
    files = [SimpleUploadedFile(f"{number}.png", b"x" * 7 * MB, "image/png") for number in range(10)]
    writer.open()
    response = writer.post(writer.values(files=files))
    assert "合计超过60MB" in str(errors(response)["files"])
    assert response.context["form"]["text"].value()
