"""System checks: what a deployed site must have (S-1.3) and what page types must keep to."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError

from unionsite.core.models import SiteSettings


@register(Tags.security, deploy=True)
def content_policy_blocks(app_configs, **kwargs):
    """core.W001: a policy that only reports protects nobody; it is for a trial."""
    if not settings.CSP_REPORT_ONLY:
        return []
    hint = "试运行结束后在.env中去掉CSP_REPORT_ONLY。"
    return [Warning("内容安全策略（CSP）只报告，不拦截。", hint=hint, id="core.W001")]


@register(Tags.compatibility, deploy=True)
def furniture_is_complete(app_configs, **kwargs):
    """core.E001: record numbers, report contact and address must be filled in before the site goes public."""
    try:
        rows = list(SiteSettings.objects.select_related("site"))
    except DatabaseError:
        return []
    if not rows:
        rows = [SiteSettings()]
    errors = []
    for row in rows:
        names = [str(row._meta.get_field(name).verbose_name) for name in row.REQUIRED if not getattr(row, name)]
        if names:
            errors.append(
                Error(
                    f"网站信息未填写完整：{'、'.join(names)}。",
                    hint="在后台“设置 → 网站信息”中填写；法规要求在网站上公示（S-1.3）。",
                    id="core.E001",
                )
            )
    return errors
