"""`python -m bench.textchecks`: the text check of a piece of 10,000 characters against a list of 20,000 words."""

from __future__ import annotations

import os
import random
import statistics
import time
from datetime import date

import django

WORDS, CHARACTERS, ROUNDS, AIM = 20_000, 10_000, 25, 50
# Common characters, so that made-up words share beginnings and some of them are found.
_HAN = "的一是不了在有人我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家"
_SENTENCES = (
    "5月8日，公司工会在综合楼报告厅召开第十二届职工代表大会第三次会议，98名代表到会。",
    "依据《劳动合同法》第三十八条，劳动者可以解除劳动合同；用人单位应当支付经济补偿。",
    "据工会统计,参与率达98%,同比提高3.5个百分点（其中女职工占41%）。",
    "咨询电话：0571-88123456（工作日8:30—17:00），联系人见附件。",
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionsite.settings.dev")
    django.setup()
    from bench.pages import say, table, verdict
    from unionsite.publishing.textchecks.choices import Role, WordKind
    from unionsite.publishing.textchecks.engine import Checklist, check_parts
    from unionsite.publishing.textchecks.extraction import Parts, Text
    from unionsite.publishing.textchecks.rules.facts import LawIndex
    from unionsite.publishing.textchecks.words import Word, WordIndex

    chance = random.Random(1)  # noqa: S311  (made-up words, the same in each run)
    texts = {"".join(chance.choices(_HAN, k=chance.randint(3, 6))) for _ in range(WORDS * 2)}
    words = [Word(text, WordKind.SENSITIVE) for text in sorted(texts)[:WORDS]]
    began = time.process_time()
    index = WordIndex(words)
    build = (time.process_time() - began) * 1000
    laws = LawIndex.of(
        [(f"劳动条例{number}", f"劳动条例{number}", 60) for number in range(200)] + [("劳动合同法",) * 2 + (98,)]
    )
    checklist = Checklist(today=date(2026, 5, 8), words=index, laws=laws)
    paragraphs = []
    while sum(map(len, paragraphs)) < CHARACTERS:
        filling = "".join(chance.choices(_HAN, k=60))
        paragraphs.append(chance.choice(_SENTENCES) + filling)
    one = Parts("zh-hans", is_piece=True, texts=[Text("body.0", "正文", "\n".join(paragraphs), Role.BODY)])
    many = Parts(
        "zh-hans", True, [Text(f"body.{n}", "正文", paragraph, Role.BODY) for n, paragraph in enumerate(paragraphs)]
    )
    length = sum(map(len, paragraphs))
    say(f"{index.size} words (automaton made in {build:.0f} ms), {length} characters; {ROUNDS} rounds.")
    rows = []
    for name, parts in (("as one block", one), (f"as {len(paragraphs)} blocks", many)):
        milliseconds = []
        for _round in range(ROUNDS):
            began = time.process_time()
            findings = check_parts(parts, checklist)
            milliseconds.append((time.process_time() - began) * 1000)
        median = statistics.median(milliseconds)
        rows.append([name, f"{median:.1f}", f"{min(milliseconds):.1f}", len(findings), verdict(median, AIM, "ms")])
    table(["text check, processor time", "ms median", "ms min", "findings", "aim"], rows)


if __name__ == "__main__":
    main()
