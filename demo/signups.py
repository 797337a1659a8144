"""The demo's sign-ups: a reception day of the chair with people waiting, and a family outing with companions."""

from datetime import datetime, time, timedelta

from demo.people import reception_days
from demo.story import RECEPTION, told
from demo.writing import Demo, publish
from interact.activities.models import ActivityIndexPage, SignupPage, SignupQuestion
from interact.activities.signups import services
from starter.blocks import rich_text
from unionsite.accounts.models import User
from unionsite.core.models import PiecePage

# With this account visitors try it out, so it has signed up for nothing.
NOT_SIGNED_UP = "employee"
BEFORE = timedelta(days=2)
# Whom the first six bring along.
FAMILIES = (
    [("王乐乐", "子女")],
    [],
    [("周安", "配偶"), ("周小满", "子女")],
    [],
    [("马晓", "子女")],
    [("苏兰", "父母")],
)


def add_signups(demo: Demo, publicity: PiecePage, now: datetime) -> list[SignupPage]:
    """Lay both, open since the day before yesterday, with those who have signed up; `publicity` must be public for
    long enough (S-5.4)."""
    return [_add_reception(demo, publicity, now), _add_outing(demo, publicity, now)]


def _add_reception(demo: Demo, publicity: PiecePage, now: datetime) -> SignupPage:
    # The first that people can still sign up for.
    day = next(day for day in reception_days(now.date()) if day > now.date() + BEFORE)
    begin = datetime.combine(day, time(RECEPTION["starts"]), now.tzinfo)
    page = _lay(
        demo,
        publicity,
        title="工会主席接待日报名",
        slug="reception-day",
        summary=told("{{chair}}当面听意见、答问题，每人约{{reception.minutes}}分钟。"),
        intro=rich_text(
            told(
                "工会{{chair}}每月{{reception.day}}日接待职工，遇休息日顺延。一次{{reception.places}}个名额，报满后可以候补。"
            )
        ),
        rules_text=rich_text("请按约定的时间到场，带好工牌。来不了请提前取消，把时间让给别的职工。"),
        opens_at=now.replace(hour=8, minute=40, second=0, microsecond=0) - timedelta(days=3),
        closes_at=begin - timedelta(days=1, hours=-3),
        held_at=begin,
        held_until=begin.replace(hour=RECEPTION["ends"]),
        cancel_until=begin - timedelta(hours=4),
        place=RECEPTION["place"] + " 工会办公室",
        places=RECEPTION["places"],
    )
    page.signup_questions = [
        SignupQuestion(
            label="想谈哪方面的事",
            field_type="dropdown",
            choices="工资福利\n劳动安全\n食堂和班车\n其他",
            clean_name="matter",
            locale=page.locale,
        )
    ]
    matters = ("食堂和班车", "工资福利", "劳动安全", "其他")
    answers = [{"matter": matters[number % len(matters)]} for number in range(9)]
    return _publish(demo, page, now, companions=[[]] * 9, answers=answers)


def _add_outing(demo: Demo, publicity: PiecePage, now: datetime) -> SignupPage:
    day = (now + timedelta(days=19 - now.weekday())).replace(hour=8, minute=30, second=0, microsecond=0)  # a Saturday
    page = _lay(
        demo,
        publicity,
        title="职工亲子植物园一日游报名",
        slug="family-outing",
        summary="带上家人，一起去植物园走一走。",
        intro=rich_text("公司统一安排车辆和午餐，可带家属两名。"),
        rules_text=rich_text("请提前15分钟到上车地点。未满12周岁的孩子须由家长全程照看。"),
        opens_at=now.replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2),
        closes_at=day - timedelta(days=5, hours=-9),
        held_at=day,
        held_until=day + timedelta(hours=9),
        cancel_until=day - timedelta(days=3),
        place="公司北门停车场上车",
        places=40,
        companions_most=2,
        asks_relation=True,
    )
    families = [[{"name": name, "relation": relation} for name, relation in family] for family in FAMILIES]
    return _publish(demo, page, now, companions=families, answers=[{}] * len(families))


def _lay(demo: Demo, publicity: PiecePage, **fields) -> SignupPage:
    return SignupPage(
        **fields,
        publicity=publicity,
        in_charge=demo.people["office"],
        locale=demo.home.locale,
        live=False,
    )


def _publish(demo: Demo, page: SignupPage, now: datetime, *, companions: list, answers: list) -> SignupPage:
    section = ActivityIndexPage.objects.descendant_of(demo.home).get()
    section.add_child(instance=page)
    publish(demo, page, page.opens_at - timedelta(hours=19))
    page = SignupPage.objects.get(pk=page.pk)
    for number, person in enumerate(_people(demo)[: len(companions)]):
        when = page.opens_at + (now - page.opens_at) * (number + 1) / (len(companions) + 1)
        services.sign_up(activity=page, person=person, companions=companions[number], answers=answers[number], now=when)
    return page


def _people(demo: Demo) -> list[User]:
    return [person for name, person in demo.people.items() if person.employee_number and name != NOT_SIGNED_UP]
