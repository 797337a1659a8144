"""Gathers the models of the features, so that Django finds them."""

# ruff: noqa: F401  (loaded by being named here)

from unionsite.oversight.disclosure import models as disclosure
from unionsite.oversight.duties import models as duties
from unionsite.oversight.findings import models as findings
from unionsite.oversight.freshness import models as freshness
from unionsite.oversight.goals import models as goals
from unionsite.oversight.health import models as health
from unionsite.oversight.incidents import models as incidents
from unionsite.oversight.inspections import models as inspections
from unionsite.oversight.register import models as register
from unionsite.oversight.reports import models as reports
from unionsite.oversight.scores import models as scores
from unionsite.oversight.visits import models as visits
