"""What the wing adds to a new site and to the rights of its roles; `setup_site` lays it, safe to run again."""

from django.utils import timezone

from home.services.roles import KEEP, rights
from home.services.tree import Section
from unionsite.accounts.choices import Role
from unionsite.oversight.disclosure.models import DisclosurePage
from unionsite.oversight.duties.services.register import lay_usual_duties
from unionsite.oversight.freshness.services import lay_plans
from unionsite.oversight.inspections.services import lay_checklist
from unionsite.oversight.scores.services import lay_items

DISCLOSURE = Section(
    DisclosurePage,
    "disclosure",
    "信息公开",
    "Open information",
    "工会按什么规章办事，做了什么，收到的诉求和纠错办得怎样，由谁监督。",
    "The rules the union works by, what it reports, how it deals with what is sent to it, and who watches over it.",
    in_menu=False,
)
# What those who watch over the site may see, and what each of them may do.
SEEN_BY_ALL = rights(
    "oversight",
    **dict.fromkeys(("finding", "inspection", "updateplan", "registerentry", "walk", "duty", "report"), "view"),
)
SCORES = [
    *rights("oversight", scoreperiod="view change", scoreitem="view add change", level="view add change"),
    *rights("oversight", adoption=KEEP, reward=KEEP),
]
PERMISSIONS = {
    Role.EDITOR: rights("oversight", pagevisits="view", report="view add"),
    Role.FIRST_REVIEW: [
        *SEEN_BY_ALL,
        *rights("oversight", finding="change", inspection="add", checklist=KEEP, updateplan="add change delete"),
        *rights("oversight", report="add", walk="add", incident="view change", pagevisits="view"),
        *SCORES,
    ],
    Role.FINAL_REVIEW: [
        *SEEN_BY_ALL,
        *rights("oversight", finding="change", inspection="add", checklist=KEEP, goal=KEEP),
        *rights("oversight", duty="sign", incident="view", pagevisits="view"),
        *SCORES,
    ],
    Role.ADMINISTRATOR: [*SEEN_BY_ALL, *rights("oversight", walk="add")],
    Role.SECURITY: [*SEEN_BY_ALL, *rights("oversight", duty="change sign", incident="view change", site="switch")],
    Role.AUDITOR: [
        *SEEN_BY_ALL,
        *rights("oversight", incident="view", pagevisits="view", scoreperiod="view", scoreitem="view"),
        *rights("oversight", level="view", adoption="view", reward="view"),
    ],
}


def lay_presets() -> None:
    lay_plans()
    lay_checklist()
    lay_usual_duties(today=timezone.localdate())
    lay_items()
