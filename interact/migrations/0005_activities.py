from django.db import migrations as m

from unionsite.core.moved_models import Leave


class Migration(m.Migration):
    dependencies = [("interact", "0004_whole_groups_alone")]
    operations = [
        Leave(
            "interact.activities",
            "PracticeAnswer PostLike DrawNumber PrizeDraw AttemptAnswer Attempt QuizDraw QuizPage Question QuestionSet"
            " PostReport Post Nickname DiscussionPage Signup SignupQuestion SignupQuota SignupPage OpenCount VoteCount"
            " Ballot Candidate VotePage AudienceDepartment Satisfaction ActivityRecord ActivitySubscriber ActivityPage"
            " ActivityIndexPage",
        ),
    ]
