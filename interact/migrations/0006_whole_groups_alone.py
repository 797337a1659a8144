"""Brings what 1.0 counted to what is kept now: shown satisfaction by whole groups, no votes of a few ballots in clear."""

from django.db import migrations
from django.db.models import F, Sum

from unionsite.core.sealing import digest

LEAST = 5


def show_whole_groups(apps, schema_editor):
    counts = apps.get_model('interact', 'Satisfaction').objects
    totals = counts.order_by().values_list('activity').annotate(new=Sum('number') - Sum('shown')).filter(new__gte=LEAST)
    for activity, _new in list(totals):
        counts.filter(activity=activity).update(shown=F('number'))


def hide_few_ballots(apps, schema_editor):
    counts = apps.get_model('interact', 'VoteCount').objects
    # Of few votes only, and each alone: once it has no votes it is not met again.
    for count in list(counts.filter(ballots__lt=LEAST).exclude(votes={})):
        count.votes, count.digest = {}, digest(count.digest, f'vote-count:{count.activity}')
        count.save(update_fields=['votes', 'digest'])


class Migration(migrations.Migration):

    dependencies = [('interact', '0005_counts_by_groups')]

    operations = [
        migrations.RunPython(show_whole_groups, migrations.RunPython.noop),
        migrations.RunPython(hide_few_ballots, migrations.RunPython.noop),
    ]
