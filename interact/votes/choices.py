"""Ways of voting and when results are shown; imports nothing of ours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Method(TextChoices):
    SINGLE = "single", _("单选：选一项")
    MULTIPLE = "multiple", _("多选：选规定的项数")
    APPROVAL = "approval", _("赞成投票：赞成几项就选几项")
    RANKED = "ranked", _("排序投票：按喜欢的先后排名次")


class ResultRule(TextChoices):
    """When the result is shown. Before, nobody sees it: ballots are sealed in the database."""

    ALWAYS = "always", _("随时公布")
    AFTER_VOTING = "after_voting", _("投票后可见")
    AT_CLOSE = "at_close", _("截止后公布")


MAX_CANDIDATES = 60
NAME_LENGTH = 80
# A ballot is sealed in as many bytes whatever it says.
BALLOT_LENGTH = 3 * MAX_CANDIDATES
