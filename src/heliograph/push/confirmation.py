"""Reads whether a subscriber has what was pushed: HTTP 200 with a JSON object whose `code` is the number 0."""

import msgspec

_decode = msgspec.json.Decoder().decode


def objection(status: int, body: bytes) -> str:
    """Why the reply confirms nothing, in words; empty where it does. Never repeats what the subscriber wrote.

    Source: page smsreport-http-intl: `{"code":0,"msg":"接收成功"}`, `code` a number and required.
    """
    if 300 <= status < 400:
        return f"HTTP {status}: redirects are not followed"
    if status != 200:
        return f"HTTP {status}, not 200"
    try:
        said = _decode(body)
    except msgspec.DecodeError:
        return "HTTP 200, but the body is no JSON"
    code = said.get("code") if isinstance(said, dict) else None
    if isinstance(code, bool) or not isinstance(code, int | float):
        return 'HTTP 200, but the body is no JSON object with a number "code"'
    return "" if code == 0 else f'HTTP 200, but "code" is {code:g}, not 0'
