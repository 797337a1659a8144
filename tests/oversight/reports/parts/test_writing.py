"""What was written, against a count by hand."""

from collections import Counter
from datetime import datetime
from itertools import count

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page

from home.models import InfoPage
from tests.factories import (
    AnswerPageFactory,
    CasePageFactory,
    InfoPageFactory,
    InterpretationPageFactory,
    NewsPageFactory,
    PolicyPageFactory,
    TopicPageFactory,
    UserFactory,
)
from tests.oversight.reports.parts.history import (
    LEAST,
    MONTH,
    QUARTER,
    YEAR,
    beside,
    is_in,
    midnight,
    rows_of,
    table_of,
)
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.register.models import RegisterEntry
from unionsite.oversight.reports.parts import watching, writing
from unionsite.oversight.visits.models import PageVisits
from unionsite.publishing.models import Release
from unionsite.publishing.platforms.models import Platform, PlatformPost

pytestmark = [pytest.mark.once, pytest.mark.django_db]
CHINESE, ENGLISH = "简体中文", "English"
numbers = count()


def releases(number: int, **fields) -> list[Release]:
    kind = ContentType.objects.get_for_model(Page)
    wanted = {"kind": "founding", "content_type": kind, "content_hash": "0" * 64, "object_label": "稿件"} | fields
    made = [Release(**wanted, object_id="1", seal=f"{next(numbers):064}") for _number in range(number)]
    return Release.objects.bulk_create(made)


def enter(facts: list[tuple[datetime, str, str, bool, str]], **fields) -> None:
    """Put rows of (moment, section, department, is first, language) into the register."""
    RegisterEntry.objects.bulk_create(
        RegisterEntry(
            release=release,
            went_out_at=moment,
            section=section,
            department=department,
            is_first=is_first,
            language=language,
            title="稿件",
            kind="会议",
        )
        for release, (moment, section, department, is_first, language) in zip(
            releases(len(facts), **fields), facts, strict=True
        )
    )


def test_pieces_by_section_month_and_department(history, periods):
    now, before = periods
    facts = [
        (
            history.moment(),
            history.choice(["工作动态", "权益保障", ""]),
            history.choice(["部门0", "部门1", ""]),
            history.random() < 0.7,
            history.choice([CHINESE, CHINESE, ENGLISH]),
        )
        for _number in range(400)
    ]
    enter(facts)

    part = writing.publishing(now, before)

    counted = [row for row in facts if row[3] and row[4] == CHINESE]
    fresh, earlier = ([row for row in counted if is_in(span, row[0])] for span in periods)
    assert min(len(fresh), len(earlier)) > 10
    by_section, by_section_before = (Counter(row[1] or "其他" for row in rows) for rows in (fresh, earlier))
    assert rows_of(part, "sections") == {
        name: beside(by_section[name], by_section_before[name]) for name in by_section | by_section_before
    }
    by_month, by_month_before = (Counter(timezone.localtime(row[0]).month for row in rows) for rows in (fresh, earlier))
    if periods == YEAR:
        wanted = {f"{month}月": (by_month[month], by_month_before[month]) for month in range(1, 13)}
    else:
        wanted = {f"{month}月": (by_month[month],) for month in (4, 5, 6)}
    assert rows_of(part, "months") == wanted
    assert table_of(part, "months").chart == "line"
    by_department, by_department_before = (Counter(row[2] or "未写明部门" for row in rows) for rows in (fresh, earlier))
    assert rows_of(part, "departments") == {
        name: (by_department[name], by_department_before[name], 0, 0) for name in by_department | by_department_before
    }
    assert rows_of(part, "total")["首次发布信息（篇）"] == beside(len(fresh), len(earlier))


def test_what_was_imported_did_not_go_out_here():
    one, two = UserFactory(), UserFactory()
    day = midnight(QUARTER[0].start)
    approved = {"first_reviewer": one, "final_reviewer": two, "first_approved_at": day, "final_approved_at": day}
    enter([(day, "工作动态", "部门0", True, CHINESE)], kind="imported", **approved)
    assert rows_of(writing.publishing(*QUARTER), "total")["首次发布信息（篇）"] == beside(0, 0)


def test_views_of_the_site_and_of_departments_and_by_shared_links(tree, history, periods, departments):
    now, before = periods
    pages = [NewsPageFactory(parent=tree.news, department=department) for department in departments[:2]]
    days = {(history.day(), history.choice(pages), history.choice(["", "qr", "link", "kit"])) for _number in range(300)}
    for span in periods:
        days |= {(span.start, pages[0], "kit"), (span.last, pages[1], "")}
    rows = [(day, page, source, history.randrange(1, 9)) for day, page, source in sorted(days, key=str)]
    # The home page has views, but no department.
    rows += [(span.last, tree.home, "", 5) for span in periods]
    PageVisits.objects.bulk_create(
        PageVisits(day=day, page_id=page.pk, source=source, times=times) for day, page, source, times in rows
    )

    part, media = writing.publishing(now, before), writing.media(now, before)

    views, views_before = ([row for row in rows if is_in(span, row[0])] for span in periods)
    by_department, by_department_before = Counter(), Counter()
    for counter, found in ((by_department, views), (by_department_before, views_before)):
        for _day, page, _source, times in found:
            if page in pages:
                counter[page.department.name] += times
    assert rows_of(part, "departments") == {
        name: (0, 0, by_department[name], by_department_before[name]) for name in by_department | by_department_before
    }
    whole = beside(*(sum(row[3] for row in found) for found in (views, views_before)))
    assert rows_of(part, "total")["全站页面浏览（次）"] == whole
    labels = {"qr": "页面二维码", "link": "复制的链接", "kit": "平台文案"}
    assert rows_of(media, "shared") == {
        label: beside(*(sum(row[3] for row in found if row[2] == source) for found in (views, views_before)))
        for source, label in labels.items()
    }


