"""What a restored site says of itself."""

import pytest

from interact.channels.records import Channel
from tests.interact.submitting import lay_routing, send
from unionsite.operations.backups.services.restoring import what_holds

pytestmark = pytest.mark.django_db


def test_a_restored_site_vouches_for_log_releases_and_cases(tree, settings):
    log, releases, cases = what_holds()
    assert log.startswith("审计日志完好")
    assert releases.startswith("放行记录完好")
    assert cases == "备份里没有诉求。"
    lay_routing()
    send(Channel.SUGGESTION)

    assert list(what_holds())[-1] == "CASE_KEYS打得开诉求（共1件）。"
    settings.CASE_KEYS = ["of another site, and not the one that sealed them"]
    assert list(what_holds())[-1].startswith("CASE_KEYS打不开诉求")
