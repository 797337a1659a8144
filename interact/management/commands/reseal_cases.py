"""Puts the keys of all cases under the first of CASE_KEYS; after it the former keys open nothing any more."""

from django.core.management.base import BaseCommand, CommandError

from interact.cases.services import upkeep

NAMED = 20


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        done = upkeep.reseal()
        self.stdout.write(f"重新加密了{done.changed}件诉求的密钥。")
        self.stdout.write(
            "注意：这里只换CASE_KEYS。回执号只存有散列，换RECEIPT_KEYS时请把新的加在最前面，旧的一直留着，"
            "去掉它，以前的回执号就都查不到了。旧的备份只能用旧的CASE_KEYS打开，请与备份保存同样长的时间。"
        )
        if done.closed:
            names = "、".join(done.closed[:NAMED]) + ("等" if len(done.closed) > NAMED else "")
            raise CommandError(
                f"有{len(done.closed)}件诉求打不开，仍是原样，编号：{names}。"
                "请把原来的密钥加在CASE_KEYS后面，再运行一次；在全部打开以前，不要去掉任何旧密钥。"
            )
