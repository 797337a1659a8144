"""What a reader gets, and where a piece stands."""

from wagtail.models import Page


def fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific


def waiting_at(page: Page) -> str | None:
    """初审 or 终审; None where nothing waits."""
    state = fresh(page).current_workflow_task_state
    return state and state.task.name


def text_of(client, address: str, **query) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()
