"""Files in S3-compatible storage, for several web machines: one private bucket, with a folder for each kind of file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

# A request of a reader, and the one process that does everything by the clock, wait no longer for one that is silent.
PATIENCE = Config(connect_timeout=3, read_timeout=15, retries={"total_max_attempts": 2})
# Nobody waits for a backup: gigabytes go over a slow line, and the bucket puts them together at the end.
LONG_PATIENCE = Config(connect_timeout=10, read_timeout=120, retries={"total_max_attempts": 5})


@contextmanager
def as_os_errors() -> Iterator[None]:
    """Turn errors of the object storage into OSError, as a disk raises it."""
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"].get("HTTPStatusCode") == 404:
            raise FileNotFoundError from error
        raise OSError(f"The storage refused: {error.response['Error'].get('Code')}") from error
    except (BotoCoreError, RetriesExceededError) as error:
        raise OSError(f"The storage does not answer: {type(error).__name__}") from error


class PatientBucket(S3Storage):
    """S3 that is not waited for without end, and that raises what a disk does. For backups, which have a bucket of
    their own."""

    patience = LONG_PATIENCE

    def __init__(self, **options: Any):
        super().__init__(**options)
        # Given as an option it would replace the way of signing and addressing.
        self.client_config = self.client_config.merge(self.patience)

    def _open(self, name, mode="rb"):
        with as_os_errors():
            file = super()._open(name, mode)
            if "r" in mode:
                # Fetched now: later nobody counts with it that a file cannot be had.
                file.file  # noqa: B018
            return file

    def _save(self, name, content):
        with as_os_errors():
            return super()._save(name, content)

    def delete(self, name):
        with as_os_errors():
            super().delete(name)

    def exists(self, name):
        with as_os_errors():
            return super().exists(name)

    def size(self, name):
        with as_os_errors():
            return super().size(name)


class Bucket(PatientBucket):
    """Objects that nobody reads without the site's key. No name is ever taken twice."""

    patience = PATIENCE

    def __init__(self, location: str = "", **options: Any):
        given = settings.S3_SERVER | {
            "addressing_style": "path",
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
            "location": location,
        }
        super().__init__(**given | options)


class MediaBucket(Bucket):
    """Uploads. They keep their address below /media/, where the site hands out what pages may show."""

    def url(self, name, parameters=None, expire=None, http_method=None):
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))


class PrivateBucket(Bucket):
    """As `PrivateStorage`, in the bucket. An object's time is the server's own and cannot be set: until the night it is
    that of its coming, and then that of the job that writes it anew (0070)."""

    def url(self, name, parameters=None, expire=None, http_method=None):
        raise ValueError("Private files have no public address.")

    def changed(self) -> Iterator[tuple[str, float]]:
        for item in self._items():
            yield self._name(item), item.last_modified.timestamp()

    def renew(self, name: str) -> None:
        """Copy the object onto itself; S3 takes that only with new metadata."""
        key = f"{self.location}/{name}"
        source = {"Bucket": self.bucket_name, "Key": key}
        with as_os_errors():
            self.bucket.Object(key).copy_from(CopySource=source, MetadataDirective="REPLACE")

    def level(self, name: str, moment: datetime) -> None:
        """Nothing: see above."""

    level_folders = level

    def names_in(self, folder: str) -> list[str]:
        return [self._name(item) for item in self._items(f"{folder}/")]

    def clear(self, folder: str) -> None:
        for name in self.names_in(folder):
            self.delete(name)

    def bytes_of_all(self) -> int:
        return sum(item.size for item in self._items())

    def sweep_folders(self, before: float) -> int:
        newest: dict[str, float] = {}
        for name, at in self.changed():
            folder = name.partition("/")[0]
            newest[folder] = max(at, newest.get(folder, at))
        old = [folder for folder, at in newest.items() if at < before]
        for folder in old:
            self.clear(folder)
        return len(old)

    def _items(self, prefix: str = "") -> Iterator[Any]:
        with as_os_errors():
            yield from self.bucket.objects.filter(Prefix=f"{self.location}/{prefix}")

    def _name(self, item: Any) -> str:
        return item.key.removeprefix(f"{self.location}/")
