"""The screens of groups, with our form."""

from wagtail.users.views.groups import GroupViewSet

from unionsite.accounts.staff.forms.groups import RoleGroupForm


class RoleGroupViewSet(GroupViewSet):
    def get_form_class(self, for_update=False):
        return RoleGroupForm
