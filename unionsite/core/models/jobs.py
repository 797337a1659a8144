"""What the scheduler has claimed and done."""

from django.db import models


class JobRun(models.Model):
    """One scheduled job in one time slot; the unique pair lets two schedulers run side by side."""

    job = models.CharField(max_length=64)
    slot = models.BigIntegerField(help_text="Unix time divided by the job's period, rounded down.")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="one_run_for_each_slot")]
        indexes = [models.Index(fields=["-started_at"], name="job_run_started")]

    def __str__(self):
        return f"{self.job} #{self.slot}"
