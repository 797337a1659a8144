"""The models of contributions, which stood in `publishing` before; their tables keep their names (0077)."""

# allowed: data-beside-schema (types of content; on a site of 1.0 no table is made)
import django.db.models.deletion
import unionsite.core.private_files
import unionsite.publishing.contributions.pictures
import uuid
from django.conf import settings
from django.db import migrations, models

from unionsite.core.moved_models import Adopt, file_types_anew


def file_anew(apps, schema_editor):
    """File types of content under the new app; rights keep to them."""
    file_types_anew(apps, "publishing", "contributions", ["contribution", "contributionpicture"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_named_departments'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0003_urgent_notice'),
        ('publishing', '0005_contributions'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(file_anew, migrations.RunPython.noop),
        Adopt(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('target', models.CharField(blank=True, max_length=100, verbose_name='稿件类型')),
                ('kind', models.CharField(blank=True, max_length=20, verbose_name='类别')),
                ('title', models.CharField(blank=True, max_length=80, verbose_name='标题')),
                ('text', models.TextField(blank=True, verbose_name='正文')),
                ('happened_on', models.DateField(blank=True, null=True, verbose_name='发生日期')),
                ('happened_time', models.TimeField(blank=True, null=True, verbose_name='发生时间')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='地点')),
                ('author', models.CharField(blank=True, max_length=60, verbose_name='作者')),
                ('people', models.CharField(blank=True, max_length=200, verbose_name='图中人员')),
                ('consent', models.BooleanField(default=False, verbose_name='图中人员同意公开')),
                ('state', models.CharField(choices=[('writing', '未提交'), ('waiting', '等部门核稿'), ('returned', '部门退回'), ('editors', '已转编辑'), ('declined', '未采用'), ('withdrawn', '已撤回')], default='writing', max_length=10, verbose_name='状态')),
                ('created_at', models.DateTimeField(verbose_name='开始填写')),
                ('changed_at', models.DateTimeField(verbose_name='最近变动')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('reason', models.CharField(blank=True, max_length=1000, verbose_name='理由')),
                ('skipped', models.CharField(blank=True, choices=[('no_department', '投稿人没有登记部门，未经部门核稿'), ('no_head', '部门没有登记可以核稿的负责人，未经部门核稿')], max_length=20, verbose_name='未经核稿的原因')),
                ('sign_off_note', models.CharField(blank=True, max_length=1000, verbose_name='核稿意见')),
                ('handed_on_at', models.DateTimeField(blank=True, null=True, verbose_name='转编辑时间')),
                ('first_revision', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='accounts.department', verbose_name='部门')),
                ('page', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contribution', to='wagtailcore.page', verbose_name='稿件')),
                ('sender', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributions', to=settings.AUTH_USER_MODEL, verbose_name='投稿人')),
                ('signed_off_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核稿人')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办编辑')),
            ],
            options={
                'verbose_name': '来稿',
                'verbose_name_plural': '来稿',
                'db_table': 'publishing_contribution',
                'ordering': ['-created_at', '-pk'],
                'permissions': [('handle_contribution', '处理来稿')],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['state', 'department'], name='contribution_state'), models.Index(fields=['sender', '-created_at'], name='contribution_sender')],
            },
        ),
        Adopt(
            name='ContributionPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(storage=unionsite.publishing.contributions.pictures.contribution_storage, upload_to=unionsite.core.private_files.random_name)),
                ('small', models.FileField(storage=unionsite.publishing.contributions.pictures.contribution_storage, upload_to=unionsite.core.private_files.random_name)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('caption', models.CharField(blank=True, max_length=120, verbose_name='图片说明')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='contributions.contribution')),
                ('image', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.siteimage')),
            ],
            options={
                'verbose_name': '来稿图片',
                'verbose_name_plural': '来稿图片',
                'db_table': 'publishing_contributionpicture',
                'ordering': ['pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('contribution', 'digest'), name='each_picture_of_a_contribution_once')],
            },
        ),
    ]
