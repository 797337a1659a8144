"""Each release reads its own list of static names, whatever a newer one has collected beside it."""

import json

from unionsite import __version__
from unionsite.core.private_files import ReleaseStaticFilesStorage


def test_a_newer_release_that_collects_changes_nothing_for_the_former(tmp_path):
    lists = {__version__: "css/base.old.css", "99.0.0": "css/base.new.css"}
    for version, name in lists.items():
        content = {"version": "1.1", "paths": {"css/base.css": name}, "hash": ""}
        (tmp_path / f"staticfiles-{version}.json").write_text(json.dumps(content), "utf-8")
    storage = ReleaseStaticFilesStorage(location=tmp_path, base_url="/static/")
    assert storage.stored_name("css/base.css") == "css/base.old.css"
