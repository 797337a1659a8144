import pytest
def test_x(site, visit):
    print(site.pages)
    p = visit()
    p.goto("/")
    print(p.title(), p.watch.faults)
