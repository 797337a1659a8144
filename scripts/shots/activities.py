"""Activities: what an employee sees of each kind on the phone, and the organisers' desk from the plan to the door."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import Browser, Locator
from playwright.sync_api import Page as Tab

from scripts.desk import DESKTOP, Account, Desk, give_password, press, visit
from scripts.shots.camera import PHONE, TALL, keep

# An employee who comes and goes for the pictures, and everything that they take part in with them.
NEWCOMER = {"username": "tangwenbo", "name": "汤文博", "employee_number": "D9011"}
DEPARTMENT = "quality"
# Activities of the demo, by their addresses.
VOTE, COUNTED, QUIZ = "best-colleague-2026", "work-clothes-2027", "law-quiz"
TALK, OUTING = "canteen-talk", "family-outing"
# Who is checked in at the door, by user name.
GUEST = "editor"
LIST = DESKTOP | {"height": 620}
CHOICES = (1, 4)
ANSWERED, TYPED = 6, "30日"
FAMILY = (("汤小宁", "子女"),)
# A plan that comes too early for its publicity: it is refused, and its draft thrown away.
PLAN = {
    "title": "班车路线和时刻怎样调更方便",
    "summary": "新厂区启用后，班车路线和时刻要重排。早班几点发车合适、哪里应当加站，请您说一说，意见送综合管理部研究。",
}

# Nothing leads from a person to their ballot: what was not there before is the one cast for the picture.
_ballots_before: set[int] = set()


@dataclass(frozen=True)
class Places:
    """Addresses and numbers that the pictures need."""

    section: str
    section_pk: int
    urls: dict[str, str]
    pks: dict[str, int]
    early: datetime
    unpublished: int
    code: str


def prepare() -> tuple[Places, Account]:
    """The employee; and the outing is this afternoon, so to speak: from a day before people can be checked in."""
    from django.conf import settings
    from django.utils import timezone

    from interact.activities.models import ActivityIndexPage, ActivityPage, Signup, SignupPage
    from unionsite.accounts.models import Department, User
    from unionsite.core.models import PiecePage

    _ballots_before.update(_ballots().values_list("pk", flat=True))
    now = timezone.localtime()
    person = User(**NEWCOMER, department=Department.objects.get(code=DEPARTMENT), activated_at=now)
    password = secrets.token_urlsafe(16)
    person.set_password(password)
    person.save()
    SignupPage.objects.filter(slug=OUTING).update(held_at=now + timedelta(hours=3))
    section = ActivityIndexPage.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE).get()
    pages = {page.slug: page for page in ActivityPage.objects.child_of(section)}
    places = Places(
        section=section.url,
        section_pk=section.pk,
        urls={slug: page.url for slug, page in pages.items()},
        pks={slug: page.pk for slug, page in pages.items()},
        early=(now + timedelta(days=1)).replace(hour=8, minute=0),
        unpublished=PiecePage.objects.filter(live=False, locale=section.locale).earliest("pk").pk,
        code=Signup.objects.filter(activity=pages[OUTING].translation_key, person__username=GUEST).get().code,
    )
    return places, Account(NEWCOMER["username"], password)


def throw_away() -> None:
    from interact.activities.models import DiscussionPage, SignupPage
    from unionsite.accounts.models import User

    if _ballots_before:
        _ballots().exclude(pk__in=_ballots_before).delete()
        _ballots_before.clear()
    User.objects.filter(**NEWCOMER).delete()
    # The copies in other languages first: they would go with it.
    for page in DiscussionPage.objects.filter(title=PLAN["title"], live=False).order_by("-pk"):
        page.delete()
    for page in SignupPage.objects.filter(slug=OUTING, live=True):
        SignupPage.objects.filter(pk=page.pk).update(held_at=page.latest_revision.as_object().held_at)


def _ballots():
    from interact.activities.models import Ballot, VotePage

    return Ballot.objects.filter(activity__in=VotePage.objects.filter(slug=VOTE).values("translation_key"))


def take(chromium: Browser, base: str, people: dict[str, Account], places: Places, newcomer: Account) -> None:
    phone = chromium.new_page(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    visit(phone, base + places.section)
    keep(phone, "activities-phone")
    visit(phone, base + places.urls[COUNTED])
    _to_top(phone.locator(".results").first)
    keep(phone, "vote-result-phone")
    visit(phone, base + places.urls[TALK])
    _to_top(phone.locator("#questions"))
    keep(phone, "discussion-phone")
    visit(phone, f"{base}/account/login/")
    give_password(phone, newcomer)
    _take_vote(phone, base + places.urls[VOTE])
    _take_quiz(phone, base + places.urls[QUIZ])
    _take_signup(phone, base + places.urls[OUTING])
    _take_plan(chromium, base, people, places)
    _take_desk(chromium, base, people, places)


def _to_top(box: Locator) -> None:
    box.evaluate("box => box.scrollIntoView({block: 'start', behavior: 'instant'})")


def _take_vote(phone: Tab, address: str) -> None:
    visit(phone, address)
    for number in CHOICES:
        phone.check(f"#choice-{number}")
    _to_top(phone.locator("#ballot"))
    keep(phone, "vote-phone")
    phone.wait_for_timeout(3500)  # Nobody chooses in less than three seconds.
    press(phone.get_by_role("button", name="投票", exact=True))
    keep(phone, "vote-receipt-phone")


def _take_quiz(phone: Tab, address: str) -> None:
    visit(phone, f"{address}ranking/")
    keep(phone, "quiz-ranking-phone")
    visit(phone, address)
    phone.get_by_role("button", name="开始答题").click()
    for number in range(1, ANSWERED + 1):
        _answer(phone, number)
        phone.get_by_role("button", name="下一题").click()
    _answer(phone, ANSWERED + 1)
    phone.evaluate("scrollTo(0, 0)")
    keep(phone, "quiz-phone")


def _answer(phone: Tab, number: int) -> None:
    # The script of the page may hold the button back until the answer before is stored.
    phone.wait_for_url(f"**/{number}/")
    phone.wait_for_selector(".quiz-question")
    if (options := phone.locator("[name=given]")).count():
        options.first.check()
    else:
        phone.fill("[name=text]", TYPED)


def _take_signup(phone: Tab, address: str) -> None:
    visit(phone, address)
    for number, (name, relation) in enumerate(FAMILY, start=1):
        fields = phone.locator(".signup__companion").nth(number - 1).locator("input, select")
        fields.nth(0).fill(name)
        fields.nth(1).fill(relation)
    phone.locator("#signup").evaluate("form => form.previousElementSibling.scrollIntoView({behavior: 'instant'})")
    keep(phone, "signup-phone")
    phone.wait_for_timeout(3500)
    press(phone.get_by_role("button", name="报名", exact=True))
    _to_top(phone.locator(".signup"))
    keep(phone, "signup-code-phone")


def _take_plan(chromium: Browser, base: str, people: dict[str, Account], places: Places) -> None:
    editor = Desk(chromium, base, people["editor"])
    editor.sign_in()
    page = editor.page
    page.set_viewport_size(TALL | {"height": 1220})
    editor.visit(f"pages/{places.pks[VOTE]}/edit/")
    keep(page, "activity-plan")
    page.set_viewport_size(LIST)
    editor.visit("activities/")
    keep(page, "activities")
    page.set_viewport_size(DESKTOP)
    editor.visit(f"quizzes/{places.pks[QUIZ]}/figures/")
    keep(page, "quiz-figures")
    editor.visit(f"pages/{places.pks[COUNTED]}/edit/")
    _to_top(page.locator("[id*=conclusion]").first)
    keep(page, "activity-summary")
    page.set_viewport_size(TALL | {"height": 1000})
    editor.visit(f"pages/add/activities/discussionpage/{places.section_pk}/")
    for name, text in PLAN.items():
        page.fill(f"[name={name}]", text)
    page.fill("[name=opens_at]", f"{places.early:%Y-%m-%d %H:%M}")
    page.fill("[name=closes_at]", f"{places.early + timedelta(days=9):%Y-%m-%d %H:%M}")
    page.locator("[name=publicity]").evaluate("(field, number) => field.value = number", str(places.unpublished))
    page.uncheck("[name=takes_questions]")
    page.wait_for_timeout(3000)  # The draft stores itself.
    press(page.get_by_role("button", name="提交给两级审核"))
    page.wait_for_timeout(3000)
    page.mouse.move(640, 700)
    page.mouse.wheel(0, 230)
    keep(page, "activity-publicity")


def _take_desk(chromium: Browser, base: str, people: dict[str, Account], places: Places) -> None:
    reviewer = Desk(chromium, base, people["first"])
    reviewer.sign_in()
    reviewer.page.set_viewport_size(LIST)
    reviewer.visit("posts/")
    keep(reviewer.page, "posts")
    organiser = Desk(chromium, base, people["office"])
    organiser.sign_in()
    organiser.page.set_viewport_size(LIST)
    organiser.visit(f"signups/{places.pks[OUTING]}/")
    keep(organiser.page, "signups")
    organiser.page.set_viewport_size(PHONE)
    organiser.visit(f"signups/check-in/{places.code}/")
    keep(organiser.page, "check-in-phone")
