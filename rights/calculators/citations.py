"""The articles that calculators apply, by name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """An article by its statute's short title and its label, as in the law library; one that is not there has no
    address."""

    statute: str
    label: str = ""

    @property
    def name(self) -> str:
        return f"《{self.statute}》{self.label}"


PAY_44 = Citation("劳动法", "第四十四条")
OVERTIME_MOST = Citation("劳动法", "第四十一条")
WAGES_13 = Citation("工资支付暂行规定", "第十三条")
# The notice of 2008 is in the law library, the one of 2025 that replaced it is not; the divisor is the same in both.
PAID_DAYS_2008 = Citation("关于职工全年月平均工作时间和工资折算问题的通知", "二、日工资、小时工资的折算")
PAID_DAYS_2025 = Citation("关于职工全年月平均工作时间和工资折算问题的通知", "（人社部发〔2025〕2号）")
LEAVE_2, LEAVE_3, LEAVE_4, LEAVE_5 = (Citation("职工带薪年休假条例", f"第{n}条") for n in "二三四五")
LEAVE_RULES_3, LEAVE_RULES_5, LEAVE_RULES_7, LEAVE_RULES_10, LEAVE_RULES_11, LEAVE_RULES_12 = (
    Citation("企业职工带薪年休假实施办法", f"第{n}条") for n in ("三", "五", "七", "十", "十一", "十二")
)
CONTRACT_36, CONTRACT_37, CONTRACT_38, CONTRACT_39, CONTRACT_40, CONTRACT_41, CONTRACT_44 = (
    Citation("劳动合同法", f"第{n}条") for n in ("三十六", "三十七", "三十八", "三十九", "四十", "四十一", "四十四")
)
CONTRACT_10, CONTRACT_46, CONTRACT_47, CONTRACT_48, CONTRACT_82, CONTRACT_87, CONTRACT_97 = (
    Citation("劳动合同法", f"第{n}条") for n in ("十", "四十六", "四十七", "四十八", "八十二", "八十七", "九十七")
)
CONTRACT_RULES_6, CONTRACT_RULES_7, CONTRACT_RULES_20, CONTRACT_RULES_25, CONTRACT_RULES_27 = (
    Citation("劳动合同法实施条例", f"第{n}条") for n in ("六", "七", "二十", "二十五", "二十七")
)
WOMEN_7 = Citation("女职工劳动保护特别规定", "第七条")
FAMILY_25 = Citation("人口与计划生育法", "第二十五条")
# Not in the law library.
SICK_3, SICK_4 = (Citation("企业职工患病或非因工负伤医疗期规定", f"第{n}条") for n in "三四")
CLAIMS_27 = Citation("劳动争议调解仲裁法", "第二十七条")
# Not in the law library.
CIVIL_202, CIVIL_203 = (Citation("民法典", f"第二百零{n}条") for n in "二三")
