"""The demo's activities: two votes, one open and one over with its summary, and what the other kinds lay."""

import random
from datetime import datetime, timedelta

from wagtail.models import Page

from demo.discussions import add_discussion
from demo.quizzes import add_quiz
from demo.signups import add_signups
from demo.writing import Demo, publish
from interact.activities.models import ActivityPage, Candidate, VotePage
from interact.activities.plans.services import close_ended, rate
from interact.activities.votes.rules import Method, ResultRule
from interact.activities.votes.services import cast_ballot, count_closed
from starter.blocks import rich_text
from unionsite.core.models import PiecePage

PUBLICITY = "winter-activities-2026"
DAY = timedelta(days=1)
# (name, words); invented people of the demo company.
COLLEAGUES = (
    ("何立新（铸造车间）", "造型工，17年没有出过一次安全事故，带出徒弟11名，牵头改进的浇注挡板让现场温度降了6度。"),
    ("郑春燕（质量部）", "检验员，三年查出批量隐患17起，自编的“三看两摸”检验口诀在全公司推广。"),
    ("马骁（设备动力部）", "电工，汛期连续值守41小时抢修水泵，业余义务给独居老职工检修线路。"),
    ("宋雨桐（研发中心）", "工程师，主持的轻量化吊具项目节约钢材12%，发起“师徒夜校”，每周讲一课。"),
    ("田晓禾（供应链部）", "叉车工，安全驾驶8年，坚持记录仓库里的每一处磕碰点，推动改造了三条通道。"),
)
CLOTHES = ("藏蓝色，连体", "藏蓝色，分体", "橙灰拼色，分体")


def add_activities(demo: Demo, now: datetime) -> None:
    """Lay all activities below the section, each through both reviews, and let the demo's people take part."""
    # The last one: what is counted must not lie ahead.
    morning = (now - timedelta(hours=8)).replace(hour=8, minute=0, second=0, microsecond=0)
    publicity = PiecePage.objects.get(slug=PUBLICITY, locale=demo.home.locale)
    add_open_vote(demo, publicity, morning)
    add_closed_vote(demo, publicity, morning)
    add_quiz(demo, now, publicity)
    add_discussion(demo, publicity, now)
    add_signups(demo, publicity, now)


def lay(demo: Demo, page: ActivityPage, when: datetime) -> ActivityPage:
    """Put an activity below the section and publish it as of `when`."""
    page.locale, page.owner, page.live = demo.home.locale, demo.people["editor"], False
    page.in_charge = demo.people["editor"]
    Page.objects.get(slug="activities", locale=demo.home.locale).specific.add_child(instance=page)
    publish(demo, page, when)
    return type(page).objects.get(pk=page.pk)


def voters(demo: Demo) -> list:
    """Return everybody on the roll but the employee's account, with which visitors try it out."""
    return [one for name, one in demo.people.items() if name != "employee" and one.employee_number]


def add_open_vote(demo: Demo, publicity: PiecePage, now: datetime) -> None:
    page = VotePage(
        title="2026年度最美职工评选",
        slug="best-colleague-2026",
        summary="各分工会推荐了五位候选人，请您选出心目中的最美职工，最多选三位。一人一票，不记名。",
        intro=rich_text(
            "“最美职工”每年评选一次。今年各分工会共推荐19人，经公司工会委员会审议，确定五位候选人，事迹已在各部门公示五天。"
        ),
        rules_text=rich_text(
            "在职职工每人一票，最多选三位，投出后不能修改。\n\n"
            "投票率达到三成结果有效，得票最多的三位当选；最后一名票数相同的，由工会委员会另行组织投票。\n\n"
            "截止前任何人看不到票数，截止后自动计票，选票清单同时公布，供大家复核。"
        ),
        publicity=publicity,
        opens_at=now - 2 * DAY,
        closes_at=now + 9 * DAY + timedelta(hours=9),
        voting_method=Method.MULTIPLE,
        most=3,
        seats=3,
        quorum=30,
        result_rule=ResultRule.AT_CLOSE,
    )
    page.candidates = [
        Candidate(name=name, words=rich_text(words), locale=demo.home.locale, sort_order=order)
        for order, (name, words) in enumerate(COLLEAGUES)
    ]
    vote = lay(demo, page, now - 4 * DAY + timedelta(hours=7, minutes=5))
    chance = random.Random("colleague")  # noqa: S311  (the same demo everywhere, no secret)
    for number, person in enumerate(voters(demo)[:8]):
        cast_ballot(vote=vote, person=person, choices=chance.sample(range(1, 6), 3), receipt=f"DEMO-{number}", now=now)


def add_closed_vote(demo: Demo, publicity: PiecePage, now: datetime) -> None:
    page = VotePage(
        title="2027年工作服款式投票",
        slug="work-clothes-2027",
        summary="明年春天换发工作服，三种款式由您定。",
        intro=rich_text("三种样衣在职工之家展示过两周，面料和防护等级都一样，不同的是颜色和式样。"),
        rules_text=rich_text("每人选一种，得票最多的一种作为明年的款式。截止后公布结果。"),
        publicity=publicity,
        opens_at=now - 8 * DAY + timedelta(minutes=30),
        closes_at=now - 3 * DAY + timedelta(hours=10),
        voting_method=Method.SINGLE,
        result_rule=ResultRule.AT_CLOSE,
    )
    page.candidates = [
        Candidate(name=name, locale=demo.home.locale, sort_order=order) for order, name in enumerate(CLOTHES)
    ]
    vote = lay(demo, page, now - 9 * DAY + timedelta(hours=2, minutes=20))
    for number, person in enumerate(voters(demo)):
        cast_ballot(
            vote=vote, person=person, choices=[(1, 2, 2, 3, 2)[number % 5]], receipt=f"C-{number}", now=now - 5 * DAY
        )
        rate(activity=vote, person=person, stars=(5, 4, 5, 3)[number % 4])
    close_ended(now)
    count_closed(now)
    vote.conclusion = rich_text("藏蓝色分体款得票最多，公司工会已向公司提出采购建议，综合管理部答复明年3月底前换发。")
    vote.lessons = rich_text("样衣只在职工之家展示，夜班职工看得少，下次在食堂门口再摆一处。")
    publish(demo, vote, now - DAY + timedelta(minutes=35))
