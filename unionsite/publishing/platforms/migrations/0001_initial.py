"""The models of platforms, which stood in `publishing` before; their tables keep their names (0077)."""

# allowed: data-beside-schema (types of content; on a site of 1.0 no table is made)
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unionsite.core.moved_models import Adopt, file_types_anew


def file_anew(apps, schema_editor):
    """File types of content under the new app, with the rights and the history that hang on them."""
    names = ["platform", "platformcheck", "platformpost", "planneditem", "missednotice"]
    file_types_anew(apps, "publishing", "platforms", names)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_named_departments'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('publishing', '0006_platforms'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(file_anew, migrations.RunPython.noop),
        Adopt(
            name='Platform',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='名称')),
                ('kind', models.CharField(choices=[('website', '网站'), ('wechat', '微信公众号'), ('weibo', '微博'), ('douyin', '抖音'), ('channels', '微信视频号'), ('other', '其他平台')], max_length=20, verbose_name='平台')),
                ('account_id', models.CharField(blank=True, help_text='平台上显示的账号或主页网址。', max_length=80, verbose_name='账号')),
                ('registration', models.CharField(choices=[('preparing', '筹备'), ('active', '已备案在用'), ('closing', '申请关闭'), ('closed', '已关闭')], default='preparing', max_length=20, verbose_name='状态')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='开通日期')),
                ('filing_number', models.CharField(blank=True, max_length=60, verbose_name='备案号')),
                ('filed_on', models.DateField(blank=True, null=True, verbose_name='备案日期')),
                ('closing_on', models.DateField(blank=True, null=True, verbose_name='申请关闭日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='关闭日期')),
                ('title_limit', models.PositiveSmallIntegerField(blank=True, help_text='平台规则有变时填写；不填则按平台通常的上限。', null=True, validators=[django.core.validators.MaxValueValidator(10000)], verbose_name='标题字数上限')),
                ('digest_limit', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(10000)], verbose_name='摘要字数上限')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='备注')),
                ('administrator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='platforms', to=settings.AUTH_USER_MODEL, verbose_name='管理员')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='platforms', to='accounts.department', verbose_name='主办部门')),
            ],
            options={
                'verbose_name': '平台账号',
                'verbose_name_plural': '平台台账',
                'db_table': 'publishing_platform',
                'ordering': ['name'],
                'default_permissions': ['add', 'change', 'view'],
            },
        ),
        Adopt(
            name='PlannedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='题目')),
                ('kind', models.CharField(blank=True, max_length=20, verbose_name='类别')),
                ('planned_at', models.DateTimeField(db_index=True, verbose_name='计划时间')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='备注')),
                ('cancelled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='取消时间')),
                ('cancel_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='取消原因')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned_items', to='accounts.department', verbose_name='供稿部门')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='planned_items', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='planned_items', to='wagtailcore.page', verbose_name='稿件')),
                ('section', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page', verbose_name='栏目')),
                ('platforms', models.ManyToManyField(related_name='planned_items', to='platforms.platform', verbose_name='发布平台')),
            ],
            options={
                'verbose_name': '计划',
                'verbose_name_plural': '发布计划',
                'db_table': 'publishing_planneditem',
                'ordering': ['planned_at', 'pk'],
                'default_permissions': ['add', 'change', 'view'],
            },
        ),
        Adopt(
            name='MissedNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(verbose_name='计划时间')),
                ('told_at', models.DateTimeField(verbose_name='时间')),
                ('revision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.revision')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='missed_notices', to='platforms.planneditem')),
            ],
            options={
                'verbose_name': '到期未发布提醒',
                'verbose_name_plural': '到期未发布提醒',
                'db_table': 'publishing_missednotice',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('item', 'due_at'), name='publishing_missed_item_told_once'), models.UniqueConstraint(fields=('revision', 'due_at'), name='publishing_missed_revision_told_once'), models.CheckConstraint(condition=models.Q(models.Q(('item', None), ('revision__isnull', False)), models.Q(('item__isnull', False), ('revision', None)), _connector='OR'), name='publishing_missed_is_item_or_revision')],
            },
        ),
        Adopt(
            name='PlatformCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField(verbose_name='核对时间')),
                ('is_reachable', models.BooleanField(verbose_name='能正常打开')),
                ('last_post_at', models.DateTimeField(blank=True, null=True, verbose_name='最近一条内容的时间')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核对人')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='platforms.platform', verbose_name='平台')),
            ],
            options={
                'verbose_name': '平台核对',
                'verbose_name_plural': '平台核对',
                'db_table': 'publishing_platformcheck',
                'default_permissions': ['add'],
                'indexes': [models.Index(models.F('platform'), models.OrderBy(models.F('checked_at'), descending=True), name='publishing_check_latest')],
            },
        ),
        Adopt(
            name='PlatformPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='题目')),
                ('due_at', models.DateTimeField(db_index=True, verbose_name='最迟')),
                ('state', models.CharField(choices=[('waiting', '待发布'), ('posted', '已发布'), ('skipped', '不发布')], default='waiting', max_length=20, verbose_name='状态')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='不发布的原因')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='网址')),
                ('posted_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('draft_id', models.CharField(blank=True, editable=False, max_length=512, verbose_name='草稿编号')),
                ('drafted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='送入草稿箱的时间')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='platform_posts', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='platform_posts', to='wagtailcore.page', verbose_name='稿件')),
                ('planned_item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='posts', to='platforms.planneditem', verbose_name='计划')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='platforms.platform', verbose_name='平台')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '平台发布任务',
                'verbose_name_plural': '平台发布任务',
                'db_table': 'publishing_platformpost',
                'ordering': ['due_at', 'pk'],
                'default_permissions': ['change', 'view'],
                'indexes': [models.Index(models.F('platform'), models.OrderBy(models.F('posted_at'), descending=True), name='publishing_post_latest')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'page'), name='publishing_one_post_a_platform'), models.CheckConstraint(condition=models.Q(models.Q(('posted_at', None), ('state', 'waiting')), models.Q(('posted_at__isnull', False), ('state', 'posted'), models.Q(('url', ''), _negated=True)), models.Q(('posted_at', None), ('state', 'skipped'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='publishing_post_says_how_it_ended')],
            },
        ),
    ]
