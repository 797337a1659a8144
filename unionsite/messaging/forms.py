"""What people choose of their messages, and what the staff say of an outlet."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.messaging import queries
from unionsite.messaging.choices import Platform
from unionsite.messaging.models import Outlet, Preference
from unionsite.messaging.platforms import DINGTALK_ROBOT, FEISHU_ROBOT, WECOM_ROBOT

# How the address of a robot begins that a platform shows when the robot is made; what follows opens it.
WEBHOOKS = {
    Platform.WECOM: f"{WECOM_ROBOT}?key=",
    Platform.DINGTALK: f"{DINGTALK_ROBOT}?access_token=",
    Platform.FEISHU: FEISHU_ROBOT,
}


class PreferenceForm(forms.ModelForm):
    class Meta:
        model = Preference
        fields = ["way", "quiet_from", "quiet_until"]
        widgets = {
            "way": forms.RadioSelect,
            **dict.fromkeys(("quiet_from", "quiet_until"), forms.TimeInput({"type": "time"}, format="%H:%M")),
        }
        help_texts = {
            "way": gettext_lazy("所有消息都在本站“消息”里保存90天。"),
            "quiet_from": gettext_lazy("这段时间不发到手机上，等过后再发；审核、应急等急事除外。"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = queries.ways_for(self.instance.person)
        if self.instance.way not in dict(self.fields["way"].choices):
            # What the person chose is switched off: mails go out, or nothing does.
            self.initial["way"] = self.fields["way"].choices[0][0]


class OutletForm(forms.ModelForm):
    webhook = forms.CharField(
        label=gettext_lazy("机器人的Webhook地址"),
        required=False,
        max_length=300,
        strip=True,
        help_text=gettext_lazy("在群里添加机器人后，从平台整条复制过来。保存后不再显示；留空就是不改。"),
    )
    secret = forms.CharField(
        label=gettext_lazy("加签密钥"),
        required=False,
        max_length=200,
        strip=True,
        help_text=gettext_lazy("钉钉、飞书的机器人选了“加签”才填。保存后不再显示；留空就是不改。"),
    )

    class Meta:
        model = Outlet
        fields = ["platform", "is_robot", "name", "role", "department", "webhook", "secret", "is_on"]
        help_texts = {"role": gettext_lazy("群机器人填角色或者部门，只填一个：告诉这些人的事，也告诉这个群。")}

    def clean(self):
        values = super().clean()
        if platform := values.get("platform"):
            if values["is_robot"]:
                self._check_robot(values, platform)
            else:
                self._check_application(values, platform)
        return values

    def _check_application(self, values: dict, platform: str) -> None:
        for name in ("role", "department"):
            if values.get(name):
                self.add_error(name, _("应用发给个人，不填角色和部门。"))
        if values["is_on"] and not queries.is_registered(platform):
            self.add_error("is_on", queries.NOT_REGISTERED)
        if Outlet.objects.filter(platform=platform, is_robot=False).exclude(pk=self.instance.pk).exists():
            self.add_error("platform", _("这个平台的应用已经登记过了。"))

    def _check_robot(self, values: dict, platform: str) -> None:
        if bool(values.get("role")) == bool(values.get("department")):
            self.add_error("role", _("请填这个群的角色或者部门，只填一个。"))
        values["webhook"] = self._key_in(values.get("webhook", ""), platform)

    def _key_in(self, address: str, platform: str) -> str:
        """Return what follows the beginning of a webhook's address."""
        key = address.removeprefix(WEBHOOKS[Platform(platform)])
        if not address and (not self.instance.sealed_key or "platform" in self.changed_data):
            self.add_error("webhook", _("请填写机器人的Webhook地址。"))
        elif address and (key == address or not re.fullmatch(r"[\w-]{8,200}", key, re.ASCII)):
            begins = {"address": WEBHOOKS[Platform(platform)]}
            self.add_error("webhook", _("地址不对：应当以%(address)s开头。") % begins)
        return key
