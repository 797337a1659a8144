"""What the account page shows of texts that a person has begun and not sent."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.channels.records import Channel
from interact.sending.drafts import words_of
from interact.sending.models import Draft
from interact.ways_in import address_of_channel
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item, register_account_section


def own_drafts(user: User) -> Iterator[Item]:
    """Yield the user's drafts, in one query."""
    for draft in Draft.objects.filter(person=user).order_by("-saved_at", "pk"):
        words = words_of(draft)
        values = {"channel": draft.get_channel_display(), "subject": words.get("subject") or _("（还没有标题）")}
        url = address_of_channel(Channel(draft.channel))
        yield Item(
            _("%(channel)s：%(subject)s") % values,
            url,
            _("没有提交，只有您自己看得到"),
            draft.saved_at,
            "\n".join(text for text in words.values() if text),
            is_draft=bool(url),
        )


def register() -> None:
    register_account_section(5, gettext_lazy("没写完的内容"), own_drafts)
