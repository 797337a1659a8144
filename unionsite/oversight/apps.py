"""The oversight wing: what it brings, and how it joins the site."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

_OUTSIDE_REDIRECTS = "django.middleware.clickjacking.XFrameOptionsMiddleware"
WING = Wing(
    name="oversight",
    title=_("监督考核"),
    apps=("unionsite.oversight.apps.OversightConfig",),
    middleware=(("unionsite.oversight.middleware.CountingMiddleware", _OUTSIDE_REDIRECTS),),
    jobs=(
        ("gather_visits", "unionsite.oversight.visits.services.gather_months", 86400, _("汇总访问量")),
        ("remind", "unionsite.oversight.reminders.remind", 600, _("催办")),
        ("walk_on", "unionsite.oversight.health.services.walks.walk_on", 60, _("检查页面和链接")),
        ("probe_home", "unionsite.oversight.health.services.probes.probe", 300, _("探测首页")),
        ("look_again", "unionsite.oversight.health.services.walks.look_again", 3600, _("复查问题")),
        ("check_freshness", "unionsite.oversight.freshness.services.check", 86400, _("检查栏目更新")),
        ("tend_scores", "unionsite.oversight.scores.services.open_following", 86400, _("延续考核周期")),
        ("compile_reports", "unionsite.oversight.reports.services.compile_ended", 86400, _("编制定期报告")),
    ),
)


class OversightConfig(WingConfig):
    name = "unionsite.oversight"
    label = "oversight"
    verbose_name = "监督与考核"

    def join(self):
        # Imported here, because models are loaded only now.
        from home.services import roles, tree
        from interact.desk.screens.below_case import case_links
        from search.choices import KIND_LABELS
        from unionsite.accounts.sign_in import guard
        from unionsite.core import page_cache
        from unionsite.core.named import labels
        from unionsite.oversight import presets, receivers  # noqa: F401  (the latter register themselves)
        from unionsite.oversight.findings.screens import link_from_case
        from unionsite.oversight.inspections.models import Checklist
        from unionsite.oversight.middleware import refuse_writing
        from unionsite.oversight.visits.services import note_visit

        page_cache.told.append(note_visit)
        case_links.append(link_from_case)
        tree.SECTIONS.append(presets.DISCLOSURE)
        tree.PRESETS.append(presets.lay_presets)
        tree.READY_MADE.append(("checklists", Checklist))
        roles.PERMISSIONS_OF_WINGS.append(presets.PERMISSIONS)
        guard.asked_next.append(refuse_writing)
        guard.STEP_UP.update(
            labels(":", duties_admin="decide", incidents_admin="read_only normal end_sessions"),
        )
        KIND_LABELS["oversight.disclosurepage"] = _("信息公开")
