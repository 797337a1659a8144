"""The demo's platforms and publication plan: accounts, numbers and addresses are plainly invented."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Page

from home.models import HomePage
from unionsite.accounts.models import Department, User
from unionsite.core.models import PiecePage
from unionsite.publishing.platforms import services
from unionsite.publishing.platforms.choices import PlatformKind, PostState, Registration
from unionsite.publishing.platforms.models import Platform, PlatformPost

UNION = "administration"
# (name, kind, account, department, registration, days since its opening, filing number)
PLATFORMS = (
    ("晨桥工会官网", PlatformKind.WEBSITE, "", UNION, Registration.ACTIVE, 700, "演备-0001号"),
    (
        "晨桥工会公众号",
        PlatformKind.WECHAT,
        "demo-chenqiao",
        "administration",
        Registration.ACTIVE,
        600,
        "演备-0002号",
    ),
    (
        "晨桥工会微博",
        PlatformKind.WEIBO,
        "@演示-晨桥工会",
        "administration",
        Registration.ACTIVE,
        500,
        "演备-0003号",
    ),
    ("晨桥工会抖音号", PlatformKind.DOUYIN, "demo-cq-douyin", "assembly", Registration.ACTIVE, 300, "演备-0004号"),
    ("晨桥工会视频号", PlatformKind.CHANNELS, "demo-cq-shipin", "research", Registration.PREPARING, 10, ""),
    (
        "总装车间分工会公众号",
        PlatformKind.WECHAT,
        "demo-cq-old",
        "assembly",
        Registration.CLOSED,
        900,
        "演备-0005号",
    ),
)
# (title, section, days from today, hour, owner, platforms besides the website)
PLANNED = (
    ("三季度劳动竞赛表彰会", "news", -3, 9, "editor", ("晨桥工会公众号",)),
    ("冬季送温暖活动预告", "news", 2, 10, "editor", ("晨桥工会公众号", "晨桥工会微博")),
    ("工伤认定怎样申请", "rights", 4, 10, "author", ("晨桥工会公众号",)),
    ("职工书画展作品选登", "culture", 7, 15, "author", ("晨桥工会公众号", "晨桥工会抖音号")),
    ("食堂改进意见办理结果", "info", 9, 14, "first", ("晨桥工会微博",)),
    ("新年联欢会节目征集", "culture", 16, 10, "editor", ("晨桥工会公众号", "晨桥工会抖音号")),
)
PUBLISHED = 6  # of the newest pieces, planned after the event


def add_demo_plan(people: Mapping[str, User], home: HomePage) -> None:
    """Fill register and plan; called when the demo's pieces are public."""
    platforms = {platform.name: platform for platform in add_platforms(people)}
    website, wechat = platforms["晨桥工会官网"], platforms["晨桥工会公众号"]
    sections = {page.slug: Page.objects.get(pk=page.pk) for page in home.get_children()}
    today = timezone.localdate()
    for title, section, days, hour, owner, names in PLANNED:
        services.plan_item(
            values={
                "title": title,
                "section": sections[section],
                "planned_at": timezone.make_aware(datetime.combine(today + timedelta(days=days), time(hour))),
                "owner": people[owner],
                "department": people[owner].department,
            },
            platforms=[website, *(platforms[name] for name in names)],
            actor=people["editor"],
        )
    pieces = PiecePage.objects.descendant_of(home).live().order_by("-first_published_at")
    for number, piece in enumerate(pieces[:PUBLISHED]):
        services.plan_item(
            values={
                "title": piece.title[:120],
                "section": piece.get_parent(),
                # Most were on time, one came a day late.
                "planned_at": piece.first_published_at - timedelta(days=1 if number == 2 else 0),
                "owner": people["editor"],
                "department": piece.department,
                "page": piece.page_ptr,
            },
            platforms=[website, wechat] if number % 2 else [website, wechat, platforms["晨桥工会微博"]],
            actor=people["editor"],
        )
    post_some(people["editor"], wechat)


def add_platforms(people: Mapping[str, User]) -> list[Platform]:
    today = timezone.localdate()
    added = []
    for name, kind, account, department, registration, days, number in PLATFORMS:
        platform = Platform(
            name=name,
            kind=kind,
            account_id=account,
            department=Department.objects.get(code=department),
            administrator=people["editor"],
            registration=registration,
            opened_on=today - timedelta(days=days),
            filing_number=number,
            filed_on=today - timedelta(days=days - 20) if number else None,
            closing_on=today - timedelta(days=60) if registration == Registration.CLOSED else None,
            closed_on=today - timedelta(days=30) if registration == Registration.CLOSED else None,
            note="演示账号，并不存在。",
        )
        services.save_platform(platform=platform, actor=people["admin"])
        added.append(platform)
    return added


def post_some(editor: User, platform: Platform) -> None:
    """Record posts on the account for all but the newest piece, each older than the one before."""
    now = timezone.now()
    waiting = PlatformPost.objects.filter(platform=platform, state=PostState.WAITING).order_by("-pk")
    for number, post in enumerate(waiting[1:], start=1):
        services.record_post(
            post=post,
            url=f"https://example.com/demo-post/{number}",
            posted_at=now - timedelta(days=number),
            actor=editor,
            now=now,
        )
