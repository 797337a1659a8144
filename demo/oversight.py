"""The demo's oversight after a year: findings, inspections, duties, incident, tasks, scores, reports, views."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Page

from unionsite.accounts.models import User
from unionsite.core.models import PiecePage
from unionsite.oversight.duties.choices import DutyKind
from unionsite.oversight.duties.models import Duty
from unionsite.oversight.duties.services import records
from unionsite.oversight.findings import services as findings
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.choices import Step as FindingStep
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.freshness.queries import last_months
from unionsite.oversight.goals.models import Goal, Task
from unionsite.oversight.goals.services import report_progress
from unionsite.oversight.health.models import ProbeDay
from unionsite.oversight.incidents import services as incidents
from unionsite.oversight.incidents.choices import Grade, IncidentKind, Step
from unionsite.oversight.inspections import services as inspections
from unionsite.oversight.inspections.choices import Verdict
from unionsite.oversight.inspections.models import Checklist
from unionsite.oversight.presets import lay_presets
from unionsite.oversight.register.models import RegisterEntry
from unionsite.oversight.reports import services as reports
from unionsite.oversight.reports.figures import GAP
from unionsite.oversight.reports.pages import parts_on
from unionsite.oversight.reports.rules import ReportKind, last_ended, previous
from unionsite.oversight.scores import services as scores
from unionsite.oversight.scores.choices import Length
from unionsite.oversight.visits.models import PageVisits

# What a walk or a reader found: where from, how grave, what, how many days ago, and how far it has come since.
FOUND = (
    (Source.HEALTH, Gravity.USUAL, "外部链接页面不存在：https://example.com/training", 330, "closed"),
    (Source.READER, Gravity.USUAL, "《职工书屋开放时间》里周六的时间不对", 301, "closed"),
    (Source.HAND, Gravity.USUAL, "工资福利政策的有效期没有填写", 262, "closed"),
    (Source.HEALTH, Gravity.SERIOUS, "页面打开超过3秒：/culture/", 228, "closed"),
    (Source.READER, Gravity.USUAL, "高温津贴的发放月份写错了", 171, "closed"),
    (Source.HAND, Gravity.SERIOUS, "转载稿件没有写明原文网址", 133, "closed"),
    (Source.HEALTH, Gravity.USUAL, "图片没有替代文字：技能比武现场", 96, "closed"),
    (Source.READER, Gravity.USUAL, "《年休假怎么休》里引用的条文序号错了一位", 47, "closed"),
    (Source.HEALTH, Gravity.USUAL, "外部链接页面不存在：https://example.com/old-notice", 21, "closed"),
    (Source.READER, Gravity.USUAL, "服务指南里工会办公室的电话少了一位", 12, "mended"),
    (Source.HAND, Gravity.SERIOUS, "《高温津贴怎么领》里的金额与制度不一致", 9, "assigned"),
    (Source.HEALTH, Gravity.USUAL, "图片没有替代文字：职工书画展作品选登", 3, "found"),
)
# What was done of the duties, days ago; the last one waits for its signature.
DONE = (
    (
        DutyKind.DRILL,
        318,
        "演练“后台账号被盗用”：9分钟停用账号，40分钟核对完操作记录。",
        ("停用账号的步骤没有写进预案",),
    ),
    (DutyKind.CHECK, 260, "检查了登录、上传、权限和备份，两个离职人员的账号已经停用。", ()),
    (DutyKind.RESTORE, 205, "用前一天的备份恢复到备用机，稿件和附件数目一致，用时42分钟。", ()),
    (DutyKind.CHECK, 168, "检查了登录、上传、权限和备份，没有发现漏洞。", ()),
    (DutyKind.PATCH, 120, "升级网站依赖，修补一个图片处理的漏洞，测试全部通过后更新。", ()),
    (DutyKind.CHECK, 75, "检查了登录、上传、权限和备份，没有发现漏洞；两个停用账号已经清理。", ()),
    (DutyKind.DRILL, 48, "演练“首页被篡改”：7分钟切换为只读，26分钟恢复。", ("值班电话表里两个号码已经停用",)),
    (DutyKind.RESTORE, 20, "用上一周的备份在备用机上恢复，条数、附件都对得上，用时38分钟。", ()),
    (DutyKind.PATCH, 2, "升级网站依赖到最新的补丁版本，测试全部通过后更新。", ()),
)
# Goals of the year: (title, tasks); a task is (title, owner, department, due as days from today, percent).
GOALS = (
    (
        "把网站办成职工离不开的服务窗口",
        (
            ("高频事项都有一页答案", "editor", -40, 100),
            ("意见建议按时答复率达到95%", "first", 20, 80),
            ("每月回访十位提过意见的职工", "office", -6, 60),
        ),
    ),
    ("网站安全不出事", (("每季度演练一次应急预案", "security", 34, 75), ("全员通过网络安全培训", "admin", 60, 40))),
)
PROBES_A_DAY = 288
YEAR = 365
# Periods that are over, by their age, of which inspections were held, scores frozen and reports published.
INSPECTED, SCORED, BULLETINS = (1, 3, 6, 9), 4, 3
# What people wrote into the gaps of reports, by the part.
WRITTEN = {
    "专栏专题": "围绕安全生产月、职工技能比武开设专题，各栏目由责任部门按计划更新，超期的栏目已提醒责任人补充。",
    "办事服务": "服务指南按季度核对，电话和地点有变动的当天更新；车间服务站点每周三现场受理困难帮扶和法律咨询。",
    "创新发展": "试行扫码找工会，职工在班组公告栏扫码就能留言、查进度；长辈版和读屏功能方便年长职工使用。",
    "检查与整改": "上述问题均已整改并复查。下一步请各部门在发稿前核对电话、日期和引用的条文，过期的内容及时更新。",
    "考核结果": "各部门总体重视网站工作。主要问题是个别诉求答复不够及时，下一步请责任部门在期限前两天主动跟进。",
}
# What the summary of a report says, by the row in which the number stands.
SUMMED_UP = {
    "首次发布信息（篇）": "首次发布信息%s篇",
    "全站页面浏览（次）": "全站页面浏览%s次",
    "网站可用率（%）": "网站可用率%s%%",
    "首页探测（次）": "首页探测%s次",
    "发现问题（个）": "发现问题%s个",
    "完成整改（个）": "完成整改%s个",
    "全站": "全站得分%s分",
}


def set_up_oversight(*, people: Mapping[str, User], home: Page, today: date, publish: Callable) -> str:
    """Write the demo's oversight; `seed_demo` calls it when its pieces are public. `publish(page, when)` takes a page
    through both stages. Return in words what was done."""
    lay_presets()
    date_the_register()
    lay_findings(people, today)
    inspect(people, today)
    do_duties(people, today)
    lay_goals(people, today)
    lay_incident(people, today)
    score_quarters(people, today)
    count_views(home, today)
    number = report(people, today, publish)
    date_the_register()
    return f"写入{len(FOUND)}个问题、{len(DONE)}条安全记录、{len(GOALS)}个目标、{SCORED}个季度的考核和{number}篇报告……"


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def date_the_register() -> None:
    """The dates of pages were moved into the past after they were published; the register follows."""
    for entry in RegisterEntry.objects.exclude(page=None).select_related("page"):
        if entry.page.first_published_at:
            entry.went_out_at = entry.page.first_published_at
            entry.save(update_fields=["went_out_at"])


def lay_findings(people: Mapping[str, User], today: date) -> None:
    for number, (source, gravity, title, ago, state) in enumerate(FOUND):
        now = at(today - timedelta(days=ago))
        key = f"demo:{number}" if source == Source.HEALTH else ""
        finding = findings.record_finding(source=source, gravity=gravity, title=title, key=key, now=now)
        if state == "found":
            continue
        mend(finding, people, now + timedelta(hours=2), state)


def mend(finding: Finding, people: Mapping[str, User], now: datetime, until: str = "closed") -> None:
    """Take a finding on its way: assigned now, mended a day later, rechecked after three hours more."""
    finding = findings.assign(
        finding=finding,
        actor=people["first"],
        owner=people["editor"],
        due_on=due(now),
        words="请核对后改正。",
        now=now,
    )
    if until == "assigned":
        return
    now += timedelta(days=1)
    person = people["editor"]
    finding = findings.take(FindingStep.MEND, finding=finding, actor=person, words="已改正并通读全页。", now=now)
    if until == "closed":
        now += timedelta(hours=3)
        findings.take(FindingStep.PASS, finding=finding, actor=people["second"], words="已复查。", now=now)


def due(now: datetime) -> date:
    return timezone.localdate(now) + timedelta(days=5)


def inspect(people: Mapping[str, User], today: date) -> None:
    """Inspections by the committee over the year, each with one fault; the newest is not served yet."""
    inspector = people["final"]
    for ago in INSPECTED:
        day = last_months(today, ago)[0] - timedelta(days=3)
        inspection = inspections.begin(
            checklist=Checklist.objects.first(), title=f"{day:%Y年%-m月}例行检查", inspected_on=day, inspector=inspector
        )
        answers = {item.pk: (Verdict.FINE, "") for item in inspection.items.all()}
        answers[inspection.items.last().pk] = (Verdict.FAULT, "部分表格在小屏手机上要左右滑动")
        summary = "总体合格，一项一般问题，限期整改。"
        inspections.judge(inspection=inspection, actor=inspector, answers=answers, summary=summary)
        inspections.finish(inspection=inspection, actor=inspector, now=at(day, 16))
        if ago != INSPECTED[0]:
            for finding in Finding.objects.open().filter(source=Source.INSPECTION):
                mend(finding, people, at(day, 17))


def do_duties(people: Mapping[str, User], today: date) -> None:
    for number, (kind, ago, words, faults) in enumerate(DONE):
        duty, day = Duty.objects.filter(kind=kind).first(), today - timedelta(days=ago)
        record = records.write_record(
            duty=duty,
            actor=people["security"],
            done_on=day,
            words=words,
            took_part="安全管理员、系统管理员",
            faults=faults,
            now=at(day, 17),
        )
        if number + 1 < len(DONE):
            records.sign(record=record, actor=people["final"], now=at(day + timedelta(days=1)))


def lay_goals(people: Mapping[str, User], today: date) -> None:
    for order, (title, tasks) in enumerate(GOALS):
        goal = Goal(year=today.year, title=title, sort_order=order)
        goal.tasks = [
            Task(
                title=name,
                owner=people[owner],
                department=people[owner].department,
                due_on=today + timedelta(days=days),
            )
            for name, owner, days, _percent in tasks
        ]
        goal.save()
        percents = {name: percent for name, _owner, _days, percent in tasks}
        for task in goal.tasks.all():
            words = "已经完成。" if percents[task.title] == 100 else "按计划推进。"
            report_progress(task=task, actor=task.owner, percent=percents[task.title], words=words)


def lay_incident(people: Mapping[str, User], today: date) -> None:
    """A small one, months ago, from its finding to its lessons."""
    found_at = at(today - timedelta(days=96), 9)
    actor, later = people["security"], found_at + timedelta(hours=5)
    facts = {
        "title": "后台账号在外地多次尝试登录",
        "kind": IncidentKind.ODD,
        "grade": Grade.USUAL,
        "found_at": found_at,
        "found_by": "安全管理员",
        "place": "公司机房",
        "system": "工会网站后台",
        "what": "一个编辑账号半小时内在外地输错密码十几次，账号已自动锁定，没有登录成功。",
        "affected": "没有影响",
        "has_personal_data": False,
        "contact": "综合楼203室",
    }
    incident = incidents.record_incident(facts=facts, actor=actor, now=found_at + timedelta(minutes=20))
    words = "已联系本人换密码，核对登录记录，没有异常登录。"
    incident = incidents.take(Step.ACT, incident=incident, actor=actor, words=words, now=later)
    lessons = "提醒全体后台人员不在其他网站使用相同的密码。"
    incident = incidents.take(Step.LEARN, incident=incident, actor=actor, words=lessons, now=later + timedelta(days=1))
    incidents.take(Step.CLOSE, incident=incident, actor=actor, now=later + timedelta(days=2))


def score_quarters(people: Mapping[str, User], today: date) -> None:
    """The quarters of a year frozen, this one open."""
    for year, number in past(Length.QUARTER, today, SCORED):
        period = scores.open_period(length=Length.QUARTER, year=year, number=number, actor=people["first"])
        scores.freeze(period=period, actor=people["first"], now=at(period.span(today).stop + timedelta(days=5)))
    this = (today.month - 1) // 3 + 1
    scores.open_period(length=Length.QUARTER, year=today.year, number=this, actor=people["first"])


def past(length: Length, today: date, number: int) -> list[tuple[int, int]]:
    """Return year and number of the last periods that are over, the oldest first."""
    found = [last_ended(length, today)]
    while len(found) < number:
        found.append(previous(length, *found[-1]))
    return found[::-1]


def report(people: Mapping[str, User], today: date, publish: Callable) -> int:
    """Publish bulletins, reports and 考核通报 of the year; the newest bulletin waits as a draft. Return how many."""
    wanted = [(ReportKind.BULLETIN, Length.MONTH, *one) for one in past(Length.MONTH, today, BULLETINS)]
    wanted += [(ReportKind.WORK, Length.QUARTER, *one) for one in past(Length.QUARTER, today, SCORED)]
    wanted += [(ReportKind.SCORES, Length.QUARTER, *past(Length.QUARTER, today, 1)[0])]
    wanted += [(ReportKind.WORK, Length.YEAR, *past(Length.YEAR, today, 1)[0])]
    for order, (kind, length, year, number) in enumerate(wanted):
        made = reports.compile_report(kind=kind, length=length, year=year, number=number, actor=people["editor"])
        if kind != ReportKind.BULLETIN or (year, number) != past(Length.MONTH, today, 1)[0]:
            page = made.page.specific.get_latest_revision_as_object()
            complete(page, people)
            publish(page, at(min(made.due_on, today), 8) + timedelta(minutes=25 + 67 * order % 480))
    return len(wanted)


def complete(page: PiecePage, people: Mapping[str, User]) -> None:
    """Write what a report asks of people."""
    blocks, title = [], ""
    for block in page.body.raw_data:
        if block["type"] == "heading":
            title = block["value"]["text"].partition("、")[2]
        elif GAP in str(block["value"]):
            block = block | {"value": f"<p>{WRITTEN[title]}</p>"}
        blocks.append(block)
    page.body = json.dumps(blocks)
    rows = {row[0]: row[1] for part in parts_on(page.body) for table in part.tables for row in table.rows}
    page.summary = "，".join(words % rows[name] for name, words in SUMMED_UP.items() if name in rows) + "。"
    page.department, page.fact_checker, page.editor_name = (
        people["editor"].department,
        people["reports"].name,
        people["editor"].name,
    )


def count_views(home: Page, today: date) -> None:
    """A year of views and probes, more on working days; the same at each seeding."""
    pieces = list(PiecePage.objects.descendant_of(home).live().order_by("-first_published_at", "pk")[:30])
    rows, probes = [], []
    for ago in range(YEAR):
        day = today - timedelta(days=ago)
        calm = 3 if day.weekday() > 4 else 1
        for place, page in enumerate([home, *pieces]):
            times = (260 // (place + 2) + (ago * 7 + place * 11) % 9) // calm
            if times and (page == home or timezone.localdate(page.first_published_at) <= day):
                rows.append(PageVisits(page_id=page.pk, day=day, times=times))
        slips = 1 if ago in (17, 41, 150, 263) else 0
        probes.append(
            ProbeDay(day=day, probes=PROBES_A_DAY, failures=slips, slow=ago % 5 == 0, worst=1.2 + ago % 4 / 2)
        )
    PageVisits.objects.bulk_create(rows, batch_size=1000)
    ProbeDay.objects.bulk_create(probes)
