"""If this fails, a receiver written after the manual refuses our pushes, or is never believed."""

import asyncio
import ipaddress
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from heliograph.push.confirmation import objection
from heliograph.push.post import post
from heliograph.push.sign import signature_headers
from heliograph.sms.push_schedule import pauses_of
from heliograph.sms.push_target import read_push_url
from push_shop import CONFIRMED

PAGE = (Path(__file__).parents[2] / "docs" / "receipts.md").read_text()
SAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(
    ("secret", "seconds_ago", "believed"), [("right", 0, True), ("wrong", 0, False), ("right", 301, False)]
)
def test_the_pages_check_of_a_signature_believes_ours_and_no_other(shop, secret, seconds_ago, believed):
    names: dict = {}
    exec(next(sample for sample in SAMPLES if "def is_ours" in sample), names)
    body = b'[{"To":"85211112222"}]'
    headers = dict(signature_headers(secret.encode(), body, shop.clock.utc_ms() - seconds_ago * 1000))
    assert names["is_ours"]("right", headers, body) is believed


def test_the_pages_receiver_confirms_what_is_posted():
    receiver = next(sample for sample in SAMPLES if "class Receipts" in sample).replace("9000", "0")
    receiver = receiver.replace("HTTPServer((", "server = HTTPServer((").replace(
        ".serve_forever()", "; print(server.server_port, flush=True); server.handle_request()"
    )
    child = subprocess.Popen([sys.executable, "-c", receiver], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert child.stdout is not None

        url = read_push_url(f"http://127.0.0.1:{int(child.stdout.readline())}/")
        body = b'[{"MessageId":"7","Status":"1","ErrorCode":"success"}]'
        reply = asyncio.run(post(url, [ipaddress.ip_address("127.0.0.1")], [], body, timeout_seconds=30))
        assert objection(reply.status, reply.body) == ""
        assert child.stdout.readline() == b"7 1 success\n"
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def test_the_schedules_are_what_the_page_says():
    assert pauses_of("5,30,300") == (5_000, 30_000, 300_000)
    assert [pause // 60_000 for pause in pauses_of("default")[:6]] == [1, 5, 10, 20, 40, 60]


def test_the_samples_are_json():
    for sample in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL):
        assert json.loads(sample)
    assert json.loads(CONFIRMED.split(b"\r\n\r\n")[1])["code"] == 0
