"""Files in S3-compatible storage: uploads and private files as on a disk. Needs a server that speaks S3:

S3_TEST_URL=http://key:secret@127.0.0.1:9000/bucket   (the bucket is emptied)
"""

import os
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404
from django.utils import timezone

from interact.attachments.checking import CleanFile
from interact.attachments.choices import FileKind
from interact.cases.models.history import CaseFile
from interact.cases.services.files import discard, read_file, renew_inodes, store_files
from interact.retention.services import sweep_strays
from interact.sending.staging import Shelf, sweep
from interact.storage import StagedStorage, case_storage
from tests.factories import DocumentFactory, ImageFactory, picture_bytes
from tests.interact.submitting import lay_routing, send
from unionsite.core.private_files import private, serve_media

URL = os.environ.get("S3_TEST_URL", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not URL, reason="needs S3_TEST_URL"),
    # boto3's own, of the calls inside it.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def bucket(settings):
    """An empty bucket, and the site's settings for it."""
    parts = urlsplit(URL)
    settings.S3_SERVER = {
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"{parts.scheme}://{parts.hostname}:{parts.port}",
        "region_name": "us-east-1",
        "access_key": parts.username,
        "secret_key": parts.password,
    }
    media = {"BACKEND": "unionsite.core.buckets.MediaBucket", "OPTIONS": {"location": "media"}}
    settings.STORAGES = settings.STORAGES | {"default": media}
    made = default_storage.connection.create_bucket(Bucket=parts.path.strip("/"))
    made.objects.all().delete()
    return made


@pytest.fixture
def sealed_in_bucket(monkeypatch):
    """A field of a model takes its storage when the program starts."""
    monkeypatch.setattr(CaseFile._meta.get_field("file"), "storage", case_storage())


def sealed_file(words: str = "夜班停电的照片说明") -> CaseFile:
    lay_routing()
    case = send().case
    file = CleanFile("说明.txt", FileKind.TEXT, words.encode(), "text/plain")
    (row,) = store_files(case, case.entries.first(), [file], now=timezone.localtime())
    return row


def keys(bucket) -> list[str]:
    return sorted(item.key for item in bucket.objects.all())


def test_pictures_and_their_renditions_are_handed_out_below_media(bucket, rf):
    image = ImageFactory()
    rendition = image.get_rendition("width-40|format-webp")
    assert rendition.url.startswith("/media/images/")
    assert f"media/{rendition.file.name}" in keys(bucket)
    response = serve_media(rf.get(rendition.url), rendition.file.name)
    assert b"".join(response.streaming_content)[:4] == b"RIFF"
    assert response.headers["Content-Type"] == "image/webp"
    assert "max-age=2592000" in response.headers["Cache-Control"]
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ["original_images/x.jpg", "documents/x.pdf", "images/none.png", "images/../documents/x"]
)
def test_what_is_closed_or_gone_is_not_found(name, rf):
    with pytest.raises(Http404):
        serve_media(rf.get(f"/media/{name}"), name)


def test_documents_are_sent_by_their_view(admin_client, tree):
    document = DocumentFactory()
    response = admin_client.get(document.url)
    assert response.status_code == 200
    assert (b"".join(response.streaming_content) if response.streaming else response.content) == document.file.read()


def test_no_name_is_taken_twice(bucket):
    first, second = (default_storage.save("documents/a.txt", ContentFile(text)) for text in (b"1", b"2"))
    assert first != second
    assert default_storage.open(first).read() == b"1"


def test_files_of_cases_lie_sealed_and_go_when_they_must(bucket, sealed_in_bucket):
    row = sealed_file()
    (key,) = [key for key in keys(bucket) if key.startswith("private/cases/")]
    stored = bucket.Object(key).get()
    assert "夜班".encode() not in stored["Body"].read()
    assert stored["Metadata"] == {}
    assert read_file(row)[1].decode() == "夜班停电的照片说明"
    with pytest.raises(ValueError, match="no public address"):
        row.file.url  # noqa: B018

    discard(row)
    discard(row)
    assert not [key for key in keys(bucket) if key.startswith("private/cases/")]


def test_at_night_files_of_cases_are_written_anew_and_strays_go(bucket, sealed_in_bucket):
    row, now = sealed_file(), timezone.localtime()
    case_storage().save("ab/stray.bin", ContentFile(b"x"))
    assert renew_inodes(now=now + timedelta(hours=10)) == 2
    assert read_file(row)[1].decode() == "夜班停电的照片说明"
    assert renew_inodes(now=now + timedelta(days=2)) == 0
    assert sweep_strays(now=now) == 0
    assert sweep_strays(now=now + timedelta(days=3)) == 1
    assert read_file(row)[1].decode() == "夜班停电的照片说明"


def test_files_not_sent_yet_are_kept_for_every_machine_and_swept(bucket):
    shelf = Shelf("")
    kept = shelf.add("照片.jpg", picture_bytes(), field="files")
    gone = shelf.add("第二张.jpg", picture_bytes(), field="files")
    assert len(keys(bucket)) == 4
    elsewhere = Shelf(shelf.token)
    assert [file.name for file in elsewhere.files] == ["照片.jpg", "第二张.jpg"]
    elsewhere.remove(gone.key)
    assert [file.name for file in Shelf(shelf.token).files] == ["照片.jpg"]
    assert Shelf(shelf.token).content_of(kept).read() == picture_bytes()
    with pytest.raises(FileNotFoundError):
        Shelf(shelf.token).content_of(gone)
    assert private(StagedStorage).bytes_of_all() > len(picture_bytes())

    assert sweep(now=timezone.localtime()) == 0
    assert sweep(now=timezone.localtime() + timedelta(days=3)) == 1
    assert keys(bucket) == []


def test_a_storage_that_does_not_answer_is_an_error_of_the_system(settings):
    settings.S3_SERVER = settings.S3_SERVER | {"endpoint_url": "http://127.0.0.1:1"}
    with pytest.raises(OSError, match="does not answer"):
        private(StagedStorage).delete("x")
