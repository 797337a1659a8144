"""System checks: what a deployed site must have (S-1.3), and that every path given to `named` leads to a callable."""

from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from unionsite.core import named
from unionsite.core.models import SiteSettings
from unionsite.core.moved_models import has_rows


@register(Tags.database)
def wings_left_out_are_empty(app_configs, databases=None, **kwargs):
    """core.W005: there are rows of a wing that is neither on nor asleep; what they point to cannot be deleted."""
    left_out = [wing for wing in settings.ALL_WINGS if wing.name not in {*settings.WINGS, *settings.WINGS_ASLEEP}]
    if not databases:
        return []
    unknown = {*connection.introspection.table_names()} - {*connection.introspection.django_table_names()}
    found = {}
    with connection.cursor() as cursor:
        for wing in left_out:
            theirs = (name for name in unknown if name.startswith((f"{wing.name}_", *wing.tables)))
            if number := sum(has_rows(cursor, connection.ops.quote_name(name)) for name in theirs):
                found[wing.name] = f"“{wing.title}”（{wing.name}）不在WINGS里，却有{number}张表有数据。"
    asleep = ",".join([*settings.WINGS_ASLEEP, *found])
    hint = f"请在.env中写WINGS_ASLEEP={asleep}；还要用的，写进WINGS。"
    return [Warning(words, hint=hint, id="core.W005") for words in found.values()]


@register(Tags.security, deploy=True)
def content_policy_blocks(app_configs, **kwargs):
    """core.W001: CSP_REPORT_ONLY is on; a policy that only reports protects nobody and is meant for a trial."""
    if not settings.CSP_REPORT_ONLY:
        return []
    hint = "试运行结束后在.env中去掉CSP_REPORT_ONLY。"
    return [Warning("内容安全策略（CSP）只报告，不拦截。", hint=hint, id="core.W001")]


@register(Tags.security, deploy=True)
def database_file_is_private(app_configs, **kwargs):
    """core.W002: other accounts can read SQLite's file; only the site's own may, least of all the web server."""
    database = settings.DATABASES["default"]
    file = Path(str(database["NAME"]))
    if not database["ENGINE"].endswith("sqlite3") or not file.is_file() or not file.stat().st_mode & 0o077:
        return []
    return [Warning(f"数据库文件{file.name}可以被其他账号读取。", hint=f"chmod 600 {file}*", id="core.W002")]


@register(Tags.security, deploy=True)
def redis_keeps_nothing(app_configs, **kwargs):
    """core.W003: Redis writes what it holds to its disk, sessions and the secrets of limits too; core.W004: it does not
    tell, as somebody else runs it or as it is away (0044)."""
    if not settings.REDIS_URL:
        return []
    # Only installed where it is used.
    from redis import Redis, RedisError

    hint = '在Redis的设置里写save ""和appendonly no，重新启动，再删除dump.rdb，见手册《安装与更新》。'
    try:
        with closing(Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3, socket_timeout=3)) as server:
            told = server.config_get("save") | server.config_get("appendonly")
    except RedisError as error:
        words = f"没有问到Redis是否把内容写到磁盘（{type(error).__name__}）。"
        return [Warning(words, hint=f"请向管理Redis的人核实。{hint}", id="core.W004")]
    values = {_as_text(name): _as_text(value) for name, value in told.items()}
    if values == {"save": "", "appendonly": "no"}:
        return []
    return [Warning("Redis把登录状态和次数限制的密钥写到磁盘上。", hint=hint, id="core.W003")]


def _as_text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


@register()
def named_callables_are_there(app_configs, **kwargs):
    """core.E002: a path given to `named` leads nowhere; otherwise the first reader of that page would find out."""
    return [Error(f"There is no {path}.", id="core.E002") for path in sorted(set(named.names)) if not _is_there(path)]


def _is_there(path: str) -> bool:
    try:
        return callable(import_string(path))
    except ImportError:
        return False


@register(Tags.compatibility, deploy=True)
def furniture_is_complete(app_configs, **kwargs):
    """core.E001: record numbers, report contact and address must be filled in before the site goes public."""
    try:
        rows = list(SiteSettings.objects.select_related("site"))
    except DatabaseError:
        return []
    if not rows:
        rows = [SiteSettings()]
    hint = "在后台“设置 → 网站信息”中填写；法规要求在网站上公示（S-1.3）。"
    errors = []
    for row in rows:
        if names := [str(row._meta.get_field(name).verbose_name) for name in row.REQUIRED if not getattr(row, name)]:
            errors.append(Error(f"网站信息未填写完整：{'、'.join(names)}。", hint=hint, id="core.E001"))
    return errors
