"""The demo's discussion: what employees have said and asked so far, what the host answered, what waits."""

import random
from datetime import datetime, timedelta

from wagtail.models import Page

from demo.story import STORY
from demo.writing import Demo, publish
from interact.activities.discussions import services
from interact.activities.discussions.choices import PostKind, Reason, Verdict
from interact.activities.models import DiscussionPage, Post
from interact.activities.plans.models.pages import ActivityIndexPage
from starter.blocks import rich_text
from unionsite.accounts.changes import services as changes
from unionsite.core.models import PiecePage

SPOKEN_FOR = timedelta(days=2)
# (user name, nickname, text); invented, as everything of the demo.
STATEMENTS = (
    ("author", "总装老钱", "二车间的饮水机离工位太远，夏天来回一趟要十分钟。建议每条线放一台，滤芯到期贴个日期。"),
    ("employee", "小燕子", "食堂周三的面条很受欢迎，去晚了就没有。能不能周三多备一些，或者分两批煮？"),
    ("power", "听风的人", "夜班十二点以后只有凉的。哪怕有一口热汤，大家都会觉得暖和。"),
    ("office", "职工2086", "希望把各窗口的菜价和分量写在门口，排队前就能看清，少走冤枉路。"),
    ("editor", "爱喝茶", "建议设一个少油少盐的窗口，中老年职工和正在调养的同事都用得上。"),
    ("security", "三号机台", "排队最长的是十一点四十到十二点。各车间错开十分钟下班，大家都能省时间。"),
    ("auditor", "数字先生", "每月公布一次食材采购的去向和价格，大家心里有数，意见自然就少了。"),
    ("duty", "老沈", "周末值班的人也要吃饭。食堂不开的时候，能不能备些可以加热的盒饭？"),
    ("reports", "若禾", "打饭的师傅辛苦，态度也好，应该表扬。也请大家用完餐把餐盘送回去。"),
    ("author", "总装老钱", "补充一条：饮水机旁边最好放个防滑垫，冬天地上有水容易摔倒。"),
    ("admin", "键盘侠客", "食堂能不能用小程序提前点餐？到点取餐，既不排队也不浪费。"),
    ("employee", "小燕子", "孕期女职工想要一个可以热饭、可以坐着休息的地方，不用大，安静就好。"),
)
QUESTIONS = (
    (
        "power",
        "听风的人",
        "夜宵供应有没有可能延长到凌晨两点？需要多少人报名才能开？",
        "已经和后勤部商量过：从下个月起，周一到周五夜宵延长到凌晨两点，不用报名。先试行三个月，看用餐人数再定。",
    ),
    (
        "office",
        "职工2086",
        "去年提的“菜价上墙”后来怎么没有动静了？",
        "这件事是我们落实得慢了。公示牌已经做好，本周五前挂到三个食堂门口，以后每月一号更新，欢迎监督。",
    ),
)
WAITING = ("second", "晚班小高", "建议在停车棚旁边装几个充电插座，电动车下班就能充好电。")
REFUSED = ("duty", "老沈", "全体职工注意了，本人低价出售饭卡，要的快来联系。")


def add_discussion(demo: Demo, publicity: PiecePage, now: datetime) -> DiscussionPage:
    """Lay a discussion that has run for two days and goes on for a week, announced by `publicity`, and return it."""
    section = Page.objects.descendant_of(demo.home).type(ActivityIndexPage).get().specific
    opens_at = (now - SPOKEN_FOR).replace(hour=9, minute=30, second=0, microsecond=0)
    opens_at -= timedelta(days=opens_at > now - SPOKEN_FOR)
    page = DiscussionPage(
        title="食堂怎样办得更好，请您说一说",
        slug="canteen-talk",
        summary="菜品、价格、夜宵、排队：对食堂有什么想法，欢迎用昵称说出来，也可以向主持人提问。",
        intro=rich_text("食堂是大家每天都要去的地方。这次讨论的意见由工会整理，送后勤部逐条答复，结果在本页公布。"),
        rules_text=rich_text("一事一议，实事求是。不写他人姓名和电话，不发广告。发言审核后公开，只显示昵称。"),
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=9, hours=8),
        in_charge=demo.people["editor"],
        publicity=publicity,
        host=demo.people["final"],
        host_name=demo.people["final"].name,
        host_post=STORY["chair"]["duty"],
        locale=demo.home.locale,
        owner=demo.people["editor"],
        live=False,
    )
    section.add_child(instance=page)
    publish(demo, page, opens_at - timedelta(minutes=50))
    page = DiscussionPage.objects.get(pk=page.pk)
    _fill(demo, page, now)
    return page


def _fill(demo: Demo, page: DiscussionPage, now: datetime) -> None:
    chance = random.Random(page.slug)  # noqa: S311  (the same demo everywhere, no secret)
    span = now - page.opens_at - timedelta(hours=2)
    moments = sorted(page.opens_at + span * chance.random() for _statement in STATEMENTS)
    for when, (name, nickname, text) in zip(moments, STATEMENTS, strict=True):
        _publish(demo, _send(demo, page, name, nickname, text, when), when + timedelta(hours=1))
    for number, (name, nickname, text, answer) in enumerate(QUESTIONS, start=1):
        when = page.opens_at + timedelta(hours=7 * number, minutes=13)
        post = _publish(demo, _send(demo, page, name, nickname, text, when, PostKind.QUESTION), when)
        change = services.propose_answer(
            post=post, actor=demo.people["final"], text=answer, now=when + timedelta(hours=5)
        )
        changes.approve(change_id=change.pk, actor=demo.people["first"], now=change.proposed_at)
    _send(demo, page, *WAITING, now - timedelta(minutes=40))
    refused = _send(demo, page, *REFUSED, now - timedelta(hours=20))
    services.decide(
        post=refused,
        actor=demo.people["first"],
        verdict=Verdict.REFUSE,
        reason=Reason.ADVERT,
        words="本话题只讨论食堂，请不要发布买卖信息。",
        now=now - timedelta(hours=18),
    )


def _send(demo: Demo, page, name: str, nickname: str, text: str, when: datetime, kind=PostKind.STATEMENT) -> Post:
    return services.send_post(
        discussion=page,
        person=demo.people[name],
        nickname=nickname,
        kind=kind,
        text=text,
        receipt=f"demo:{text}",
        now=when,
    )


def _publish(demo: Demo, post: Post, when: datetime) -> Post:
    return services.decide(post=post, actor=demo.people["first"], verdict=Verdict.PUBLISH, now=when)
