"""Likes of posts and the book of wrong answers are withdrawn (0076)."""

from django.db import migrations as m
from django.db import models


def reference(model, name, to):
    """The same field without a constraint in the database."""
    return m.AlterField(model, name, models.ForeignKey(to, models.CASCADE, db_constraint=False, related_name="+"))


class Migration(m.Migration):
    dependencies = [("interact", "0001_initial")]
    operations = [
        m.AlterField("post", "likes", models.PositiveIntegerField(db_default=0)),
        m.AlterField("discussionpage", "counts_likes", models.BooleanField(db_default=True)),
        reference("postlike", "post", "interact.post"),
        reference("postlike", "person", "accounts.user"),
        reference("practiceanswer", "person", "accounts.user"),
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
