"""Puts each amendment of a frozen card of 1.0 on the card itself, as a line of it and in its total (decision 0079).

What was frozen first stays beside it as `as_frozen`; a card that has this is left alone, so it may run twice.
"""

from decimal import Decimal

from django.db import migrations
from django.utils import timezone

LEAST, MOST = Decimal(0), Decimal(120)
VETOES = {"lift": ("更正：撤销单项否决", 0), "impose": ("更正：增加单项否决", 1)}


def lines_of(change) -> list[dict]:
    day = f"{timezone.localtime(change.at):%Y-%m-%d}"
    plain = {"each": str(abs(change.points)), "most": "0", "number": 1, "item": 0, "text": "更正", "measure": ""}
    plain |= {"note": f"{change.reason}（{change.by.name or change.by.username}，{day}）", "address": "", "facts": []}
    found = []
    if change.points:
        found.append(plain | {"kind": "bonus" if change.points > 0 else "deduction"})
    if change.veto:
        text, number = VETOES[change.veto]
        found.append(plain | {"kind": "veto", "each": "0", "text": text, "number": number})
    return found


def stand_on_cards(apps, schema_editor):
    amendments = apps.get_model("oversight", "Amendment").objects
    cards = apps.get_model("oversight", "ScoreCard").objects.filter(pk__in=amendments.values("card"))
    for card in cards.iterator(chunk_size=100):
        content = card.content
        # A card that was changed past the program may hold anything.
        if "as_frozen" in content or not {"total", "is_vetoed", "lines"} <= content.keys():
            continue
        content["as_frozen"] = {"total": content["total"], "is_vetoed": content["is_vetoed"]}
        total = Decimal(content["total"])
        for change in amendments.filter(card=card).select_related("by").order_by("pk"):
            total = min(max(total + change.points, LEAST), MOST)
            if change.veto:
                content["is_vetoed"] = change.veto == "impose"
            content["lines"] += lines_of(change)
        content["total"] = str(total)
        card.save(update_fields=["content"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("oversight", "0004_scores_without_seals")]
    operations = [migrations.RunPython(stand_on_cards, migrations.RunPython.noop)]
