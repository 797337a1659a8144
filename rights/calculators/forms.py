"""What each calculator asks; the names of the fields are those that its rule takes."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rights.calculators.choices import Birth, Calculator, Claim, Ending
from rights.calculators.law import (
    ANNUAL_LEAVE,
    COMPENSATION,
    DOUBLE_WAGE,
    LIMITATION,
    MATERNITY,
    MEDICAL,
    PAID_DAYS,
    Rule,
)
from rights.calculators.rules import claims, contract, leave, pay
from rights.calculators.rules.results import Result, in_force, plain
from unionsite.core.form_fields import problems_of
from unionsite.core.typed_fields import LONGEST, AmountField, DayField, DaysField, NumberField
from unionsite.core.workday_table import current_calendar

MOST_HOURS, MOST_DAYS, MOST_MONTHS, MOST_CLAIMS = 744, 366, 12, 6
WAGE_HELP = _("税前应得的数，比如6000、6,000.50或者1.2万。")
OPTIONAL_DAY = _("没有就不填。")


class CalculatorForm(forms.Form):
    """Nothing of it is stored. `orders`: days of which the first must not come after the second, and what to say beside
    the second; `valid`: the day whose rules are applied, and the tables that must have one."""

    orders: tuple[tuple[str, str, Promise], ...] = ()
    valid: tuple[str, tuple[tuple[Rule, ...], ...]] = ("", ())
    past: tuple[str, ...] = ()

    def __init__(self, *args, on: date, **kwargs):
        self.on = on
        super().__init__(*args, **kwargs)

    def clean(self):
        values = super().clean()
        for name in self.past:
            if late := [day for day in _days(values.get(name)) if day > self.on]:
                self.add_error(name, gettext("%(day)s还没有到，请核对。") % {"day": late[0].isoformat()})
        for first, second, message in self.orders:
            if values.get(first) and any(day < values[first] for day in _days(values.get(second))):
                self.add_error(second, message)
        self._refuse_before_the_law(values)
        return values

    def _refuse_before_the_law(self, values) -> None:
        name, tables = self.valid
        day = values.get(name)
        if late := [rules[0] for rules in tables if day and in_force(rules, day) is None]:
            words = gettext("这里只能算%(day)s以后的，更早的请咨询工会。")
            self.add_error(name, words % {"day": late[0].valid_from.isoformat()})

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Return (anchor, label, message) of each error."""
        return problems_of(self, self)

    def filled(self) -> list[tuple[str, str]]:
        """Return (label, text) of what a valid form was given."""
        values = [(field.label, self.cleaned_data[field.name]) for field in self]
        return [(str(label), _in_words(value)) for label, value in values if value]

    def result(self) -> Result:
        raise NotImplementedError

    @classmethod
    def prefilled(cls, parameters) -> dict[str, str]:
        """Return what an address may fill in; the reader still sees and sends it himself."""
        return {
            name: parameters[name][:LONGEST]
            for name, field in cls.base_fields.items()
            if name in parameters and not isinstance(field, forms.BooleanField)
        }


def _days(value: date | list[date] | None) -> list[date]:
    return value if isinstance(value, list) else [value] if value else []


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, Decimal):
        return plain(value)
    return gettext("是") if value is True else str(getattr(value, "label", value))


def _hours(label: Promise) -> NumberField:
    return NumberField(label=label, most=MOST_HOURS, decimals=2, units="个小时 小时 h", empty=Decimal(0))


class OvertimeForm(CalculatorForm):
    wage = AmountField(label=_("月工资（元）"), help_text=_("约定的正常工作时间工资，不含加班费。如6000、1.2万。"))
    weekday_hours = _hours(_("工作日加班多少小时"))
    rest_day_hours = _hours(_("休息日加班多少小时（已经补休的不算）"))
    holiday_hours = _hours(_("法定休假日加班多少小时"))

    def clean(self):
        values = super().clean()
        names = ("weekday_hours", "rest_day_hours", "holiday_hours")
        if not self.errors and not any(values[name] for name in names):
            self.add_error(names[0], _("请至少填一种加班的小时数。"))
        if not self.errors and sum(values[name] for name in names) > MOST_HOURS:
            self.add_error(names[0], _("三种加班合起来超过了一个月的小时数，请核对。"))
        return values

    def result(self) -> Result:
        return pay.overtime(**self.cleaned_data, on=self.on)


