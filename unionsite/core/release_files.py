"""Where static files are found: each release keeps its own list of names beside the files, which all releases share."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

from unionsite import __version__


class ReleaseStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """A process of the former release goes on with the names it began with, whatever a newer one has collected.

    That holds for one that gunicorn starts again in the meantime and after a return to the former release too.
    """

    manifest_name = f"staticfiles-{__version__}.json"
