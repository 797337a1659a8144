"""The one mail about many pieces, where each would have had its own."""

from django.db.models import QuerySet
from django_tasks import task

from unionsite.accounts.models import User
from unionsite.core import mails


def tell(people: QuerySet[User], words: str) -> None:
    addresses = sorted({one.email for one in people.filter(is_active=True) if one.email})
    if addresses:
        send.enqueue(addresses, words)


@task()
def send(addresses: list[str], words: str) -> None:
    mails.send("starter/mail.txt", addresses, {"words": words, "address": mails.staff_address("starter:index")})
