"""A bucket that is down or silent: it is not waited for without end, and what it does is an error of a disk."""

import os
import subprocess
import sys

import pytest
from botocore.stub import Stubber
from django.conf import settings as site_settings
from django.core.files.base import ContentFile

from interact.storage import StagedStorage
from unionsite.core.buckets import Bucket, PatientBucket
from unionsite.core.private_files import private

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
# Nobody listens there.
AWAY = {"bucket_name": "b", "endpoint_url": "http://127.0.0.1:1", "access_key": "k", "secret_key": "s"}
AWAY["region_name"] = "us-east-1"


@pytest.fixture(autouse=True)
def bucket(settings):
    settings.S3_SERVER = AWAY


def backups() -> PatientBucket:
    return PatientBucket(bucket_name="b", endpoint_url=AWAY["endpoint_url"], access_key="k", secret_key="s")


@pytest.mark.parametrize(("kind", "seconds", "tries"), [(Bucket, (3, 15), 2), (backups, (10, 120), 5)])
def test_nobody_waits_without_end(kind, seconds, tries):
    asked = kind().connection.meta.client.meta.config
    assert (asked.connect_timeout, asked.read_timeout) == seconds
    assert asked.retries["total_max_attempts"] == tries


def test_signing_and_addressing_stay_as_they_were():
    asked = Bucket().connection.meta.client.meta.config
    assert asked.signature_version == "s3v4"
    assert asked.s3["addressing_style"] == "path"
    # Of the backups' bucket nothing is said, and boto3 chooses.
    assert backups().client_config.signature_version is None
    assert backups().client_config.s3 == {"addressing_style": None}


@pytest.mark.parametrize(
    "ask",
    [
        lambda storage: storage.exists("x"),
        lambda storage: storage.open("x"),
        lambda storage: storage.size("x"),
        lambda storage: storage.save("x", ContentFile(b"x")),
        lambda storage: storage.delete("x"),
    ],
)
def test_one_that_is_away_is_an_error_of_the_system(ask):
    for storage in (private(StagedStorage), backups()):
        with pytest.raises(OSError, match="does not answer"):
            ask(storage)


@pytest.mark.parametrize(("status", "kind"), [(403, OSError), (404, FileNotFoundError)])
def test_what_it_refuses_is_an_error_of_the_system(status, kind):
    storage = private(StagedStorage)
    with Stubber(storage.bucket.meta.client) as answers:
        answers.add_client_error("head_object", http_status_code=status)
        with pytest.raises(kind):
            storage.open("x")


def test_backups_in_a_bucket_are_asked_so_too():
    words = "from django.conf import settings; print(settings.STORAGES['backups']['BACKEND'])"
    told = {**os.environ, "BACKUP_URL": "s3://backups/folder", "DJANGO_SETTINGS_MODULE": "unionsite.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", words], env=told, cwd=site_settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "unionsite.core.buckets.PatientBucket"
