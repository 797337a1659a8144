"""Hooks for the accounts app's staff screens."""

from django.contrib import messages
from django.urls import include, path
from wagtail import hooks

from unionsite.accounts import urls
from unionsite.accounts.changes import screens as changes_screens
from unionsite.accounts.employees.screens import EmployeeIndexView, departments
from unionsite.accounts.public_words import forms as words_forms
from unionsite.accounts.public_words import screens as words_screens
from unionsite.accounts.sign_in.views import second_factor
from unionsite.accounts.staff import screens

hooks.register("register_account_menu_item", second_factor.second_factor_item)
hooks.register("register_user_listing_buttons", screens.listing_buttons)
hooks.register("before_bulk_action", screens.before_user_bulk_action)
hooks.register("register_admin_viewset", lambda: departments)
hooks.register("register_admin_menu_item", EmployeeIndexView.menu_item)
hooks.register("register_admin_menu_item", changes_screens.ChangesView.menu_item)
hooks.register("register_reports_menu_item", words_screens.WordsView.menu_item)
hooks.register("offer_work", changes_screens.offer_work)


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        *screens.urlpatterns,
        path("employees/", include(urls.employees_admin)),
        path("changes/", include(urls.changes_admin)),
        path("public-words/", include(words_screens)),
    ]


@hooks.register("after_edit_setting")
def tell_of_waiting_words(request, instance):
    if text := words_forms.told(instance):
        messages.warning(request, text)
