"""Fills the database named in the environment and serves it until stopped; says in one line of JSON what is where."""

import json
import sys

import django


def main() -> None:
    django.setup()
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    from tests.browser.content import build

    class Plain(WSGIRequestHandler):
        """Writes down what was asked for and from which page; who asked is the proxy's matter."""

        def log_request(self, code="-", size="-"):
            sys.stderr.write(f'{self.requestline} {code} "{self.headers.get("Referer", "-")}"\n')

        def log_message(self, *args):
            pass

    host, port = sys.argv[1], int(sys.argv[2])
    pages = build()
    connections.close_all()
    server = ThreadedWSGIServer((host, port), Plain)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    sys.stdout.write(json.dumps(pages) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
