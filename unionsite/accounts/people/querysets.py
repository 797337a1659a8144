"""Chainable filters of people: staff, employees, by their login, by the state of an employee's account."""

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q

from unionsite.accounts.choices import EmployeeState, Role
from unionsite.accounts.people.names import normalised_number


class UserQuerySet(models.QuerySet):
    def staff(self):
        """Return everyone with more than an employee's rights; groups without permissions count (deny by default)."""
        return self.filter(
            Q(is_superuser=True) | Q(is_staff=True) | Q(groups__isnull=False) | Q(user_permissions__isnull=False)
        ).distinct()

    def employees(self):
        return self.filter(is_superuser=False, is_staff=False, groups__isnull=True, user_permissions__isnull=True)

    def in_roles(self, *roles: Role):
        """Return the active people with any of these roles, each once."""
        return self.filter(groups__name__in=[role.value for role in roles], is_active=True).distinct()

    def named(self, login: str):
        """Return people with this user name or 工号, however typed: capitals, spaces, full-width characters."""
        name = normalised_number(login)
        return self.filter(Q(username__iexact=name) | Q(employee_number=name))

    def on_roll(self):
        """Return people with a 工号 who have not left."""
        return self.filter(employee_number__isnull=False, left_on=None)

    def in_use(self):
        """Return people on the roll whose account is open."""
        return self.on_roll().filter(is_active=True)

    def in_state(self, state: EmployeeState):
        if state == EmployeeState.LEFT:
            return self.filter(left_on__isnull=False)
        if state == EmployeeState.DISABLED:
            return self.filter(left_on=None, is_active=False)
        return self.filter(left_on=None, is_active=True, activated_at__isnull=state == EmployeeState.WAITING)


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    pass
