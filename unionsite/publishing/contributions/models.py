"""Gathers the wing's models. Without it there is only the storage, which the first migration of `publishing` names."""

from django.apps import apps

from unionsite.publishing.contributions.pictures import contribution_storage

__all__ = ["contribution_storage"]

if apps.is_installed("unionsite.publishing.contributions"):
    from unionsite.publishing.contributions.pieces import Contribution, ContributionPicture

    __all__ += ["Contribution", "ContributionPicture"]
