"""Likes of posts and the book of wrong answers are withdrawn. Tables and columns stay for one release, without what would
refuse our rows. To be dropped in the release after 1.1, by SQL: tables `interact_postlike`, `interact_practiceanswer`,
columns `interact_post.likes`, `interact_discussionpage.counts_likes`.
"""

from django.conf import settings
from django.db import migrations as m
from django.db import models


def reference(model, name, to, related_name="+"):
    """The same field without a constraint in the database."""
    key = models.ForeignKey(to, models.CASCADE, db_constraint=False, related_name=related_name)
    return m.AlterField(model, name, key)


class Migration(m.Migration):
    dependencies = [("interact", "0001_initial")]
    operations = [
        m.AlterField("post", "likes", models.PositiveIntegerField(default=0, db_default=0)),
        m.AlterField("discussionpage", "counts_likes", models.BooleanField(default=True, db_default=True)),
        reference("postlike", "post", "interact.post", "liked_by"),
        reference("postlike", "person", settings.AUTH_USER_MODEL),
        reference("practiceanswer", "person", settings.AUTH_USER_MODEL),
        reference("practiceanswer", "question_set", "interact.questionset"),
        m.SeparateDatabaseAndState(
            state_operations=[
                m.RemoveField("post", "likes"),
                m.RemoveField("discussionpage", "counts_likes"),
                m.DeleteModel("PostLike"),
                m.DeleteModel("PracticeAnswer"),
            ]
        ),
    ]