def test_topics_with_what_they_collect(tree, periods):
    now, before = periods
    tag = Tag.objects.create(name="安全生产")
    for _number in range(2):
        NewsPageFactory(parent=tree.news, tags=[tag])
    NewsPageFactory(parent=tree.news, tags=[tag], live=False)
    NewsPageFactory(parent=tree.news)
    titles = {"首日": midnight(now.start), "末日": midnight(now.stop) - LEAST}
    titles |= {"次日": midnight(now.stop), "上期": midnight(before.start)}
    for title, moment in titles.items():
        page = TopicPageFactory(parent=tree.topics, title=title, collected_tags=[tag])
        Page.objects.filter(pk=page.pk).update(first_published_at=moment)

    part = writing.topics(now, before)

    assert rows_of(part, "topics") == {"首日": (2,), "末日": (2,)}


def test_sections_beside_their_plans(tree, history, periods):
    now, before = periods
    UpdatePlan.objects.all().delete()
    news, info, notices = (
        UpdatePlan.objects.create(section=section.page_ptr, kind=kind, monthly=monthly)
        for section, kind, monthly in ((tree.news, "", 1), (tree.info, "", 0), (tree.info, "notice", 40))
    )
    pages = [NewsPageFactory(parent=tree.news) for _number in range(30)]
    pages += [InfoPageFactory(parent=tree.info, kind=history.choice(InfoPage.KINDS)[0]) for _number in range(30)]
    dates = {page.pk: history.moment() for page in pages}
    for page in pages:
        Page.objects.filter(pk=page.pk).update(first_published_at=dates[page.pk])
    # One fault was mended before the period, one ends in it.
    stale(news, found=before.start, closed=before.last)
    stale(info, found=before.start, closed=now.start)
    stale(notices, found=now.stop, closed=None)

    part = writing.topics(now, before)

    months = 12 if periods == YEAR else 3
    kinds = {page.pk: page.kind for page in pages}
    sections = {page.pk: page.get_parent().title for page in pages}

    def real(span, section, kind=""):
        return sum(is_in(span, at) for pk, at in dates.items() if sections[pk] == section and kind in ("", kinds[pk]))

    assert rows_of(part, "plans") == {
        "工作动态": (months, *(real(span, "工作动态") for span in periods), "未超期"),
        "其他资讯": (None, *(real(span, "其他资讯") for span in periods), "曾超期"),
        "其他资讯·通知公告": (40 * months, *(real(span, "其他资讯", "notice") for span in periods), "未超期"),
    }


def stale(plan, *, found, closed):
    Finding.objects.create(
        source="freshness",
        key=f"fresh:{plan.pk}",
        title=f"超期未更新：{plan}",
        state="closed" if closed else "found",
        found_at=midnight(found),
        closed_at=closed and midnight(closed),
    )


def test_the_bulletin_says_what_was_stale_on_the_last_day(tree):
    now, before = MONTH
    UpdatePlan.objects.all().delete()
    news = UpdatePlan.objects.create(section=tree.news.page_ptr, monthly=2)
    info = UpdatePlan.objects.create(section=tree.info.page_ptr)
    stale(news, found=before.start, closed=now.last)
    stale(info, found=now.start, closed=now.last)
    Finding.objects.filter(key=f"fresh:{info.pk}").update(closed_at=midnight(now.last) - LEAST)
    Finding.objects.create(source="freshness", key="fresh:key", title="多个栏目", found_at=midnight(now.start))

    part = watching.freshness(now, before)

    assert {name: row[-1] for name, row in rows_of(part, "plans").items()} == {"工作动态": "超期", "其他资讯": "未超期"}


def test_interpretations_policies_cases_and_published_answers(tree, history, periods, answers_page):
    now, before = periods
    makers = {"法规解读": InterpretationPageFactory, "维权案例": CasePageFactory, "工资福利": PolicyPageFactory}
    dated = {name: [history.moment() for _number in range(14)] for name in [*makers, "答复选登"]}
    for name, moments in dated.items():
        for moment in moments:
            parent = answers_page if name == "答复选登" else tree.rights
            page = makers.get(name, AnswerPageFactory)(parent=parent)
            Page.objects.filter(pk=page.pk).update(first_published_at=moment)
    # A piece in English repeats another.
    english = Page.objects.descendant_of(tree.en).get(slug="rights")
    InterpretationPageFactory(parent=english, first_published_at=midnight(now.start))

    part = writing.interpretation(now, before)

    assert rows_of(part, "kinds") == {
        name: beside(*(sum(is_in(span, moment) for moment in moments) for span in periods))
        for name, moments in dated.items()
    }


@pytest.fixture
def answers_page(tree):
    return Page.objects.child_of(tree.interact).get(slug="answers").specific


def test_posts_on_platforms(history, periods, department):
    now, before = periods
    platforms = [
        Platform.objects.create(name=name, kind="wechat", department=department) for name in ("公众号", "微博")
    ]
    facts = [(history.choice(platforms), history.moment()) for _number in range(120)]
    posts = [
        PlatformPost(platform=one, title="稿", due_at=at, state="posted", posted_at=at, url="https://example.com/")
        for one, at in facts
    ]
    posts.append(PlatformPost(platform=platforms[0], title="稿", due_at=midnight(now.start)))
    PlatformPost.objects.bulk_create(posts)

    part = writing.media(now, before)

    assert rows_of(part, "platforms") == {
        one.name: beside(*(sum(is_in(span, at) for platform, at in facts if platform == one) for span in periods))
        for one in platforms
    }
