"""Checksums tell what is missing, changed or added; what is broken off leaves nothing."""

import pytest

from unionsite.operations.archives.bags import FolderTaken, faults_of, new_bag


@pytest.fixture
def bag(tmp_path):
    folder = tmp_path / "bag"
    with new_bag(folder, {"Bagging-Date": "2026-05-08"}) as data:
        (data / "a.txt").write_text("甲")
        (data / "below").mkdir()
        (data / "below" / "100%\n.txt").write_text("乙")
    return folder


def test_a_bag_is_as_it_was(bag):
    assert faults_of(bag) == []
    assert "Payload-Oxum: 6.2" in (bag / "bag-info.txt").read_text()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda bag: (bag / "data/a.txt").write_text("申"), "被改动：data/a.txt"),
        (lambda bag: (bag / "data/a.txt").unlink(), "缺少：data/a.txt"),
        (lambda bag: (bag / "data/b.txt").write_text("丙"), "多出：data/b.txt"),
        (lambda bag: (bag / "manifest-sha256.txt").write_text(""), "被改动：manifest-sha256.txt"),
        (lambda bag: (bag / "tagmanifest-sha256.txt").unlink(), "校验清单缺失或损坏，不能核对。"),
        (lambda bag: (bag / "manifest-sha256.txt").write_text("x"), "校验清单缺失或损坏，不能核对。"),
    ],
)
def test_what_changed_is_told(bag, change, fault):
    change(bag)

    assert fault in faults_of(bag)


def break_off(folder):
    with new_bag(folder, {}) as data:
        (data / "a.txt").write_text("甲")
        raise KeyboardInterrupt


def test_what_is_broken_off_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        break_off(tmp_path / "bag")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(bag):
    with pytest.raises(FolderTaken), new_bag(bag, {}):
        pass

    assert faults_of(bag) == []
