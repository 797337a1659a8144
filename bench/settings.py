"""Production settings with one view more, the bare one that pages are compared with."""

from whitenoise.compress import Compressor

from unionsite.core.private_files import ReleaseStaticFilesStorage
from unionsite.settings.production import *  # noqa: F403
from unionsite.settings.production import DATABASES, STORAGES


class GzipOnlyStorage(ReleaseStaticFilesStorage):
    """The same files under the same names; brotli would take ten times as long and is not what is measured."""

    def create_compressor(self, **kwargs):
        return Compressor(use_brotli=False, **kwargs)


ROOT_URLCONF = "bench.urls"
STORAGES["staticfiles"] = {"BACKEND": "bench.settings.GzipOnlyStorage"}
# A process keeps its connection, as the pool does, so that what its backend took can be read.
if "pool" not in DATABASES["default"].get("OPTIONS", {}):
    DATABASES["default"]["CONN_MAX_AGE"] = None