class AnnualLeaveForm(CalculatorForm):
    work_began = DayField(label=_("参加工作的日期"), help_text=_("第一份工作的第一天；中间断过的往后推同样长。"))
    joined_on = DayField(label=_("到本单位的日期"))
    day = DayField(label=_("算到哪一天"), required=False, help_text=_("不填就是今天；算的是这一天所在的年度。"))
    sick_months = NumberField(
        label=_("当年病假累计几个月"), most=MOST_MONTHS, decimals=1, units="个月 月", empty=Decimal(0)
    )
    personal_days = NumberField(label=_("当年不扣工资的事假几天"), most=MOST_DAYS, units="天 日", empty=0)
    vacation_days = NumberField(label=_("当年寒暑假几天"), most=MOST_DAYS, units="天 日", empty=0)
    orders = (
        ("work_began", "joined_on", _("到本单位的日期早于参加工作的日期，请核对。")),
        ("joined_on", "day", _("这一天还没有到本单位，请核对。")),
    )
    valid = ("day", (ANNUAL_LEAVE,))
    past = ("work_began", "joined_on")

    def result(self) -> Result:
        values = dict(self.cleaned_data)
        return leave.annual_leave(**values | {"on": values.pop("day") or self.on})


class UnusedLeaveForm(CalculatorForm):
    wage = AmountField(label=_("月平均工资（元）"), help_text=_("前12个月的平均数，剔除加班工资。如6000、1.2万。"))
    entitled_days = NumberField(label=_("全年应休几天年休假"), least=1, most=60, units="天 日")
    taken_days = NumberField(label=_("今年已经休了几天"), most=60, decimals=1, units="天 日", empty=Decimal(0))
    is_own_wish = forms.BooleanField(label=_("单位安排了，本人书面提出不休"), required=False)
    joined_on = DayField(label=_("到本单位的日期"), required=False, help_text=_("今年才到本单位的请填，按天数折算。"))
    left_on = DayField(label=_("离职日期"), required=False, help_text=_("离职的按已过天数折算；没有离职就不填。"))
    orders = (("joined_on", "left_on", _("离职日期早于到本单位的日期，请核对。")),)
    valid = ("left_on", (ANNUAL_LEAVE, PAID_DAYS))
    past = ("joined_on",)

    def result(self) -> Result:
        values = self.cleaned_data | {"entitled_days": Decimal(self.cleaned_data["entitled_days"])}
        return pay.unused_leave(**values, on=self.on)


class CompensationForm(CalculatorForm):
    reason = forms.TypedChoiceField(label=_("为什么离开"), choices=Ending.choices, coerce=Ending)
    joined_on = DayField(label=_("到本单位的日期"))
    left_on = DayField(label=_("解除或者终止的日期"), help_text=_("最后一个工作日，这一天也算。"))
    wage = AmountField(label=_("前12个月的月平均工资（元）"), help_text=WAGE_HELP)
    local_average = AmountField(
        label=_("本地上年度职工月平均工资（元）"),
        required=False,
        help_text=_("当地政府公布的数，用来检查三倍封顶；不知道就不填。"),
    )
    local_minimum = AmountField(label=_("当地最低工资（元）"), required=False, help_text=_("工资低于它时按它算。"))
    last_wage = AmountField(
        label=_("解除前上一个月的工资（元）"), required=False, help_text=_("单位没有提前三十日通知时才用到。")
    )
    orders = (("joined_on", "left_on", _("解除或者终止的日期早于到本单位的日期，请核对。")),)
    valid = ("left_on", (COMPENSATION,))

    def result(self) -> Result:
        return contract.compensation(**self.cleaned_data)


class DoubleWageForm(CalculatorForm):
    wage = AmountField(label=_("月工资（元）"), help_text=WAGE_HELP)
    joined_on = DayField(label=_("开始上班的日期"), help_text=_("实际用工的第一天。"))
    signed_on = DayField(label=_("补签书面合同的日期"), required=False, help_text=OPTIONAL_DAY)
    left_on = DayField(label=_("离职的日期"), required=False, help_text=OPTIONAL_DAY)
    orders = (
        ("joined_on", "left_on", _("离职日期早于开始上班的日期，请核对。")),
        ("signed_on", "left_on", _("离职日期早于签订合同的日期，请核对。")),
    )
    valid = ("joined_on", (DOUBLE_WAGE,))
    past = ("joined_on", "signed_on")

    def result(self) -> Result:
        return contract.double_wage(**self.cleaned_data, on=self.on)


