import json, re
from collections import Counter
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.core.cache import caches
from django.contrib.contenttypes.models import ContentType
from tests.factories import *
from unionsite.core import generation
from unionsite.laws.models import Statute, StatuteArticle
from unionsite.core.translations import translate_page
from wagtail.models import Locale

pytestmark = pytest.mark.django_db

def get(client, url, label):
    with CaptureQueriesContext(connection, ) as q:
        r = client.get(url)
    print(f"\n#### {label} {url} {r.status_code} {len(q)}")
    for i, x in enumerate(q.captured_queries):
        print(i, x["sql"][:300])
    c = Counter(x["sql"] for x in q.captured_queries)
    print("REPEATED", [s[:150] for s, n in c.items() if n > 1])
    return r

def test_all(client, tree):
    for n in range(3):
        NewsPageFactory(parent=tree.news, cover=ImageFactory(), cover_alt="x", tags=["安全", "夏季"])
    statute = Statute.objects.create(title="中华人民共和国劳动法", short_title="劳动法", slug="laodong-fa", category="law")
    art = StatuteArticle.objects.create(statute=statute, position=1, number=44, label="第四十四条", anchor="art-44", text="安排劳动者延长工作时间的，支付不低于工资的百分之一百五十的工资报酬。" )
    im = ImageFactory()
    gal = [{"type":"item","id":f"g{i}","value":{"picture":{"image":ImageFactory().pk,"alt_text":"a","decorative":False},"caption":"x"}} for i in range(3)]
    body = [
        {"type":"paragraph","id":"p1","value":"<p>段</p>"},
        picture_block(im),
        picture_block(ImageFactory(), "g2"),
        {"type":"gallery","id":"gg","value":gal},
        {"type":"table","id":"t1","value":{"caption":"c","columns":[{"type":"text","heading":"a"},{"type":"number","heading":"b"}],"rows":[{"values":["x",1]}]}},
        {"type":"law","id":"l1","value":{"article":art.pk,"title":"","label":"","note":""}},
        {"type":"attachments","id":"at","value":[{"type":"item","id":"a1","value":{"document":DocumentFactory().pk,"title":""}}]},
        {"type":"questions","id":"q","value":[{"type":"item","id":"q1","value":{"question":"q","answer":"<p>a</p>"}}]},
    ]
    page = NewsPageFactory(parent=tree.news, cover=ImageFactory(), cover_alt="x", tags=["安全", "夏季"], body=json.dumps(body))
    NewsPageFactory(parent=tree.news, tags=["安全"])
    page.save_revision().publish()
    translate_page(page, locale=Locale.objects.get(language_code="en"), texts={page.title: "Hello"}, publish=True)
    client.get(page.url)
    for c in caches.all(): c.clear()
    generation.forget(); ContentType.objects.clear_cache()
    r = get(client, page.url, "first")
    print(len(r.content))
    get(client, page.url, "warm")
    get(client, "/", "home1")
    get(client, "/", "home warm")
    get(client, "/news/", "list1")
    get(client, "/news/", "list warm")
    get(client, "/news/nope/", "404")
    get(client, "/nope/", "404")
    get(client, "/en" + page.url, "en")
    print(r.content.decode())
