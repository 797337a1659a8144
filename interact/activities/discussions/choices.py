"""Kinds and states of posts, reasons, limits and the right to moderate; imports nothing of ours."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

MODERATE = "activities.moderate_posts"


class PostKind(TextChoices):
    STATEMENT = "statement", _("发言")
    QUESTION = "question", _("向主持人提问")


class PostState(TextChoices):
    WAITING = "waiting", _("待审核")
    PUBLIC = "public", _("已公开")
    REFUSED = "refused", _("未通过")
    TAKEN_DOWN = "taken_down", _("已撤下")


class Verdict(TextChoices):
    """What a moderator decides; the label is the button."""

    PUBLISH = "publish", _("公开")
    REFUSE = "refuse", _("不公开")
    KEEP = "keep", _("没有问题，继续公开")
    TAKE_DOWN = "take_down", _("撤下")


class Reason(TextChoices):
    """Why a post is not public; its author reads it."""

    OFF_TOPIC = "off_topic", _("与话题无关")
    REPEATED = "repeated", _("内容重复")
    ABUSE = "abuse", _("有侮辱、攻击他人的话")
    PRIVACY = "privacy", _("涉及他人隐私")
    UNTRUE = "untrue", _("事实不清，请通过诉求渠道反映")
    SECRET = "secret", _("涉及不宜公开的信息")
    ADVERT = "advert", _("广告、推销")
    NICKNAME = "nickname", _("昵称不妥，请换一个再发")
    OTHER = "other", _("其他（请写明）")


class ReportReason(TextChoices):
    ABUSE = "abuse", _("侮辱、攻击他人")
    PRIVACY = "privacy", _("泄露隐私")
    UNTRUE = "untrue", _("不实信息")
    ADVERT = "advert", _("广告、推销")
    OTHER = "other", _("其他不妥内容")


class Order(TextChoices):
    """`sort=` in the address."""

    FAIR = "fair", _("轮流")
    NEWEST = "new", _("最新")


class NicknameFault(TextChoices):
    """Why a nickname cannot be used."""

    LENGTH = "length", _("昵称为2至12个字。")
    SIGNS = "signs", _("昵称只能用汉字、字母和数字。")
    OFFICIAL = "official", _("昵称不能含有“工会”“公司”“官方”“管理员”“主持人”等字样，以免误认为单位发言。")
    OWN = "own", _("昵称里有您的姓名或工号，请换一个，以保护您的隐私。")


# A number follows; not translated, as readers of both languages see it.
PROPOSED = "职工"
NICKNAME_LENGTH = 12
LEAST_NICKNAME = 2
LONGEST = 500
MOST_LENGTH = 2_000
WORDS_LENGTH = 200
# The most posts of a person that may wait or be decided in one day, in all discussions together.
POSTS_A_DAY = 10
# A post reported by so many people is hidden until a moderator has decided.
REPORTS_TO_HIDE = 3
POSTS_ON_A_PAGE = 20