class MaternityForm(CalculatorForm):
    kind = forms.TypedChoiceField(label=_("情形"), choices=Birth.choices, coerce=Birth)
    children = NumberField(
        label=_("生育几个婴儿"), least=1, most=9, units="个 名", empty=1, help_text=_("不填按一个。")
    )
    is_difficult = forms.BooleanField(label=_("难产"), required=False)
    local_days = NumberField(
        label=_("当地另外延长几天"),
        most=MOST_DAYS,
        units="天 日",
        empty=0,
        help_text=_("请查本省、自治区、直辖市的规定。"),
    )
    begins_on = DayField(label=_("从哪一天开始休"))
    ends_on = DayField(label=_("单位批准休到哪一天"), required=False, help_text=_("填了可以看是否少了。"))
    orders = (("begins_on", "ends_on", _("结束的日期早于开始的日期，请核对。")),)
    valid = ("begins_on", (MATERNITY,))

    def result(self) -> Result:
        return leave.maternity(**self.cleaned_data)


class MedicalPeriodForm(CalculatorForm):
    work_began = DayField(label=_("参加工作的日期"), help_text=_("第一份工作的第一天；中间断过的往后推同样长。"))
    joined_on = DayField(label=_("到本单位的日期"))
    sick_from = DayField(label=_("从哪一天开始病休"))
    orders = (
        ("work_began", "joined_on", _("到本单位的日期早于参加工作的日期，请核对。")),
        ("joined_on", "sick_from", _("病休的日期早于到本单位的日期，请核对。")),
    )
    valid = ("sick_from", (MEDICAL,))

    def result(self) -> Result:
        return leave.medical_period(**self.cleaned_data)


class LimitationForm(CalculatorForm):
    kind = forms.TypedChoiceField(label=_("什么争议"), choices=Claim.choices, coerce=Claim)
    began_on = DayField(
        label=_("知道或者应当知道权利被侵害的日期"),
        required=False,
        help_text=_("拖欠劳动报酬又已经离职的，填劳动关系终止的日期；还在职的不用填。"),
    )
    interrupted_on = DaysField(
        label=_("主张权利的日期"),
        places=MOST_CLAIMS,
        help_text=_("向单位提出、向部门投诉或者单位同意履行的那天。有过几次都填上，先后不限。"),
    )
    suspended_from = DayField(label=_("因不可抗力等中止，从哪一天"), required=False, help_text=OPTIONAL_DAY)
    suspended_to = DayField(label=_("中止到哪一天"), required=False, help_text=_("还没有结束的，填今天。"))
    orders = (
        ("began_on", "interrupted_on", _("主张权利的日期早于上面的日期，请核对。")),
        ("suspended_from", "suspended_to", _("结束的日期早于开始的日期，请核对。")),
    )
    valid = ("began_on", (LIMITATION,))
    past = ("began_on", "interrupted_on", "suspended_from", "suspended_to")

    def clean(self):
        values = super().clean()
        if values.get("kind") in (Claim.OTHER, Claim.WAGES_AFTER) and "began_on" in values and not values["began_on"]:
            self.add_error("began_on", _("请填这个日期，时效从这一天起算。"))
        for name, other in (("suspended_from", "suspended_to"), ("suspended_to", "suspended_from")):
            if name in values and other in values and values[other] and not values[name]:
                self.add_error(name, _("中止的起止日期请一起填。"))
        return values

    def result(self) -> Result:
        return claims.limitation(**self.cleaned_data, on=self.on, calendar=current_calendar())


FORMS: dict[Calculator, type[CalculatorForm]] = {
    Calculator.OVERTIME: OvertimeForm,
    Calculator.ANNUAL_LEAVE: AnnualLeaveForm,
    Calculator.UNUSED_LEAVE: UnusedLeaveForm,
    Calculator.COMPENSATION: CompensationForm,
    Calculator.DOUBLE_WAGE: DoubleWageForm,
    Calculator.MATERNITY: MaternityForm,
    Calculator.MEDICAL: MedicalPeriodForm,
    Calculator.LIMITATION: LimitationForm,
}
