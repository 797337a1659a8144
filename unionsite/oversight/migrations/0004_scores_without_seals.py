"""Lets the seals of frozen cards go: their columns are no longer written (decision 0079)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oversight', '0003_incidents_by_three_facts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='amendment',
            name='veto',
            field=models.CharField(blank=True, max_length=8, verbose_name='单项否决'),
        ),
        migrations.AlterField(
            model_name='scorecard',
            name='digest',
            field=models.CharField(db_default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='scorecard',
            name='seal',
            field=models.CharField(db_default='', max_length=64),
        ),
    ]
