"""Two likes of one person at the same moment count once (S-5.3)."""

import pytest
from django.utils import timezone

from interact.discussions import services
from interact.models import DiscussionPage, Post, PostLike
from tests.interact.discussions.talking import a_discussion, a_post, an_employee
from tests.parallel import in_threads, shared_database
from unionsite.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_like_counts_once(committed_tree, tmp_path):
    page = a_discussion(committed_tree, host=an_employee())
    post, person = a_post(page), an_employee()

    def like():
        services.set_like(
            discussion=DiscussionPage.objects.get(pk=page.pk),
            post=Post.objects.get(pk=post.pk),
            person=User.objects.get(pk=person.pk),
            wanted=True,
            now=timezone.now(),
        )
        return PostLike.objects.count(), Post.objects.get(pk=post.pk).likes

    assert set(in_threads(shared_database(tmp_path), like, like)) == {(1, 1)}
