"""Thirty faults of a careless change in wall, cases, ballots, sign-in and clock, each of which the tests must catch.

    mutations.py [WORD …]     tries those whose file or harm names one of the words, or all; 1 if one survives

The faults are made in a copy of the tree, which holds what is not committed yet; the tree itself is only read.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# For each: file, tests below `tests/`, what it would hurt; `-` the text as it is, there once, `+` the fault.
TABLE = """
unionsite/publishing/guard/public.py | publishing/ledger -k forged | a row that SQL put into the ledger lets a text out
- if not release.is_sealed:
+ if not release.seal:
unionsite/publishing/guard/public.py | publishing/guard -k t53_a_public | what is live may differ from what was released
- if names := without_followed(instance, differences(instance, release.revision)):
+ if names := []:
unionsite/publishing/guard/files.py | publishing/guard -k t57_a_closed | documents of closed pages open to everybody
- Page.objects.live().exclude(closed)
+ Page.objects.live()
unionsite/publishing/review/rules.py | publishing/review -k they_wrote | authors decide on their own pieces
- if reviewer.wrote:
+ if reviewer.wrote and reviewer.submitted:
unionsite/publishing/review/rules.py | publishing/review -k both_groups | one person passes both stages
- if reviewer.approved_other_stage:
+ if reviewer.approved_other_stage and reviewer.wrote:
unionsite/publishing/review/services/decisions.py | publishing/review -k t48 | an approval holds for what nobody saw
- if revision != current.revision_id or instance.latest_revision_id != current.revision_id:
+ if instance.latest_revision_id != current.revision_id:
unionsite/publishing/ledger/verification.py | publishing/ledger -k t61_a_head | a signed day can be taken out unnoticed
- if fields["previous-sha256"] != (signing.file_hash(previous.text) if previous else signing.NO_HASH):
+ if not fields["previous-sha256"]:
interact/cases/querysets.py | interact/desk -k t69_whoever | who is kept out of a case reads it all the same
- return self.filter(may_see).not_kept_from(user)
+ return self.filter(may_see)
interact/cases/querysets.py | interact/cases -k sees_a_report | the whole team reads what only named handlers may
- may_see |= Q(channel__in=TEAM_CHANNELS)
+ may_see |= Q(channel__in=sorted(Channel))
interact/following/views/finding.py | interact/following -k t66_nobody | an account opens the cases of others
- Case.objects.filter(key=key, sender=user)
+ Case.objects.filter(key=key)
interact/following/views/finding.py | interact/following -k t65_a_thousand | receipts are guessed without end
- if case is None and not is_allowed:
+ if case is None and not is_allowed and is_allowed_here:
interact/cases/receipts.py | interact/cases/test_receipts.py | whoever reads the database has all receipts
- return ring.digest(normalised_code(receipt), _CONTEXT)
-
-
- def digests(receipt: str) -> list[str]:
-     return ring.digests(normalised_code(receipt), _CONTEXT)
+ return normalised_code(receipt)
+
+
+ def digests(receipt: str) -> list[str]:
+     return [normalised_code(receipt)]
interact/sending/services.py | interact/following -k t62_a_report | a report is linked to the account it came from
- case.sender = None if case.is_anonymous or is_by_name else sender
+ case.sender = None if case.is_anonymous else sender
interact/retention/rules.py | interact/retention/test_rules.py | what is on hold as evidence is destroyed
- if case.is_on_hold or case.state not in ENDED or case.closed_on is None:
+ if case.state not in ENDED or case.closed_on is None:
interact/activities/votes/services.py | interact/activities/votes -k t86_no_value | a ballot leads to its voter
- Ballot.objects.create(activity=key,
+ Ballot.objects.create(pk=person.pk, activity=key,
interact/activities/votes/services.py | interact/activities/votes -k service_refuses | votes count after the close
- admit(vote, person, now)
+ pass
interact/participation/services.py | interact/activities/plans -k twice | of two sendings at once both count
- if not is_new:
+ if not is_new and _row.has_rated:
interact/participation/rules.py | interact/questionnaires -k on_the_roll | people who have left go on voting
- return bool(self.employee_number) and self.is_active and not self.has_left
+ return bool(self.employee_number) and self.is_active
interact/questionnaires/services.py | interact/questionnaires -k t86_the_day | the minute tells whose answer it is
- own["submit_time"] = _day_of(when)
+ own["submit_time"] = when
unionsite/accounts/sign_in/guard.py | accounts/sign_in -k t25_a_view | a password alone opens the admin
- if is_verified is None or not is_verified():
+ if is_verified is None:
unionsite/accounts/sign_in/views/sign_in.py | accounts/second_factor -k t09_a_code | a role without staff mark is enough
- if not user.is_guarded:
-             staging.finish_employee(self.request, user)
+ if not user.is_staff:
+             staging.finish_employee(self.request, user)
unionsite/accounts/sign_in/guard.py | accounts/second_factor -k t33_a_second | a session outlives the next one
- if current != session.session_key and not _is_renewed(request, current):
+ if current is None:
unionsite/accounts/second_factor/models.py | accounts/second_factor -k t09_a_code | a code seen by others opens again
- totp.verify(int(code), TOLERANCE, self.last_step + 1)
+ totp.verify(int(code), TOLERANCE, self.last_step)
unionsite/accounts/second_factor/models.py | accounts/second_factor -k t11_a_backup | a backup code opens for ever
- self.unused.remove(used[0])
+ pass
unionsite/accounts/changes/rules.py | accounts/changes -k which_office | two of one office do what takes two offices
- return frozenset(proposal.approving) - frozenset(proposal.proposer_offices)
+ return frozenset(proposal.approving)
unionsite/accounts/activation/services.py | accounts/activation -k thirty | slips found years later open accounts
- filter(used_at=None, expires_at__gt=now, user__in=employees)
+ filter(used_at=None, user__in=employees)
interact/cases/sla.py | interact/cases/test_sla.py | days in a pause count against the handlers
- if on in paused:
-             added += 1
-         else:
-             left -= 1
-     return Due(kind
+ left -= 1
+     return Due(kind
unionsite/core/workdays.py | core/test_workdays.py | the day of an event counts: all is due a day early
- return sum(self.is_workday(day) for day in _days(start + DAY, end))
+ return sum(self.is_workday(day) for day in _days(start, end))
interact/activities/plans/rules.py | interact/activities/plans -k late_publicity | votes open before people heard of it
- return max(self.opens_at, self.publicised_at + timedelta(days=self.publicity_days))
+ return self.opens_at
unionsite/publishing/review/services/scheduling.py | journeys -k what_has_expired | what has expired is published
- if has_expired(revision, now):
+ if revision is None:
"""


@dataclass(frozen=True)
class Mutation:
    file: str
    tests: str
    harm: str
    text: str
    fault: str


def mutations() -> list[Mutation]:
    found, lines = [], TABLE.strip().splitlines()
    starts = [number for number, line in enumerate(lines) if line[0] not in "-+"]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        file, tests, harm = lines[start].split(" | ")
        text, fault = ("\n".join(line[2:] for line in lines[start + 1 : end] if line[0] == sign) for sign in "-+")
        found.append(Mutation(file, tests, harm, text, fault))
    return found


def copy_tree(folder: Path) -> None:
    """Copy what git knows or would take, and the compiled texts."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")  # noqa: S603
    texts = [file.relative_to(ROOT).as_posix() for file in ROOT.glob("*/locale*/*/*/*.mo")]
    for name in [*filter(None, names), *texts]:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def run_tests(folder: Path, *tests: str) -> tuple[int, str]:
    """Return what pytest returns (0: all passed, 1: one failed) and the name of the test that failed."""
    # The migrated database is that of the tree: no fault stands in a migration.
    environment = {"VAR_DIR": str(ROOT / "var"), **os.environ}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-q", "--tb=no", "-rfE", *tests]
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)  # noqa: S603
    failed = [line.split(" ", 1)[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return done.returncode, failed[0].split(" - ")[0] if failed else ""


def outcome(folder: Path, mutation: Mutation) -> tuple[str, str]:
    """Return what became of a fault, and the test that caught it."""
    path = folder / mutation.file
    before = path.read_text("utf-8")
    if before.count(mutation.text) != 1:
        return "NOT FOUND ONCE", ""
    path.write_text(before.replace(mutation.text, mutation.fault), "utf-8")
    returned, failed = run_tests(folder, *f"tests/{mutation.tests}".split())
    path.write_text(before, "utf-8")
    return {0: "SURVIVED", 1: "caught"}.get(returned, f"NOT TRIED ({returned})"), failed


def main(words: list[str]) -> int:
    wanted = [one for one in mutations() if not words or any(word in f"{one.file} {one.harm}" for word in words)]
    tests, caught = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_tree(folder)
        for mutation in wanted:
            began = time.monotonic()
            what, test = outcome(folder, mutation)
            caught += what == "caught"
            tests.append(test)
            print(f"{what} {mutation.file}: {mutation.harm} ({time.monotonic() - began:.0f} s)", flush=True)  # noqa: T201
        # A test that fails without a fault has caught none.
        is_sound = caught == 0 or run_tests(folder, *filter(None, tests))[0] == 0
    print(f"{caught} of {len(wanted)} caught", "" if is_sound else "by tests that fail without any fault")  # noqa: T201
    return int(caught < len(wanted) or not is_sound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
