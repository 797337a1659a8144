"""bakerydemo's pages, measured when a line names one: `python -m bench.bakerydemo.serve`, in a process of its own.

Each answer is a line of JSON: milliseconds of processor time of one request. Nothing of this project is imported.
"""

import json
import sys
import time
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application
from django.test import Client


class Bakery:
    def __init__(self, application):
        # Models may be imported only once Django is set up.
        from bakerydemo.blog.models import BlogPage
        from django.contrib.auth.models import User

        self.application = application
        self.longest = max(BlogPage.objects.live(), key=lambda page: len(str(page.body.raw_data)))
        self.addresses = {
            "home": "/",
            "list": "/blog/",
            "article": self.longest.get_url(),
            "form": "/contact-us/",
            "search": "/search/?q=bread",
        }
        self.admin = {
            "first page": "/admin/",
            "edit form": f"/admin/pages/{self.longest.pk}/edit/",
        }
        self.staff = Client(HTTP_HOST="127.0.0.1")
        self.staff.force_login(User.objects.get(username="admin"))

    def measure(self, name: str, requests: int) -> float:
        """Milliseconds of one request of a page, of one of the admin, or of a publication."""
        if name == "publication":
            return self.cost(lambda: self.longest.save_revision().publish(), requests)
        if name in self.admin:
            return self.cost(lambda: self.expect(self.staff.get(self.admin[name]).status_code, name), requests)
        return self.cost(lambda: self.read(self.addresses[name]), requests)

    def read(self, address: str) -> None:
        path, _mark, query = address.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1"}
        setup_testing_defaults(environ)
        answer = self.application(environ, lambda line, _headers, *_rest: self.expect(int(line[:3]), address))
        b"".join(answer)
        answer.close()

    @staticmethod
    def expect(status: int, what: str) -> None:
        if status != 200:
            raise SystemExit(f"bakerydemo: {what} answered {status}")

    @staticmethod
    def cost(action, requests: int) -> float:
        action()
        began = time.process_time()
        for _request in range(requests):
            action()
        return (time.process_time() - began) / requests * 1000


def main() -> None:
    bakery = Bakery(get_wsgi_application())
    for line in sys.stdin:
        print(json.dumps(bakery.measure(*json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
