"""The one mail about many pieces, where each would have had its own."""

from django.db.models import QuerySet
from django_tasks import task

from unionsite.accounts.models import User
from unionsite.core import mails


def tell(people: QuerySet[User], words: str) -> None:
    if numbers := list(people.filter(is_active=True).values_list("pk", flat=True)):
        send.enqueue(numbers, words)


@task()
def send(people: list[int], words: str) -> None:
    context = {"words": words, "address": mails.staff_address("starter:index")}
    mails.tell("starter/mail.txt", User.objects.filter(pk__in=people), context)
