"""The frame of the site; its version is that of the release, as in pyproject.toml (a test compares them)."""

__version__ = "1.0.0"
