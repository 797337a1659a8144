"""Registers the accounts app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.accounts.wagtail_admin import account, changes, changes_urls, employee_urls, staff
from unionsite.accounts.wagtail_admin.departments import departments
from unionsite.accounts.wagtail_admin.employees import menu_item as employees_menu_item

hooks.register("register_account_menu_item", account.second_factor_item)
hooks.register("register_user_listing_buttons", staff.listing_buttons)
hooks.register("before_bulk_action", staff.before_user_bulk_action)


@hooks.register("register_admin_viewset")
def register_departments():
    return departments


@hooks.register("register_admin_urls")
def register_staff_urls():
    return staff.urlpatterns


hooks.register("register_admin_menu_item", employees_menu_item)


@hooks.register("register_admin_urls")
def register_employee_urls():
    return [path("employees/", include(employee_urls))]


hooks.register("register_admin_menu_item", changes.menu_item)
hooks.register("construct_homepage_panels", changes.add_panel)


@hooks.register("register_admin_urls")
def register_change_urls():
    return [path("changes/", include(changes_urls))]
