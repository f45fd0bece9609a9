"""Samples for curl: a script of bash that signs by openssl (V3), with nothing else installed.

Source: Alibaba Cloud SDK, page "V3 request structure and signature".
"""

from collections.abc import Mapping

from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import Argument, Given
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.shell import literal
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.template import fill
from heliograph.operations.description import Place

_SCRIPT = r"""
#!/usr/bin/env bash
«about»
# With a temporary key, its token comes from ALIBABA_CLOUD_SECURITY_TOKEN.
set -euo pipefail

: "${ALIBABA_CLOUD_ACCESS_KEY_ID:?is not set}" "${ALIBABA_CLOUD_ACCESS_KEY_SECRET:?is not set}"

endpoint=«endpoint»
protocol=«protocol»
action=«action»
version=«version»

# Percent-encodes every octet but the unreserved ones of RFC 3986.
encode() {
  local LC_ALL=C text=$1 octet i
  for ((i = 0; i < ${#text}; i++)); do
    octet=${text:i:1}
    case $octet in
      [A-Za-z0-9._~-]) printf %s "$octet" ;;
      *) printf %%%02X "$(($(printf %d "'$octet") & 255))" ;;
    esac
  done
}

# name=value&name=value of the given names and values.
pairs() {
  local joined=
  while (($#)); do
    joined+="${joined:+&}$(encode "$1")=$(encode "$2")"
    shift 2
  done
  printf %s "$joined"
}

sha256() { printf %s "$1" | openssl dgst -sha256 -r | cut -d ' ' -f 1; }
# Other users of this machine can see the key among the processes for as long as openssl runs.
hmac() { printf %s "$2" | openssl dgst -sha256 -hmac "$1" -r | cut -d ' ' -f 1; }

# Sorted by name: the signature is over the query as it stands here.
«query»
«form»

# Sorted by name, too.
headers=(
  'content-type:application/x-www-form-urlencoded'
  "host:$endpoint"
  "x-acs-action:$action"
  "x-acs-content-sha256:$(sha256 "$form")"
  "x-acs-date:$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  ${ALIBABA_CLOUD_SECURITY_TOKEN:+"x-acs-security-token:$ALIBABA_CLOUD_SECURITY_TOKEN"}
  "x-acs-signature-nonce:$(openssl rand -hex 16)"
  "x-acs-version:$version"
)
signed=$(printf '%s;' "${headers[@]%%:*}")
signed=${signed%;}

request=$(printf '%s\n' POST / "$query" "${headers[@]}" '' "$signed" "$(sha256 "$form")")
signature=$(hmac "$ALIBABA_CLOUD_ACCESS_KEY_SECRET" "$(printf '%s\n%s' ACS3-HMAC-SHA256 "$(sha256 "$request")")")
authorization="ACS3-HMAC-SHA256 Credential=$ALIBABA_CLOUD_ACCESS_KEY_ID,SignedHeaders=$signed,Signature=$signature"

# An error is a document of its own, with Code, Message and Recommend; the exit code is 22 then.
printf 'header = "%s"\n' "accept: application/json" "authorization: $authorization" "${headers[@]}" |
  curl --silent --show-error --fail-with-body --globoff --connect-timeout 5 --max-time 10 --config - \
    --data-raw "$form" "$protocol://$endpoint/?$query"
"""


def _write(given: Given, target: Target) -> str:
    return fill(
        _SCRIPT,
        about=about(given, "#", by_chain=False),
        endpoint=literal(target.endpoint),
        protocol=literal(target.protocol.value.lower()),
        action=literal(given.operation.name),
        version=literal(given.operation.version),
        query=_pairs("query", given.placed(Place.QUERY)),
        form=_pairs("form", given.placed(Place.FORM)),
    )


def _pairs(variable: str, arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    if not arguments:
        return (f"{variable}=",)
    ordered = sorted(arguments, key=lambda argument: argument.name)
    return (
        f"{variable}=$(",
        "  pairs \\",
        *(f"    {literal(one.name)} {literal(one.text)} \\" for one in ordered[:-1]),
        f"    {literal(ordered[-1].name)} {literal(ordered[-1].text)}",
        ")",
    )


def _surroundings(_given: Given) -> Mapping[str, str]:
    return {}


CURL = Language("curl", "curl", "call.sh", "bash", Checked.EXECUTED, _write, _surroundings, ("bash call.sh",))
