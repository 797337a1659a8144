"""How an item of an inspection was judged, which items measure themselves, and the national list as a preset."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from unionsite.oversight.findings.choices import Gravity, Source

INSPECT = "oversight.add_inspection"
VIEW = "oversight.view_inspection"


class Verdict(TextChoices):
    OPEN = "", _("未检查")
    FINE = "fine", _("合格")
    FAULT = "fault", _("有问题")
    NOT_APPLICABLE = "none", _("不适用")


class Measure(TextChoices):
    """Which open findings of programs answer an item by themselves; the value is a `Source`."""

    NONE = "", _("人工检查")
    HEALTH = Source.HEALTH.value, _("看网站巡检的结果")
    FRESHNESS = Source.FRESHNESS.value, _("看更新检查的结果")
    PLATFORM = Source.PLATFORM.value, _("看平台检查的结果")


# Of the indicators of 国办秘函〔2019〕19号, as far as they fit the site of a company's union: what is asked, by what
# standard, how grave a fault is, and which program answers it.
PRESET_TITLE = "网站检查指标"
PRESET = (
    ("首页能正常打开", "15秒内打开", Gravity.VETO, Measure.HEALTH),
    ("首页两周内有更新", "超过14天没有更新即为不合格", Gravity.VETO, Measure.FRESHNESS),
    ("没有严重的文字差错", "领导姓名、职务，党和国家机构、政策名称，重要数字", Gravity.VETO, Measure.NONE),
    ("没有泄密，没有泄露个人信息", "身份证号、手机号、住址、涉密内容", Gravity.VETO, Measure.NONE),
    ("没有反动、暴力、色情、赌博等有害内容和链接", "包括附件和外部链接", Gravity.VETO, Measure.NONE),
    ("没有虚假的发布日期", "发布日期与放行记录一致", Gravity.VETO, Measure.NONE),
    ("职工留言三个月内都有答复", "近一年的有效留言", Gravity.VETO, Measure.NONE),
    ("栏目按更新计划更新", "动态类两周，通知、政策类六个月", Gravity.SERIOUS, Measure.FRESHNESS),
    ("没有空白栏目", "每个栏目都有内容，没有“建设中”", Gravity.SERIOUS, Measure.FRESHNESS),
    ("链接都能打开", "站内链接、外部链接、附件下载", Gravity.USUAL, Measure.HEALTH),
    ("图片、附件能正常显示", "没有破损的图片", Gravity.USUAL, Measure.HEALTH),
    ("意见建议等渠道能正常提交", "试填一次，能得到回执", Gravity.SERIOUS, Measure.NONE),
    ("留言公开了收到和答复的时间", "两个时间都有", Gravity.USUAL, Measure.NONE),
    ("站内搜索能找到已发布的内容", "试搜三个词", Gravity.USUAL, Measure.NONE),
    ("首页有“网站纠错”入口", "每页都有，能带上页面网址", Gravity.USUAL, Measure.NONE),
    ("页脚有主办单位、备案号、举报方式、隐私政策", "点击备案号能到备案系统", Gravity.SERIOUS, Measure.NONE),
    ("稿件写明来源和发布时间", "时间精确到分", Gravity.USUAL, Measure.NONE),
    ("手机上排版正常，能用键盘操作", "没有左右滑动，焦点看得见", Gravity.USUAL, Measure.NONE),
)
