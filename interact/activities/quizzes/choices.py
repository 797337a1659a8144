"""Kinds of questions, what may be wrong with one, who is in the prize draw; imports nothing of ours."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices


class QuestionKind(TextChoices):
    SINGLE = "single", _("单选题")
    MULTIPLE = "multiple", _("多选题")
    TRUTH = "truth", _("判断题")
    FILL = "fill", _("填空题")


class PrizeFor(TextChoices):
    """Who is in the prize draw."""

    PASSED = "passed", _("成绩合格的职工")
    ALL = "all", _("所有参加的职工")


class Fault(TextChoices):
    """What is wrong with a question; the first part of each value is the field beside which it is said."""

    NO_TEXT = "text:none", _("请写题目。")
    LONG_TEXT = "text:long", _("题目太长，最多500个字。")
    FEW_OPTIONS = "options:few", _("选择题至少要有两个选项，一行一个。")
    MANY_OPTIONS = "options:many", _("最多8个选项，请减少。")
    LONG_OPTION = "options:long", _("有的选项太长，每个选项最多200个字。")
    SAME_OPTIONS = "options:same", _("有两个选项相同，请核对。")
    NO_ANSWER = "right:none", _("请填写正确答案。")
    NOT_LETTERS = "right:letters", _("选择题的答案请写选项的字母，如A或AC。")
    FOREIGN_LETTER = "right:foreign", _("答案里有题目没有的选项，请核对字母。")
    SAME_LETTER = "right:same", _("答案里同一个字母写了两次，请核对。")
    ONE_LETTER = "right:one", _("单选题只能有一个正确答案；有几个的请改为多选题。")
    FEW_LETTERS = "right:few", _("多选题至少要有两个正确答案；只有一个的请改为单选题。")
    NOT_TRUTH = "right:truth", _("判断题的答案请写“对”或“错”。")
    LONG_WORDING = "right:long", _("填空题的答案太长，每个最多100个字。")
    MANY_WORDINGS = "right:many", _("最多10个可接受的答案，一行一个。")
    ONLY_MARKS = "right:marks", _("有的答案只有标点，没有文字，请核对。")
    LONG_EXPLANATION = "explanation:long", _("解析太长，最多1000个字。")

    @property
    def field(self) -> str:
        return self.value.partition(":")[0]


MAX_QUESTIONS = 200
MAX_IN_ATTEMPT = 100
MAX_OPTIONS = 8
OPTION_LENGTH = 200
WORDING_LENGTH = 100
MAX_WORDINGS = 10
TEXT_LENGTH, EXPLANATION_LENGTH = 500, 1000
LETTERS = "ABCDEFGH"
RIGHT, WRONG = "对", "错"
# For what was sent on the last second and is still on its way.
GRACE = timedelta(seconds=1)
RANKED = 50
