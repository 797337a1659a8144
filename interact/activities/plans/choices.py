"""Kinds, audiences and states of activities; imports nothing of ours."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices


class ActivityKind(TextChoices):
    VOTE = "vote", _("线上投票")
    QUIZ = "quiz", _("知识竞赛")
    DISCUSSION = "discussion", _("话题讨论")
    SIGNUP = "signup", _("活动报名")


class Audience(TextChoices):
    """Who may take part. Employees are those on the roll who have not left."""

    ALL = "all", _("全体职工")
    DEPARTMENTS = "departments", _("指定部门的职工")
    LIST = "list", _("名单上的职工")
    PUBLIC = "public", _("任何人，凭验证码")


class State(TextChoices):
    """The state of a published activity by the clock."""

    UPCOMING = "upcoming", _("即将开始")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class CancelCause(TextChoices):
    """Why an activity is cancelled: words for everybody, which no single person can write at will."""

    FEW = "few", _("报名或参加的人数不足，不再举行。")
    TIME = "time", _("时间或场地有变，举行的时间另行通知。")
    FORCE = "force", _("因天气等不可抗力，无法如期举行。")
    PEOPLE = "people", _("候选人或主办人员有变动，将重新组织。")
    PLAN = "plan", _("方案需要调整，将重新公示后举行。")
    RULES = "rules", _("发现不符合活动规则的情况，活动终止。")
    OTHER = "other", _("因故不能举行。如有疑问，请与工会办公室联系。")


class Barrier(TextChoices):
    """Why somebody may not take part now."""

    NOT_OPEN = "not_open", _("活动还没有开始。")
    CLOSED = "closed", _("活动已经截止。")
    CANCELLED = "cancelled", _("活动已经取消。")
    SIGN_IN = "sign_in", _("请先登录。")
    NOT_ON_ROLL = "not_on_roll", _("这项活动只有职工名册上的在职职工可以参加。您的账号不在名册上，请联系工会办公室。")
    NOT_INVITED = "not_invited", _("这项活动面向指定的部门或名单，您不在其中。有疑问请联系工会办公室。")


# Below this many people no figures of a group are shown: they would tell what single people did.
LEAST_GROUP = 5
# Satisfaction, from the worst to the best.
STARS = {1: _("很不满意"), 2: _("不太满意"), 3: _("一般"), 4: _("满意"), 5: _("很满意")}
