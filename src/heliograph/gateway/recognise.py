"""Reads what a request is: its parameters, how it is signed, which operation it means and how it wants its answer."""

from heliograph.gateway.exchange import Common, Exchange, Scheme
from heliograph.gateway.faults import Fault, fault, missing
from heliograph.gateway.parameters import merge_form, merge_json, read_query
from heliograph.gateway.parts import Parts
from heliograph.gateway.render import Format

#: Any of these in query or form says that the request is signed, or meant to be, in V1's manner.
_V1_PARAMETERS = ("Action", "Signature", "SignatureVersion", "AccessKeyId")

#: What V3 carries in headers, in the order of `Common`.
_V3_HEADERS = ("x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-security-token")


def read_parameters(exchange: Exchange, parts: Parts) -> Fault | None:
    """Decode query and form; each name stands in them once. The API has one path, which the signatures cover."""
    if exchange.request.path != "/":
        return fault("InvalidApi.NotFound")
    if len(exchange.request.headers.get("content-type", ())) > 1:
        return fault("InvalidParameter", "The header content-type is given twice; it may be given once.")
    query = read_query(exchange.request)
    if isinstance(query, Fault):
        return query
    parameters = merge_form(query, exchange.request)
    if isinstance(parameters, Fault):
        return parameters
    exchange.query, exchange.parameters = query, parameters
    return None


def recognise(exchange: Exchange, parts: Parts) -> Fault | None:
    """V3 by its Authorization header, V1 by its parameters; then an `x-acs-action` header is decoration.

    A proxy's own Authorization header does not make a request with V1's Signature one of V3.

    A request that is not signed at all is read by what it has of the one or the other, so that what it lacks is named
    in the right words.
    """
    headers, parameters = exchange.request.headers, exchange.parameters
    authorization = exchange.request.header("authorization")
    if authorization and ("Signature" not in parameters or authorization.startswith("ACS3-")):
        return _read_v3(exchange)
    if any(name in parameters for name in _V1_PARAMETERS):
        exchange.common = Common(
            Scheme.V1,
            parameters.get("Action", ""),
            parameters.get("Version", ""),
            parameters.get("Timestamp", ""),
            parameters.get("SignatureNonce", ""),
            parameters.get("SecurityToken", ""),
            parameters.get("AccessKeyId", ""),
        )
        return None
    return _read_v3(exchange) if "x-acs-action" in headers else None


def _read_v3(exchange: Exchange) -> Fault | None:
    headers = exchange.request.headers
    values = []
    for name in _V3_HEADERS:
        sent = headers.get(name, ("",))
        if len(sent) > 1:
            return fault("InvalidParameter", f"The header {name} is given twice; it may be given once.")
        values.append(sent[0])
    exchange.common = Common(Scheme.V3, *values)
    parameters = merge_json(exchange.parameters, exchange.request)
    if isinstance(parameters, Fault):
        return parameters
    exchange.parameters = parameters
    return None


def choose_format(exchange: Exchange, parts: Parts) -> None:
    """The format asked for; else XML for V1, and JSON for V3 unless `Accept` asks for XML.

    A Format that is neither is refused later, when the common parameters are checked, and that in JSON.
    """
    wanted = exchange.parameters.get("Format", "")
    if wanted:
        exchange.format = Format.XML if wanted.upper() == "XML" else Format.JSON
    elif exchange.common.scheme is Scheme.V1 or (
        exchange.common.scheme is Scheme.V3 and accepts_xml(exchange.request.header("accept"))
    ):
        exchange.format = Format.XML


def find_operation(exchange: Exchange, parts: Parts) -> Fault | None:
    """The operation of that name and version."""
    common = exchange.common
    headers = common.scheme is Scheme.V3
    if not common.action:
        return missing("Action", "x-acs-action" if headers else "")
    if not common.version:
        return missing("Version", "x-acs-version" if headers else "")
    exchange.served = parts.registry.find(common.version, common.action)
    if exchange.served is not None:
        return None
    if parts.registry.knows_action(common.action) and not parts.registry.knows_version(common.version):
        return fault("NoSuchVersion")
    return fault("InvalidApi.NotFound")


def check_method(exchange: Exchange, parts: Parts) -> Fault | None:
    """GET or POST, as the operation says."""
    methods = exchange.operation.methods
    if exchange.request.method in methods:
        return None
    return fault("UnsupportedHTTPMethod", f"This http method is not supported; use {' or '.join(methods)}.")


def accepts_xml(accept: str) -> bool:
    """Whether XML is named before JSON, by weight (RFC 9110 §12.5.1); other types have no say."""
    accept = accept.lower()
    if "xml" not in accept:
        return False
    best_type, best_weight = "", 0.0
    for part in accept.split(","):
        media_type, _, parameters = part.strip().partition(";")
        if media_type.strip() not in ("application/json", "application/xml", "text/xml"):
            continue
        weight = _weight(parameters)
        if weight > best_weight:
            best_type, best_weight = media_type.strip(), weight
    return best_type.endswith("/xml")


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
