import pytest, traceback
from django.db import connection
from tests.factories import *
pytestmark = pytest.mark.django_db
def test_404(client, tree):
    client.get("/nope/")
    def wrap(execute, sql, params, many, context):
        print("\n>>>", sql[-700:], params)
        print("".join(l for l in traceback.format_stack() if "/work/main/" in l and ".venv" not in l or "wagtail/" in l)[-2500:])
        return execute(sql, params, many, context)
    with connection.execute_wrapper(wrap):
        client.get("/nope/")
