"""What the admin's page forms send, as a browser would."""

from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from unionsite.publishing.models import RejectionPoint

TITLE = "机加车间把班前会开到机床旁"
PARAGRAPH = "十月十二日，机加车间把班前会开到了机床旁，当场办结问题17件。"


def piece_form(department, *, paragraph: str = PARAGRAPH, **changes) -> dict[str, str]:
    """A filled-in form of a 动态稿件; `changes` replace fields or name the button (`action-submit`)."""
    data = {
        "title": TITLE,
        "slug": "machine-side-meeting",
        "kind": "meeting",
        "summary": "机加车间把班前会开到机床旁，问题当场办结。",
        "starts_at": "2026-10-12 08:00",
        "ends_at": "2026-10-12 09:00",
        "place": "机加车间",
        "organiser": "机加车间分工会",
        "cover": "",
        "cover_alt": "",
        "body": streamfield([("paragraph", rich_text(f"<p>{paragraph}</p>", features=["bold"]))]),
        "source_name": "机加车间分工会",
        "department": str(department.pk),
        "author": "田晓禾",
        "fact_checker": "周若禾",
        "editor_name": "姚静",
        "source_url": "",
        "tags": "班前会",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
    }
    return nested_form_data(data | changes)


def answers(page, *, left_out=(), **words) -> dict:
    """What the form sends of the points of the last rejection: all ticked but `left_out`; `n2` answers the second."""
    points = RejectionPoint.objects.filter(task_state__workflow_state__object_id=str(page.pk)).order_by("pk")
    newest = [point for point in points if point.task_state_id == points.last().task_state_id]
    data = {"rejection_shown": [point.pk for point in newest]}
    data["rejection_done"] = [point.pk for point in newest if point.number not in left_out]
    return data | {f"rejection_answer_{point.pk}": words.get(f"n{point.number}", "") for point in newest}
