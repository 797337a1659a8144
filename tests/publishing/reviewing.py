"""Going through the stages in tests, by the services that the screens call."""

from wagtail.models import Page, TaskState

from unionsite.publishing.choices import Decision
from unionsite.publishing.review.services.decisions import decide


def fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific


def submit(page: Page, user) -> Page:
    """A new version by `user`, on its way to 初审 again where it was sent back."""
    page = fresh(page)
    page.save_revision(user=user)
    if state := page.current_workflow_state:
        state.resume(user=user)
    else:
        page.get_workflow().start(page, user)
    return fresh(page)


def waiting(page: Page) -> TaskState | None:
    return fresh(page).current_workflow_task_state


def stage_of(page: Page) -> str | None:
    """初审 or 终审; None where nothing waits."""
    state = waiting(page)
    return state and state.task.name


def approve(page: Page, reviewer, **changes) -> Page:
    state = waiting(page)
    wanted = {"decision": Decision.APPROVE, "revision": state.revision_id, "secrecy_checked": True} | changes
    decide(task_state=state, reviewer=reviewer, **wanted)
    return fresh(page)


def reject(page: Page, reviewer, comment="请核对第二段的数字。", **changes) -> Page:
    return approve(page, reviewer, decision=Decision.REJECT, comment=comment, **changes)
