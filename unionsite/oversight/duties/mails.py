"""What is written to people about duties: that one is due, that a record waits for a signature or came back."""

from collections.abc import Sequence

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.accounts.people.queries import security_officers
from unionsite.core.mails import send, staff_address
from unionsite.oversight.duties.models import Duty, DutyRecord


def remind(addresses: Sequence[str], lines: Sequence[tuple[Duty, int]]) -> None:
    """Remind of duties, each with the days until it is due, negative when it is late."""
    context = {"lines": lines, "address": staff_address("duties_admin:index")}
    send("oversight/duties/mail/due.txt", addresses, context)


def tell(record: DutyRecord) -> None:
    """Tell those whose turn it is: who may sign what was written or decide the rows of a review that has begun, or who
    wrote what came back."""
    if record.judged_by is None:
        people = [officer for officer in security_officers() if officer.pk != record.written_by_id]
        people = people or list(User.objects.in_roles(Role.FINAL_REVIEW))
    else:
        people = [record.written_by] if record.written_by else []
    address = staff_address("duties_admin:record", record.duty_id, record.pk)
    context = {"record": record, "address": address}
    send("oversight/duties/mail/record.txt", [person.email for person in people], context)
