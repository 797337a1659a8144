"""Where pictures of contributions lie until they are taken over."""

from unionsite.core.private_files import PrivateStorage, random_name

__all__ = ["ContributionStorage", "contribution_storage", "random_name"]


class ContributionStorage(PrivateStorage):
    folder = "contributions"


def contribution_storage() -> ContributionStorage:
    return ContributionStorage()
