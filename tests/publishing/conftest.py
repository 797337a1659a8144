"""What the tests of review and release share."""

import pytest

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import approve, submit


@pytest.fixture
def draft(tree, editor):
    """A complete piece that nobody has submitted, written by the editor."""
    page = NewsPageFactory(parent=tree.news, title="机加车间把班前会开到机床旁", live=False, owner=editor)
    page.save_revision(user=editor)
    return page


@pytest.fixture
def submitted(draft, editor):
    return submit(draft, editor)


@pytest.fixture
def half_approved(submitted, first_reviewer):
    """Past 初审, waiting for 终审."""
    return approve(submitted, first_reviewer)


@pytest.fixture
def released(half_approved, final_reviewer):
    return approve(half_approved, final_reviewer)


@pytest.fixture
def administrator(db):
    return member("系统管理员")


@pytest.fixture
def everybody(editor, author, first_reviewer, final_reviewer, administrator, admin_user):
    """Every role that touches pieces, and a superuser, by name."""
    return {
        "编辑": editor,
        "信息员": author,
        "初审": first_reviewer,
        "终审": final_reviewer,
        "系统管理员": administrator,
        "超级管理员": admin_user,
    }
