"""gunicorn in production: two processes of four threads each, behind nginx on the same machine."""

import gc
import os
import resource

wsgi_app = "unionsite.wsgi:application"
# The site is loaded once, before the processes are made, which then share that memory and start at once when one is
# replaced. So a HUP does not bring new code: deploy/update starts a second server beside this one.
preload_app = True
# Looking for garbage while everything is being loaded takes a quarter of the start and finds next to nothing.
gc.disable()
bind = "127.0.0.1:8000"

# One process for each core, at least two, so that a slow request never stops the site. Threads wait for the database
# and for slow readers; Python itself runs on one core for each process.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4

# Longer than nginx keeps its idle upstream connections (60 s), so that nginx never writes into a closed one.
keepalive = 75
# An upload of 50 MB on a slow line ends at nginx, which buffers it: no request stays here for long.
timeout = 60
graceful_timeout = 30

# A process that has grown beyond this many MiB is replaced by a new one, which gives fragmented memory back. Requests
# do not count: kept pages cost so little that a rush would replace each process every few seconds.
MOST_MEMORY = 600
REQUESTS_BETWEEN_LOOKS = 1000

# The heartbeat file belongs in memory: on a busy disk it can block a worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108

# nginx writes the access log, and knows where people write to the union, of whom nothing is logged. Should somebody
# turn this one on, it tells neither address nor browser nor query.
accesslog = None
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
errorlog = "-"

# systemd steers the service; a second way in is one too many.
control_socket_disable = True


def when_ready(server):
    """Load what the first requests would; what is loaded becomes memory that no process looks through for garbage."""
    # Only now is Django set up.
    from search.typed_query import warm_up as load_words
    from unionsite.core.inside import close_connections, warm_up

    load_words()
    warm_up(server.app.wsgi())
    close_connections()
    # Without looking through it first: next to nothing would be found, in a sixth of the start.
    gc.freeze()


def post_fork(server, worker):
    gc.enable()


def post_request(worker, req, environ, resp):
    if worker.nr % REQUESTS_BETWEEN_LOOKS or not worker.alive:
        return
    # The most it ever held, in KiB: what was once taken is hardly given back.
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 > MOST_MEMORY:
        worker.log.info("Over %s MiB: this process ends what it has begun, and a new one takes over.", MOST_MEMORY)
        worker.alive = False
