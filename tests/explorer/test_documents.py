"""If this fails, a tool finds no document where it looks for one, or loads it again and again."""

import json

import pytest

from heliograph.explorer.documents import FORMATS, Documents, document, path_of
from heliograph.explorer.products import products
from heliograph.http.request import Request
from heliograph.http.response import Response

OPENAPI = "/docs/api/Dysmsapi/2018-05-01/openapi.json"


async def ask(path: str, method: str = "GET", **headers: str) -> Response:
    sent = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    return await Documents().answer(Request(method, path, path, "", sent, b""))


async def test_the_list_leads_to_every_document():
    listed = json.loads((await ask("/docs/api")).body)["documents"]
    assert len(listed) == len(products()) * len(FORMATS)
    for one in listed:
        found = await ask(one["path"])
        assert found.status == 200
        assert found.body == document(one["product"], one["version"], one["format"])


async def test_it_downloads_under_a_name_that_says_what_it_is():
    headers = dict((await ask(OPENAPI)).headers)
    assert headers["Content-Disposition"] == 'inline; filename="Dysmsapi-2018-05-01-openapi.json"'
    assert headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
async def test_what_a_client_has_is_not_sent_again(form):
    tag = dict((await ask(OPENAPI)).headers)["ETag"]
    again = await ask(OPENAPI, if_none_match=form.format(tag))
    assert (again.status, again.body) == (304, b"")
    assert dict(again.headers)["ETag"] == tag


async def test_another_version_of_it_is_sent():
    assert (await ask(OPENAPI, if_none_match='"other"')).status == 200


async def test_each_document_has_a_tag_of_its_own():
    other = path_of("Dysmsapi", "2018-05-01", "api-docs")
    assert dict((await ask(OPENAPI)).headers)["ETag"] != dict((await ask(other)).headers)["ETag"]


@pytest.mark.parametrize("path", ["/docs/api/Dysmsapi/2018-05-01/", "/docs/api/../x", "/docs/api/Ecs/1/openapi.json"])
async def test_what_is_not_there_is_said_to_be_missing(path):
    assert (await ask(path)).status == 404


async def test_nothing_is_posted_there():
    assert (await ask(OPENAPI, method="POST")).status == 405
