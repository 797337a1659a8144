"""What an editor sends from the admin's page form: everything that the form held, with some of it changed."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField
from wagtail.models import WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

LAW = streamfield([("law", {"article": "", "title": "劳动法", "label": "第四十四条", "note": ""})])


def typed(field, value):
    """A field's value as the browser would send it; streams are sent empty unless a test names their blocks."""
    if isinstance(value, StreamValue):
        return streamfield([])
    if isinstance(field, RichTextField):
        return rich_text(value or "")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def form_data(page, **changes) -> dict:
    """Names and values of the edit form; `None` among the changes leaves a box unticked."""
    form = page.get_edit_handler().get_form_class()(instance=page)
    fields = {field.name: field for field in page._meta.get_fields()}
    data = {}
    for name in form.fields:
        value = form.initial.get(name, getattr(page, name, None))
        data[name] = ", ".join(page.tag_names) if name == "tags" else typed(fields.get(name), value)
        if value is True:
            data[name] = "on"
    data |= {"comments": inline_formset([]), **changes}
    return nested_form_data({name: value for name, value in data.items() if value not in (False, None)})


def save_draft(client, page, **changes):
    """Post the edit form as a draft."""
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_data(page, **changes))


def submit(client, page, **changes):
    """Post the edit form with 提交审核."""
    return save_draft(client, page, **changes, **{"action-submit": "1"})


def is_submitted(page) -> bool:
    """Whether the page waits at the first stage."""
    task = page.current_workflow_task
    return task is not None and task.name == "初审"


def errors_of(response) -> dict[str, list[str]]:
    """Messages by field of a form that was refused; nothing went to the reviewers."""
    assert response.status_code == 200, response
    assert not WorkflowState.objects.exists()
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}
