"""Production settings with one view more, the bare one that pages are compared with."""

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from unionsite.settings.production import *  # noqa: F403
from unionsite.settings.production import STORAGES


class GzipOnlyStorage(CompressedManifestStaticFilesStorage):
    """The same files under the same names; brotli would take ten times as long and is not what is measured."""

    def create_compressor(self, **kwargs):
        return Compressor(use_brotli=False, **kwargs)


ROOT_URLCONF = "bench.urls"
STORAGES["staticfiles"] = {"BACKEND": "bench.settings.GzipOnlyStorage"}
