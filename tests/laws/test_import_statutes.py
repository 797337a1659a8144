"""The import command: what it loads and what it says."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.laws.builders import encode, statute_data
from unionsite.laws.models import Statute, StatuteArticle

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "statutes").mkdir()
    for number in range(1, 26):
        path = tmp_path / "statutes" / f"{number:02}.json"
        path.write_bytes(encode(statute_data(f"第{number}号工会条例", count=1)))
    return tmp_path


def run(folder, *options, stderr=None):
    out, err = io.StringIO(), stderr or io.StringIO()
    try:
        call_command("import_statutes", str(folder), *options, stdout=out, stderr=err)
        error = ""
    except CommandError as refused:
        error = str(refused)
    return out.getvalue(), err.getvalue(), error


def test_twice(folder):
    out, err, error = run(folder)
    assert "新增：25部" in out
    assert "未能解析：0个文件" in out
    assert err == "已处理20/25个文件\n已处理25/25个文件\n"
    assert not error
    times = list(Statute.objects.order_by("pk").values_list("imported_at", flat=True))

    out, _err, error = run(folder)
    assert "新增：0部\n  更新：0部\n  未变：25部" in out
    assert not error
    assert list(Statute.objects.order_by("pk").values_list("imported_at", flat=True)) == times


def test_a_changed_file(folder):
    run(folder)
    (folder / "statutes" / "01.json").write_bytes(encode(statute_data("第1号工会条例", count=2)))
    out, _err, _error = run(folder)
    assert "更新：1部\n  未变：24部" in out
    assert StatuteArticle.objects.count() == 26


def test_failures_are_listed_and_the_rest_is_loaded(folder):
    (folder / "statutes" / "01.json").write_bytes(b"no json")
    (folder / "statutes" / "02.json").write_bytes(encode(statute_data(category="公约")))
    out, _err, error = run(folder)
    assert "新增：23部" in out
    assert "未能解析：2个文件" in out
    assert "- 01.json：文件不是有效的JSON。" in out
    assert "- 02.json：不认识的类别“公约”" in out
    assert error == "有2个文件未能解析，其余已处理。"
    assert Statute.objects.count() == 23


def test_dry_run(folder):
    out, _err, _error = run(folder, "--dry-run")
    assert "试运行结果，没有写入任何内容" in out
    assert "新增：25部" in out
    assert not Statute.objects.exists()


def test_a_bar_on_a_terminal(folder):
    _out, err, _error = run(folder, stderr=Terminal())
    assert err.count("\r[") == 25
    assert err.endswith("[##############################] 25/25\n")


def test_quiet(folder):
    assert run(folder, "--verbosity=0")[1] == ""


def test_no_such_folder(tmp_path):
    assert "找不到文件夹" in run(tmp_path / "none")[2]


def test_an_empty_folder(tmp_path):
    assert "没有法规文件" in run(tmp_path)[2]
