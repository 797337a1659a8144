"""What people see when something is not there or broken."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def not_found(request, exception=None):
    """404 within the site's frame, with ways on."""
    return render(request, "404.html", status=404)


def server_error(request):
    """500 without any query: the database may be what is broken."""
    return HttpResponseServerError(loader.get_template("500.html").render())
