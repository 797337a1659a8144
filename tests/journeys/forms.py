"""What the admin's page forms send, as a browser would."""

from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

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
