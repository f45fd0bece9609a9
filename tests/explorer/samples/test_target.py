"""If this fails, a sample for the cloud is sent to a host that is not the cloud's."""

from alibabacloud_dysmsapi20180501.client import Client
from alibabacloud_tea_openapi.models import Config

from explorer.samples.cases import OPERATIONS
from heliograph.explorer.samples.target import Protocol, cloud


def test_the_clouds_endpoint_is_the_sdks_own():
    target = cloud("Dysmsapi")
    assert target is not None
    sdk = Client(Config(access_key_id="x", access_key_secret="x", region_id="ap-southeast-1"))
    assert (target.endpoint, target.protocol) == (sdk._endpoint, Protocol.HTTPS)


def test_what_is_ours_alone_is_in_no_cloud():
    assert {one.product for one in OPERATIONS.values() if cloud(one.product) is None} == {"Heliograph"}
