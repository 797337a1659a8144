"""The imports of Word files, which `publishing` kept before; their table keeps its name (0077)."""

# allowed: data-beside-schema (one type of content; on a site of 1.0 no table is made)
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unionsite.core.moved_models import Adopt, file_types_anew


def file_anew(apps, schema_editor):
    """File the type of content under the new app, so that its rights stay."""
    file_types_anew(apps, "publishing", "word_import", ["wordimport"])


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('publishing', '0004_word_import'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(file_anew, migrations.RunPython.noop),
        Adopt(
            name='WordImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=255, verbose_name='文件名')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='文件摘要')),
                ('notes', models.JSONField(default=list, verbose_name='导入说明')),
                ('figures', models.JSONField(default=dict, verbose_name='导入的内容')),
                ('imported_at', models.DateTimeField(verbose_name='导入时间')),
                ('dismissed_at', models.DateTimeField(blank=True, null=True, verbose_name='收起时间')),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='word_import', to='wagtailcore.page', verbose_name='稿件')),
            ],
            options={
                'db_table': 'publishing_wordimport',
                'verbose_name': 'Word导入',
                'verbose_name_plural': 'Word导入',
            },
        ),
    ]
