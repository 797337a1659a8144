"""What stands above a model, named by its dotted path."""

import pytest
from django.core.checks import run_checks

from unionsite.core import named


def faults() -> list[str]:
    return [fault.msg for fault in run_checks() if fault.id == "core.E002"]


def test_all_that_is_named_is_there():
    assert "interact.questionnaires.views.fill_in" in named.names
    assert faults() == []


@pytest.mark.parametrize(
    "path",
    ["interact.questionnaires.views.nothing", "interact.nowhere.fill_in", "interact.questionnaires.views.FORBIDDEN"],
)
def test_a_name_of_nothing_is_told(monkeypatch, path):
    monkeypatch.setattr(named, "names", [path])
    assert faults() == [f"There is no {path}."]
