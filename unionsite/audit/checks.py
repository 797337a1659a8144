"""System checks of the audit log's settings."""

from django.conf import settings
from django.core.checks import Error, Tags, register

from unionsite.audit.choices import MINIMUM_DAYS

MIDDLEWARE = "unionsite.audit.origin.OriginMiddleware"


@register(Tags.security)
def origin_is_noted(app_configs, **kwargs):
    """audit.E001: the middleware is missing, without which no entry would tell where a request came from."""
    if MIDDLEWARE in settings.MIDDLEWARE:
        return []
    return [Error("审计日志缺少来源：MIDDLEWARE中没有OriginMiddleware。", hint=f"加入{MIDDLEWARE}。", id="audit.E001")]


@register(Tags.security)
def entries_are_kept_long_enough(app_configs, **kwargs):
    """audit.E002: AUDIT_KEEP_DAYS is less than the 180 days for which logs must be kept."""
    if settings.AUDIT_KEEP_DAYS >= MINIMUM_DAYS:
        return []
    return [
        Error(
            f"AUDIT_KEEP_DAYS为{settings.AUDIT_KEEP_DAYS}，审计日志至少要保存{MINIMUM_DAYS}天。",
            hint="改大AUDIT_KEEP_DAYS，建议1095（三年）。",
            id="audit.E002",
        )
    ]
