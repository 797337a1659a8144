"""Likes of posts and the book of wrong answers are withdrawn: nothing of ours reads or writes them any more.

Tables and columns stay for one release, as the former one serves meanwhile and may come back. What would refuse our rows
goes: foreign keys, so that persons and posts can be deleted, and columns without a default. To be dropped in the release
after 1.1, with SQL as the state here has them no longer: tables `interact_postlike` and `interact_practiceanswer`, columns
`interact_post.likes` and `interact_discussionpage.counts_likes`.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def reference(model, name, to, **options):
    """The same field without a constraint in the database."""
    key = models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=to, db_constraint=False, **options)
    return migrations.AlterField(model, name, key)


class Migration(migrations.Migration):
    dependencies = [("interact", "0001_initial")]

    operations = [
        migrations.AlterField("post", "likes", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AlterField("discussionpage", "counts_likes", models.BooleanField(default=True, db_default=True)),
        reference("postlike", "post", "interact.post", related_name="liked_by"),
        reference("postlike", "person", settings.AUTH_USER_MODEL, related_name="+"),
        reference("practiceanswer", "person", settings.AUTH_USER_MODEL, related_name="+"),
        reference("practiceanswer", "question_set", "interact.questionset", related_name="+"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("post", "likes"),
                migrations.RemoveField("discussionpage", "counts_likes"),
                migrations.DeleteModel("PostLike"),
                migrations.DeleteModel("PracticeAnswer"),
            ]
        ),
    ]
