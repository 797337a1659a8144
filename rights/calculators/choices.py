"""What the calculators are, and what their forms let people choose."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rights.calculators import citations as cite


class Calculator(TextChoices):
    """The key is the last part of the address."""

    OVERTIME = "overtime", _("加班工资")
    ANNUAL_LEAVE = "annual-leave", _("年休假天数")
    UNUSED_LEAVE = "unused-leave", _("未休年休假工资")
    COMPENSATION = "compensation", _("经济补偿和赔偿金")
    DOUBLE_WAGE = "double-wage", _("未签合同的二倍工资")
    MATERNITY = "maternity", _("产假天数")
    MEDICAL = "medical-period", _("医疗期")
    LIMITATION = "limitation", _("仲裁时效")


class Ending(TextChoices):
    AGREED = "agreed", _("单位提出，协商一致解除")
    FORCED = "forced", _("单位有拖欠工资、不缴社保等过错，劳动者提出解除")
    NOTICE = "notice", _("医疗期满、不能胜任、情况变化，单位提前三十日通知解除")
    NO_NOTICE = "no-notice", _("同上，单位没有提前三十日通知")
    LAYOFF = "layoff", _("经济性裁员")
    EXPIRED = "expired", _("固定期限合同期满，单位不续订或者降低条件续订")
    CLOSED = "closed", _("单位破产、被吊销执照、关闭、撤销或者提前解散")
    UNLAWFUL = "unlawful", _("单位违法解除或者终止")
    RESIGNED = "resigned", _("劳动者因个人原因辞职，或者自己提出协商解除")
    REFUSED = "refused", _("合同期满，单位维持或者提高条件续订，劳动者不同意")
    FAULT = "fault", _("劳动者严重违纪等过错，单位依法解除")


class Birth(TextChoices):
    BIRTH = "birth", _("生育")
    EARLY_LOSS = "early-loss", _("怀孕未满4个月流产")
    LATE_LOSS = "late-loss", _("怀孕满4个月流产")


class Claim(TextChoices):
    OTHER = "other", _("除拖欠劳动报酬以外的争议")
    WAGES_AT_WORK = "wages-at-work", _("拖欠劳动报酬，劳动关系还在")
    WAGES_AFTER = "wages-after", _("拖欠劳动报酬，劳动关系已经终止")


@dataclass(frozen=True)
class About:
    """What a calculator tells, and all the articles that it applies."""

    summary: Promise
    citations: tuple[cite.Citation, ...]


ABOUT = {
    Calculator.OVERTIME: About(
        _("延时、休息日、法定休假日加班，各该多少加班费。"),
        (cite.PAY_44, cite.WAGES_13, cite.OVERTIME_MOST, cite.PAID_DAYS_2008, cite.PAID_DAYS_2025),
    ),
    Calculator.ANNUAL_LEAVE: About(
        _("今年有几天年休假，新入职怎样折算，什么情形不享受。"),
        (cite.LEAVE_2, cite.LEAVE_3, cite.LEAVE_4, cite.LEAVE_RULES_3, cite.LEAVE_RULES_5, cite.LEAVE_RULES_7),
    ),
    Calculator.UNUSED_LEAVE: About(
        _("年休假没有休完，在职或者离职时该补多少工资。"),
        (
            cite.LEAVE_5,
            cite.LEAVE_RULES_5,
            cite.LEAVE_RULES_10,
            cite.LEAVE_RULES_11,
            cite.LEAVE_RULES_12,
            cite.PAID_DAYS_2008,
            cite.PAID_DAYS_2025,
        ),
    ),
    Calculator.COMPENSATION: About(
        _("合同解除或者终止时的经济补偿、代通知金和违法解除的赔偿金。"),
        (
            cite.CONTRACT_36,
            cite.CONTRACT_37,
            cite.CONTRACT_38,
            cite.CONTRACT_39,
            cite.CONTRACT_40,
            cite.CONTRACT_41,
            cite.CONTRACT_44,
            cite.CONTRACT_46,
            cite.CONTRACT_47,
            cite.CONTRACT_48,
            cite.CONTRACT_87,
            cite.CONTRACT_97,
            cite.CONTRACT_RULES_20,
            cite.CONTRACT_RULES_25,
            cite.CONTRACT_RULES_27,
        ),
    ),
    Calculator.DOUBLE_WAGE: About(
        _("用工满一个月还没有签书面劳动合同，可以要多少二倍工资的差额。"),
        (cite.CONTRACT_10, cite.CONTRACT_82, cite.CONTRACT_RULES_6, cite.CONTRACT_RULES_7),
    ),
    Calculator.MATERNITY: About(
        _("顺产、难产、多胞胎或者流产，产假有几天，休到哪一天。"),
        (cite.WOMEN_7, cite.FAMILY_25),
    ),
    Calculator.MEDICAL: About(
        _("患病或者非因工负伤，单位不得解除合同的医疗期有几个月。"),
        (cite.SICK_3, cite.SICK_4),
    ),
    Calculator.LIMITATION: About(
        _("劳动争议最晚哪一天申请仲裁，中断、中止怎样算。"),
        (cite.CLAIMS_27, cite.CIVIL_202, cite.CIVIL_203),
    ),
}
