from django.db import migrations as m
from django.db import models


class Migration(m.Migration):
    dependencies = [("core", "0002_page_indexes")]
    operations = [
        m.AddField("sitesettings", "urgent_from", models.DateTimeField("紧急通知开始显示", blank=True, null=True)),
        m.AddField("sitesettings", "urgent_notice", models.CharField("紧急通知", blank=True, choices=[("maintenance", "系统正在维护，期间可以浏览，暂时不能提交和投票。"), ("upgrade", "网站正在升级，部分栏目可能暂时打不开，请稍后再来。"), ("sending", "网上提交暂时出现故障，正在抢修。有急事请打页面下方的联系电话。"), ("report_phone", "违法和不良信息举报电话暂时无法接通，请改用举报邮箱或本站的举报渠道。"), ("phone", "工会联系电话暂时无法接通，请改用联系邮箱，或在本站留言。"), ("fraud", "近期有人冒用工会名义联系职工。工会不会索要密码、验证码和银行卡号，请勿轻信。")], db_default="", max_length=20)),
        m.AddField("sitesettings", "urgent_until", models.DateTimeField("紧急通知停止显示", blank=True, null=True)),
    ]
