"""If this fails, an address of the console leads to the wrong page, or to none."""

import pytest

from heliograph.console.routes import Route, Routes


async def page(visit):
    raise AssertionError("only found, never asked")


ROUTES = Routes([Route("GET", "", page), Route("GET", "a/{one}", page), Route("POST", "a/{one}/{two}", page)])


@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("GET", "", {}),
        ("HEAD", "", {}),
        ("GET", "a/b%20c", {"one": "b c"}),
        ("GET", "a/%2F", {"one": "/"}),
        ("POST", "a/b/c", {"one": "b", "two": "c"}),
    ],
)
def test_a_path_finds_its_page_and_its_names(method: str, path: str, names: dict[str, str]):
    assert ROUTES.find(method, path) == (page, names)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "", 405), ("GET", "a", 404), ("GET", "a/b/c", 405), ("GET", "a/b/c/d", 404), ("DELETE", "a/b", 405)],
)
def test_what_has_no_page_says_why(method: str, path: str, status: int):
    assert ROUTES.find(method, path) == status
