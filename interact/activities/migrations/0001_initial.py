"""The models of activities, which stood in `interact` before; their tables keep their names (0077)."""

# allowed: data-beside-schema (types of content and entries of the search; on a site of 1.0 no table is made)
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import interact.cases.receipts
import interact.activities.signups.models
import modelcluster.fields
import uuid
import wagtail.contrib.routable_page.models
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

from unionsite.core.moved_models import Adopt, file_types_anew

MODELS = (
    "ActivityIndexPage ActivityPage ActivitySubscriber ActivityRecord Satisfaction AudienceDepartment VotePage Candidate Ballot"
    " VoteCount OpenCount SignupPage SignupQuota SignupQuestion Signup DiscussionPage Nickname Post PostReport"
    " QuestionSet Question QuizPage QuizDraw Attempt AttemptAnswer PrizeDraw DrawNumber"
)


def file_anew(apps, schema_editor):
    """File types of content, and entries of the search, under the new app."""
    names = MODELS.lower().split()
    file_types_anew(apps, "interact", "activities", names)
    for name in names:
        apps.get_model("search", "SearchEntry").objects.filter(kind=f"interact.{name}").update(kind=f"activities.{name}")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_named_departments'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('interact', '0005_activities'),
        ('search', '0004_verdicts'),
    ]

    operations = [
        migrations.RunPython(file_anew, migrations.RunPython.noop),
        Adopt(
            name='ActivityIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('summary', models.CharField(blank=True, help_text='一两句话说清要点，40至90个字为宜。用于列表、搜索结果和分享卡片。', max_length=300, verbose_name='摘要')),
                ('share_image', models.ForeignKey(blank=True, help_text='转发到微信等处时显示；不选则用封面图。', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.siteimage', verbose_name='分享图')),
            ],
            options={
                'db_table': 'interact_activityindexpage',
                'verbose_name': '活动参与栏目',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        Adopt(
            name='ActivityPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('summary', models.CharField(blank=True, help_text='一两句话说清要点，40至90个字为宜。用于列表、搜索结果和分享卡片。', max_length=300, verbose_name='摘要')),
                ('kind', models.CharField(choices=[('vote', '线上投票'), ('quiz', '知识竞赛'), ('discussion', '话题讨论'), ('signup', '活动报名')], editable=False, max_length=12, verbose_name='种类')),
                ('intro', wagtail.fields.RichTextField(blank=True, help_text='办什么、为什么办。', verbose_name='主题和说明')),
                ('rules_text', wagtail.fields.RichTextField(blank=True, help_text='怎样参加、怎样评定、奖项和注意事项。', verbose_name='活动规则')),
                ('opens_at', models.DateTimeField(help_text='到时自动开始。', null=True, verbose_name='开始时间')),
                ('closes_at', models.DateTimeField(help_text='到时自动截止。', null=True, verbose_name='截止时间')),
                ('audience', models.CharField(choices=[('all', '全体职工'), ('departments', '指定部门的职工'), ('list', '名单上的职工'), ('public', '任何人，凭验证码')], default='all', max_length=12, verbose_name='参加范围')),
                ('audience_list', models.TextField(blank=True, help_text='选“名单上的职工”时填写：一行一个工号，也可从表格粘贴。网站上不显示。', verbose_name='名单')),
                ('conclusion', wagtail.fields.RichTextField(blank=True, help_text='活动结束后填写，经初审、终审后发布：结果怎样、大家怎样评价。参与人数和满意度由系统列出，不必重复。', verbose_name='活动总结')),
                ('lessons', wagtail.fields.RichTextField(blank=True, help_text='下次怎样办得更好，随总结一起公布。', verbose_name='经验和不足')),
                ('in_charge', models.ForeignKey(help_text='活动结束后，系统提醒负责人写总结。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                ('publicity', models.ForeignKey(error_messages={'blank': '请选择宣传稿件：活动开始前须先宣传。'}, help_text='介绍这项活动的稿件。发布满规定天数，活动才能开始。', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.piecepage', verbose_name='宣传稿件')),
                ('share_image', models.ForeignKey(blank=True, help_text='转发到微信等处时显示；不选则用封面图。', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.siteimage', verbose_name='分享图')),
            ],
            options={
                'db_table': 'interact_activitypage',
                'verbose_name': '活动',
                'verbose_name_plural': '活动',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        Adopt(
            name='ActivitySubscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'interact_activitysubscriber',
                'verbose_name': '活动通知',
                'verbose_name_plural': '活动通知',
                'default_permissions': (),
            },
        ),
        Adopt(
            name='ActivityRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.UUIDField(unique=True)),
                ('announced_at', models.DateTimeField(null=True, verbose_name='通知时间')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='取消时间')),
                ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='取消的原因')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('eligible', models.PositiveIntegerField(null=True, verbose_name='可以参加的人数')),
                ('turnout', models.JSONField(default=list, verbose_name='各部门参与')),
                ('summary_due_on', models.DateField(null=True, verbose_name='总结期限')),
                ('reminded_on', models.DateField(null=True, verbose_name='提醒日期')),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取消人')),
                ('cancel_cause', models.CharField(blank=True, choices=[('few', '报名或参加的人数不足，不再举行。'), ('time', '时间或场地有变，举行的时间另行通知。'), ('force', '因天气等不可抗力，无法如期举行。'), ('people', '候选人或主办人员有变动，将重新组织。'), ('plan', '方案需要调整，将重新公示后举行。'), ('rules', '发现不符合活动规则的情况，活动终止。'), ('other', '因故不能举行。如有疑问，请与工会办公室联系。')], db_default='', default='', max_length=10, verbose_name='取消的原因')),
            ],
            options={
                'db_table': 'interact_activityrecord',
                'verbose_name': '活动记录',
                'verbose_name_plural': '活动记录',
                'permissions': [('cancel_activity', '取消活动')],
                'default_permissions': ('view',),
            },
        ),
        Adopt(
            name='Satisfaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.UUIDField()),
                ('stars', models.PositiveSmallIntegerField(choices=[(1, '很不满意'), (2, '不太满意'), (3, '一般'), (4, '满意'), (5, '很满意')], verbose_name='满意度')),
                ('number', models.PositiveIntegerField(default=0, verbose_name='人数')),
                ('shown', models.PositiveIntegerField(db_default=0, default=0)),
            ],
            options={
                'db_table': 'interact_satisfaction',
                'verbose_name': '满意度',
                'verbose_name_plural': '满意度',
                'constraints': [models.UniqueConstraint(fields=('activity', 'stars'), name='one_count_of_each_satisfaction')],
            },
        ),
        Adopt(
            name='AudienceDepartment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.department', verbose_name='部门')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='audience_departments', to='activities.activitypage')),
            ],
            options={
                'db_table': 'interact_audiencedepartment',
                'verbose_name': '指定的部门',
                'verbose_name_plural': '指定的部门',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        Adopt(
            name='VotePage',
            fields=[
                ('activitypage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='activities.activitypage')),
                ('voting_method', models.CharField(choices=[('single', '单选：选一项'), ('multiple', '多选：选规定的项数'), ('approval', '赞成投票：赞成几项就选几项'), ('ranked', '排序投票：按喜欢的先后排名次')], default='single', max_length=12, verbose_name='投票方式')),
                ('least', models.PositiveSmallIntegerField(blank=True, help_text='只用于多选；不填则至少选一项。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='最少选几项')),
                ('most', models.PositiveSmallIntegerField(blank=True, help_text='只用于多选；不填则不限。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='最多选几项')),
                ('seats', models.PositiveSmallIntegerField(default=1, help_text='得票最多的这几项当选；排序投票只选出一项。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='选出几项')),
                ('quorum', models.PositiveSmallIntegerField(blank=True, help_text='投票人数达到可参加人数的百分之几，结果才有效；不填则不设。公开投票不能设。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='最低投票率（%）')),
                ('threshold', models.PositiveSmallIntegerField(blank=True, help_text='得票达到收到的票数的百分之几才当选；不填则不设。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='当选线（%）')),
                ('result_rule', models.CharField(choices=[('always', '随时公布'), ('after_voting', '投票后可见'), ('at_close', '截止后公布')], default='at_close', help_text='公布之前，任何人都看不到票数，管理员也不能；选票在数据库里是密封的。', max_length=12, verbose_name='结果何时公布')),
            ],
            options={
                'db_table': 'interact_votepage',
                'verbose_name': '线上投票',
                'verbose_name_plural': '线上投票',
            },
            bases=('activities.activitypage',),
        ),
        Adopt(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('words', wagtail.fields.RichTextField(blank=True, verbose_name='介绍')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.siteimage', verbose_name='图片')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='activities.votepage')),
            ],
            options={
                'db_table': 'interact_candidate',
                'verbose_name': '候选项',
                'verbose_name_plural': '候选项',
                'ordering': ['sort_order'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
        ),
        Adopt(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(default=interact.cases.receipts.new_key, primary_key=True, serialize=False)),
                ('activity', models.UUIDField(db_index=True)),
                ('receipt', models.CharField(max_length=64)),
                ('sealed', models.TextField()),
            ],
            options={
                'db_table': 'interact_ballot',
                'verbose_name': '选票',
                'verbose_name_plural': '选票',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('activity', 'receipt'), name='one_ballot_for_each_receipt')],
            },
        ),
        Adopt(
            name='VoteCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.UUIDField(unique=True)),
                ('counted_at', models.DateTimeField(verbose_name='计票时间')),
                ('ballots', models.PositiveIntegerField(verbose_name='票数')),
                ('voters', models.PositiveIntegerField(null=True, verbose_name='投票人数')),
                ('votes', models.JSONField(verbose_name='得票')),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'interact_votecount',
                'verbose_name': '计票结果',
                'verbose_name_plural': '计票结果',
                'default_permissions': (),
            },
        ),
        Adopt(
            name='OpenCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.UUIDField(unique=True)),
                ('ballots', models.PositiveIntegerField()),
                ('votes', models.JSONField(default=dict)),
            ],
            options={
                'db_table': 'interact_opencount',
                'default_permissions': (),
            },
        ),
        Adopt(
            name='SignupPage',
            fields=[
                ('activitypage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='activities.activitypage')),
                ('held_at', models.DateTimeField(help_text='报名截止以后，活动什么时候开始。', null=True, verbose_name='活动开始')),
                ('held_until', models.DateTimeField(help_text='总结的期限从这时算起。', null=True, verbose_name='活动结束')),
                ('place', models.CharField(help_text='写明集合地点或房间号。', max_length=120, verbose_name='地点')),
                ('places', models.PositiveSmallIntegerField(help_text='总共多少人，随行人员每人也占一个名额。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)], verbose_name='名额')),
                ('has_waiting_list', models.BooleanField(default=True, help_text='有人取消时，系统按先后自动递补，并发邮件告知。', verbose_name='报满后可以候补')),
                ('companions_most', models.PositiveSmallIntegerField(blank=True, default=0, help_text='填0或不填表示不能带人。每名随行人员须填姓名。', validators=[django.core.validators.MaxValueValidator(5)], verbose_name='最多带几名随行人员')),
                ('asks_relation', models.BooleanField(default=False, verbose_name='问随行人员与职工的关系')),
                ('cancel_until', models.DateTimeField(blank=True, help_text='在这之前职工可以自己改、自己取消；不填则到活动开始。', null=True, verbose_name='可以取消到')),
            ],
            options={
                'db_table': 'interact_signuppage',
                'verbose_name': '活动报名',
                'verbose_name_plural': '活动报名',
            },
            bases=('activities.activitypage',),
        ),
        Adopt(
            name='SignupQuota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('places', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)], verbose_name='名额')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.department', verbose_name='部门')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='activities.signuppage')),
            ],
            options={
                'db_table': 'interact_signupquota',
                'verbose_name': '部门名额',
                'verbose_name_plural': '部门名额',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        Adopt(
            name='SignupQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('clean_name', models.CharField(blank=True, default='', help_text='Safe name of the form field, the label converted to ascii_snake_case', max_length=255, verbose_name='name')),
                ('label', models.CharField(help_text='一题只问一件事。', max_length=160, verbose_name='题目')),
                ('help_text', models.CharField(blank=True, help_text='显示在题目下面，可不填。', max_length=255, verbose_name='提示')),
                ('required', models.BooleanField(default=True, verbose_name='必答')),
                ('choices', models.TextField(blank=True, help_text='一行一个，仅用于单选、多选和下拉选择。英文页显示同样的选项，各语言的答案才能一起统计。', verbose_name='选项')),
                ('least', models.PositiveSmallIntegerField(blank=True, help_text='仅用于多选；不填则不限。选填题不选也可以。', null=True, verbose_name='最少选几项')),
                ('most', models.PositiveSmallIntegerField(blank=True, help_text='仅用于多选；不填则不限。页面会自动写明，不必写在提示里。', null=True, verbose_name='最多选几项')),
                ('field_type', models.CharField(choices=[('singleline', '单行文字'), ('multiline', '多行文字'), ('radio', '单选'), ('checkboxes', '多选'), ('dropdown', '下拉选择'), ('number', '数字'), ('date', '日期'), ('email', '电子邮箱')], default='singleline', max_length=16, verbose_name='题型')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='signup_questions', to='activities.signuppage')),
            ],
            options={
                'db_table': 'interact_signupquestion',
                'verbose_name': '报名的题目',
                'verbose_name_plural': '报名的题目',
                'ordering': ['sort_order'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
        ),
        Adopt(
            name='Signup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('activity', models.UUIDField(db_index=True)),
                ('state', models.CharField(choices=[('placed', '已报上'), ('waiting', '候补'), ('cancelled', '已取消')], max_length=12, verbose_name='状态')),
                ('companions', models.JSONField(default=list, verbose_name='随行人员')),
                ('seats', models.PositiveSmallIntegerField(default=1, verbose_name='人数')),
                ('answers', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='填写的内容')),
                ('queue', models.IntegerField(verbose_name='先后')),
                ('signed_at', models.DateTimeField(verbose_name='报名时间')),
                ('moved_up_at', models.DateTimeField(null=True, verbose_name='递补时间')),
                ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='取消的原因')),
                ('code', models.CharField(default=interact.activities.signups.models.random_code, max_length=32, unique=True)),
                ('checked_in_at', models.DateTimeField(null=True, verbose_name='签到时间')),
                ('reminded_at', models.DateTimeField(null=True, verbose_name='提醒时间')),
                ('checked_in_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签到人')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='职工')),
                ('pool', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.department')),
            ],
            options={
                'db_table': 'interact_signup',
                'verbose_name': '报名',
                'verbose_name_plural': '报名',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('activity', 'person'), name='one_signup_in_force')],
            },
        ),
        Adopt(
            name='DiscussionPage',
            fields=[
                ('activitypage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='activities.activitypage')),
                ('takes_questions', models.BooleanField(default=True, help_text='提问公开后，由主持人逐条答复。', verbose_name='可以向主持人提问')),
                ('host_name', models.CharField(blank=True, help_text='页面上显示。', max_length=40, verbose_name='主持人姓名')),
                ('host_post', models.CharField(blank=True, help_text='页面上显示，如“工会副主席”。', max_length=60, verbose_name='主持人职务')),
                ('longest', models.PositiveSmallIntegerField(default=500, help_text='50至2000字。', validators=[django.core.validators.MinValueValidator(50), django.core.validators.MaxValueValidator(2000)], verbose_name='每条最多字数')),
                ('host', models.ForeignKey(blank=True, help_text='主持人用这个后台账号在“发言审核”里写答复；主持人不便时，审核人员可代为录入。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复账号')),
            ],
            options={
                'db_table': 'interact_discussionpage',
                'verbose_name': '话题讨论',
                'verbose_name_plural': '话题讨论',
            },
            bases=('activities.activitypage',),
        ),
        Adopt(
            name='Nickname',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.UUIDField()),
                ('name', models.CharField(max_length=12, verbose_name='昵称')),
                ('key', models.CharField(max_length=48)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='职工')),
            ],
            options={
                'db_table': 'interact_nickname',
                'verbose_name': '昵称',
                'verbose_name_plural': '昵称',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('activity', 'key'), name='one_person_for_a_nickname'), models.UniqueConstraint(fields=('activity', 'person'), name='one_nickname_for_a_person')],
            },
        ),
        Adopt(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('activity', models.UUIDField()),
                ('nickname', models.CharField(max_length=12, verbose_name='昵称')),
                ('kind', models.CharField(choices=[('statement', '发言'), ('question', '向主持人提问')], default='statement', max_length=12, verbose_name='类型')),
                ('text', models.TextField(max_length=2000, verbose_name='内容')),
                ('sent_at', models.DateTimeField(verbose_name='发送时间')),
                ('state', models.CharField(choices=[('waiting', '待审核'), ('public', '已公开'), ('refused', '未通过'), ('taken_down', '已撤下')], default='waiting', max_length=12, verbose_name='状态')),
                ('reason', models.CharField(blank=True, choices=[('off_topic', '与话题无关'), ('repeated', '内容重复'), ('abuse', '有侮辱、攻击他人的话'), ('privacy', '涉及他人隐私'), ('untrue', '事实不清，请通过诉求渠道反映'), ('secret', '涉及不宜公开的信息'), ('advert', '广告、推销'), ('nickname', '昵称不妥，请换一个再发'), ('other', '其他（请写明）')], max_length=12, verbose_name='原因')),
                ('reason_words', models.CharField(blank=True, max_length=200, verbose_name='原因说明')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='审核时间')),
                ('hidden_at', models.DateTimeField(null=True, verbose_name='因举报隐藏')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='答复')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('stamp', models.CharField(max_length=64, unique=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核人')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='职工')),
            ],
            options={
                'db_table': 'interact_post',
                'verbose_name': '发言',
                'verbose_name_plural': '发言',
                'permissions': [('moderate_posts', '审核讨论发言')],
                'default_permissions': (),
                'indexes': [models.Index(fields=['activity', 'state'], name='posts_of_a_discussion'), models.Index(fields=['state', 'sent_at'], name='posts_that_wait'), models.Index(fields=['person', 'sent_at'], name='posts_of_a_person')],
            },
        ),
        Adopt(
            name='PostReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('abuse', '侮辱、攻击他人'), ('privacy', '泄露隐私'), ('untrue', '不实信息'), ('advert', '广告、推销'), ('other', '其他不妥内容')], max_length=12, verbose_name='原因')),
                ('is_settled', models.BooleanField(default=False, verbose_name='已处理')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='职工')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='activities.post')),
            ],
            options={
                'db_table': 'interact_postreport',
                'verbose_name': '举报',
                'verbose_name_plural': '举报',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('post', 'person'), name='one_report_of_a_person')],
            },
        ),
        Adopt(
            name='QuestionSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('title', models.CharField(help_text='如“劳动合同”“安全生产”。', max_length=60, verbose_name='名称')),
                ('description', models.CharField(blank=True, help_text='职工练习时看到。', max_length=200, verbose_name='说明')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'db_table': 'interact_questionset',
                'verbose_name': '题库',
                'verbose_name_plural': '竞赛题库',
                'ordering': ['title', 'pk'],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        Adopt(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('single', '单选题'), ('multiple', '多选题'), ('truth', '判断题'), ('fill', '填空题')], default='single', max_length=12, verbose_name='题型')),
                ('text', models.TextField(max_length=500, verbose_name='题目')),
                ('options', models.TextField(blank=True, help_text='只用于选择题：一行一个，按顺序为A、B、C……最多8个。', max_length=2000, verbose_name='选项')),
                ('right', models.TextField(help_text='选择题写字母，如A或AC；判断题写对或错；填空题一行一个可接受的答案，全角半角、大小写、空格不计。', max_length=1200, verbose_name='正确答案')),
                ('explanation', models.TextField(blank=True, help_text='答题次数用完或竞赛结束后显示。', max_length=1000, verbose_name='解析')),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='laws.statutearticle', verbose_name='依据的法条')),
                ('question_set', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='activities.questionset')),
            ],
            options={
                'db_table': 'interact_question',
                'verbose_name': '题目',
                'verbose_name_plural': '题目',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        Adopt(
            name='QuizPage',
            fields=[
                ('activitypage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='activities.activitypage')),
                ('minutes', models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(180)], verbose_name='每次答题时间（分钟）')),
                ('attempts_a_day', models.PositiveSmallIntegerField(blank=True, help_text='不填则不限。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='每天最多答几次')),
                ('attempts', models.PositiveSmallIntegerField(blank=True, default=3, help_text='不填则不限。取最好的一次成绩。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='一共最多答几次')),
                ('pass_percent', models.PositiveSmallIntegerField(default=60, help_text='得分达到满分的百分之几为合格，可以打印证书。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='合格线（%）')),
                ('least_sample', models.PositiveSmallIntegerField(default=5, help_text='参加人数不到这个数的部门不排名，合在一起列出。至少5人，以免看出个人成绩。', validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(500)], verbose_name='部门排名最少人数')),
                ('practice', models.CharField(choices=[('never', '不开放'), ('after_close', '竞赛结束后开放'), ('always', '随时开放')], default='after_close', help_text='练习用同样的题库，当场显示答案和解析，不计成绩。', max_length=12, verbose_name='练习')),
                ('prizes', models.PositiveSmallIntegerField(default=0, help_text='结束后自动抽出这么多人，填0则不抽奖。抽法公开，谁都可以复算。', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(500)], verbose_name='抽奖名额')),
                ('prize_for', models.CharField(choices=[('passed', '成绩合格的职工'), ('all', '所有参加的职工')], default='passed', max_length=12, verbose_name='谁参加抽奖')),
            ],
            options={
                'db_table': 'interact_quizpage',
                'verbose_name': '知识竞赛',
                'verbose_name_plural': '知识竞赛',
            },
            bases=('activities.activitypage',),
        ),
        Adopt(
            name='QuizDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('number', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='抽几道题')),
                ('points', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='每题几分')),
                ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.questionset', verbose_name='题库')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='draws', to='activities.quizpage')),
            ],
            options={
                'db_table': 'interact_quizdraw',
                'verbose_name': '抽题',
                'verbose_name_plural': '抽题',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        Adopt(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('activity', models.UUIDField()),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几次')),
                ('started_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='到时')),
                ('questions', models.JSONField(default=list)),
                ('most', models.PositiveIntegerField(verbose_name='满分')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='交卷')),
                ('score', models.PositiveIntegerField(null=True, verbose_name='得分')),
                ('seconds', models.PositiveIntegerField(null=True, verbose_name='用时（秒）')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='职工')),
            ],
            options={
                'db_table': 'interact_attempt',
                'verbose_name': '答卷',
                'verbose_name_plural': '答卷',
                'default_permissions': (),
                'indexes': [models.Index(fields=['activity', '-score', 'seconds'], name='quiz_attempts_by_score'), models.Index(condition=models.Q(('submitted_at', None)), fields=['ends_at'], name='quiz_attempts_running')],
                'constraints': [models.UniqueConstraint(fields=('activity', 'person', 'number'), name='one_attempt_of_a_number')],
            },
        ),
        Adopt(
            name='AttemptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('given', models.JSONField(default=list)),
                ('saved_at', models.DateTimeField()),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='activities.attempt')),
            ],
            options={
                'db_table': 'interact_attemptanswer',
                'verbose_name': '答案',
                'verbose_name_plural': '答案',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('attempt', 'position'), name='one_answer_to_a_question')],
            },
        ),
        Adopt(
            name='PrizeDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.UUIDField(unique=True)),
                ('digest', models.CharField(max_length=64)),
                ('sealed', models.TextField()),
                ('seed', models.CharField(blank=True, max_length=64)),
                ('drawn_at', models.DateTimeField(null=True, verbose_name='抽奖时间')),
                ('numbers', models.JSONField(default=list)),
                ('winners', models.JSONField(default=list)),
            ],
            options={
                'db_table': 'interact_prizedraw',
                'verbose_name': '抽奖',
                'verbose_name_plural': '抽奖',
                'default_permissions': (),
            },
        ),
        Adopt(
            name='DrawNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.UUIDField()),
                ('number', models.CharField(max_length=8, verbose_name='抽奖号')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='职工')),
            ],
            options={
                'db_table': 'interact_drawnumber',
                'verbose_name': '抽奖号',
                'verbose_name_plural': '抽奖号',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('activity', 'person'), name='one_draw_number_each'), models.UniqueConstraint(fields=('activity', 'number'), name='draw_number_once')],
            },
        ),
    ]
