"""What the account page shows of a person's own cases: those sent signed in and with a name, but never one by name."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.cases.models.case import Case
from interact.channels.records import Channel
from interact.following.wording import in_words
from interact.ways_in import address_of_channel
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item, Way
from unionsite.core.sealing import SealingError


def own_cases(user: User) -> Iterator[Item]:
    """Yield the user's own cases, in one query; a case whose words do not open is listed all the same."""
    today = timezone.localdate()
    for case in Case.objects.filter(sender=user).exclude(receipt_digest=None).order_by("-received_at", "-pk"):
        title = _("%(channel)s %(number)s") % {"channel": case.get_channel_display(), "number": case.number}
        state = case.get_state_display()
        if case.due_on is not None:
            values = {"state": state, "day": in_words(case.due_on, today), "what": case.get_due_kind_display()}
            state = _("%(state)s，最晚%(day)s%(what)s") % values
        yield Item(
            title,
            reverse("feedback:own", args=[case.key]),
            str(state),
            case.received_at,
            _words_of(case),
            is_posted=True,
        )


def _words_of(case: Case) -> str:
    try:
        return str(case.body.get("text", ""))
    except SealingError:
        return ""


def ways_on(user: User) -> Iterator[Way]:
    if url := address_of_channel(Channel.SUGGESTION):
        yield Way(_("提建议"), url)
    yield Way(_("用回执号查进度"), reverse("feedback:find"))
