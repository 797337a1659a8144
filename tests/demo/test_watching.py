"""What `manage.py dev` starts its processes again for."""

import os

import pytest

from demo.watching import Watch


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "code.py").write_text("one = 1\n")
    return tmp_path


def test_nothing_changes_by_itself(folder):
    watch = Watch([folder])
    assert watch.changed() == watch.changed() == []


def write(folder):
    os.utime(folder / "inner" / "code.py", (1, 1))


def add(folder):
    (folder / "inner" / "more.html").write_text("x")


def remove(folder):
    (folder / "inner" / "code.py").unlink()


def add_folder(folder):
    (folder / "new").mkdir()
    (folder / "new" / "code.py").write_text("x")


@pytest.mark.parametrize(
    ("change", "names"),
    [(write, ["code.py"]), (add, ["more.html"]), (remove, ["code.py"]), (add_folder, ["code.py"])],
)
def test_a_file_that_is_written_comes_or_goes_is_a_change_once(folder, change, names):
    watch = Watch([folder])
    change(folder)
    assert sorted({os.path.basename(path) for path in watch.changed()}) == names
    assert watch.changed() == []


@pytest.mark.parametrize("name", ["static/site.py", "picture.png", ".hidden.py"])
def test_what_no_process_reads_is_passed_over(folder, name):
    watch = Watch([folder])
    (folder / name).write_text("x")
    assert watch.changed() == []


def test_a_named_file_may_come_later(folder):
    watch = Watch([folder], [folder / ".env"])
    (folder / ".env").write_text("DEBUG=1")
    assert [os.path.basename(path) for path in watch.changed()] == [".env"]
