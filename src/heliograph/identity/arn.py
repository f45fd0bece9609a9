"""The names of resources, and patterns of them: `acs:<ram-code>:<region>:<account-id>:<relative-id>`.

A wildcard stays within its part: `acs:ram:*:1:role/a` never reaches across a colon into another account. An empty
region or account in a pattern stands for any, because the cloud writes a RAM role both as `acs:ram::1:role/a` (in
AssumeRole's RoleArn) and as `acs:ram:*:1:role/a` (in the page that says what to authorise).
"""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from heliograph.identity.wildcards import ANY, Patterns, patterns

ALLOWED = "must be * or acs:<ram-code>:<region>:<account-id>:<relative-id>, each part with * and ? where wanted"

#: RAM code, region, account id and relative id of a resource.
Parts: TypeAlias = tuple[str, str, str, str]


def split_arn(text: str) -> Parts | None:
    """The four parts after `acs`; None for anything else, such as the `*` of operations without resources.

    The relative id may hold colons of its own.
    """
    parts = text.split(":", 4)
    if len(parts) != 5 or parts[0] != "acs":
        return None
    return parts[1], parts[2], parts[3], parts[4]


def is_resource_pattern(text: str) -> bool:
    """Whether a policy may name `text` as a Resource."""
    if _is_any(text):
        return True
    parts = split_arn(text)
    return parts is not None and parts[0] != "" and parts[3] != ""


class ResourcePatterns(msgspec.Struct, frozen=True):
    """The Resource of one statement, made ready to match."""

    anything: bool
    """Whether `*` is among them; only that fits a request without a resource of its own, whose Resource is `*`."""
    arns: tuple[tuple[Patterns, Patterns, Patterns, Patterns], ...]

    def match(self, parts: Parts | None) -> bool:
        """Whether one of them fits the resource with these parts, or `*` where there are none. Case counts."""
        if self.anything:
            return True
        if parts is None:
            return False
        code, region, account, relative = parts
        for arn in self.arns:
            if arn[0].match(code) and arn[1].match(region) and arn[2].match(account) and arn[3].match(relative):
                return True
        return False


def resource_patterns(of: Iterable[str]) -> ResourcePatterns:
    """The patterns made ready. Each must be one of `is_resource_pattern`; another fits nothing."""
    texts = tuple(of)
    split = (split_arn(text) for text in texts if not _is_any(text))
    return ResourcePatterns(
        any(_is_any(text) for text in texts),
        tuple(
            (patterns([code]), patterns([region or ANY]), patterns([account or ANY]), patterns([relative]))
            for code, region, account, relative in filter(None, split)
        ),
    )


def _is_any(text: str) -> bool:
    return text != "" and not text.strip(ANY)
