"""Reads of the sign-in by the company's identity: who is meant."""

from unionsite.accounts.people.models import User
from unionsite.accounts.sso.rules import Problem, why_not


class NotSignedIn(Exception):
    """Somebody does not come in; `problem` says why."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(problem.name)


def person_with(number: str) -> User:
    """Return the one employee with this 工号 ("" is nobody's). Raises NotSignedIn."""
    user = User.objects.filter(employee_number=number).first() if number else None
    if user is None:
        raise NotSignedIn(Problem.UNKNOWN)
    problem = why_not(is_on_roll=user.left_on is None, is_active=user.is_active, is_guarded=user.is_guarded)
    if problem is not None:
        raise NotSignedIn(problem)
    return user
