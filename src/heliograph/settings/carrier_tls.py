"""Makes the TLS context towards a carrier from its settings, and says what is wrong with them."""

import ssl

from heliograph.settings.carrier import CarrierSettings
from heliograph.settings.tls_pair import PairProblem, show_pair, trust_only


def carrier_context(carrier: CarrierSettings) -> ssl.SSLContext | None:
    """The context of links to this carrier: TLS 1.2 or later, the SMSC's certificate and its name always checked.

    None where the carrier is spoken to in the clear. Raises `PairProblem`, whose `key` is what follows `tls_` in the
    setting's name.
    """
    cert, key, ca = carrier.tls_cert, carrier.tls_key, carrier.tls_ca
    if not carrier.tls:
        for name, given in (("ca", ca), ("cert", cert), ("key", key), ("server_name", carrier.tls_server_name)):
            if given:
                raise PairProblem(name, "is set without tls = true; the link would be in the clear")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is None:
        context.load_default_certs()
    else:
        trust_only(context, ca)
    if cert is not None and key is not None:
        show_pair(context, cert, key)
    elif cert is not None or key is not None:
        there, missing = ("cert", "key") if cert is not None else ("key", "cert")
        raise PairProblem(there, f"is set without tls_{missing}; set both, or neither where the carrier asks for none")
    return context
