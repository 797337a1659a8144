"""What waits on the demo's review desk: two changed pieces and a new one, at both stages, and one sent back."""

from demo.writing import Demo, answer_for_checks
from news.models import NewsPage
from unionsite.publishing.choices import Decision
from unionsite.publishing.review.services.decisions import decide

REASON = "第二段的人数与总数对不上，请核对后再报。"
# (what is added to the summary, decisions taken so far)
CHANGES = (
    ("（更新：补充了报名方式。）", ()),
    ("（更新：时间有调整。）", (Decision.APPROVE,)),
    ("（更新：增加参与人数。）", (Decision.REJECT,)),
)


def lay_desk(demo: Demo) -> None:
    pieces = NewsPage.objects.filter(locale=demo.home.locale, live=True).order_by("-first_published_at", "pk")
    for page, (addition, decisions) in zip(pieces[: len(CHANGES)], CHANGES, strict=True):
        page.summary = f"{page.summary}{addition}"[:300]
        _submit(demo, page, decisions)
    new = pieces[len(CHANGES)]
    copy = new.copy(
        to=new.get_parent(),
        keep_live=False,
        copy_revisions=False,
        update_attrs={"title": f"{new.title}（后续）", "slug": f"{new.slug}-next"},
        user=demo.people["author"],
    )
    _submit(demo, copy, (), sender="author")


def _submit(demo: Demo, page: NewsPage, decisions: tuple[Decision, ...], sender: str = "editor") -> None:
    page.save_revision(user=demo.people[sender])
    answer_for_checks(demo, page)
    page.get_workflow().start(page, demo.people[sender])
    for decision in decisions:
        state = page.current_workflow_task_state
        decide(
            task_state=state,
            reviewer=demo.people["first"],
            decision=decision,
            comment=REASON if decision == Decision.REJECT else "",
            revision=state.revision_id,
            secrecy_checked=True,
        )
