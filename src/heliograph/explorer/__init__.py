"""What programs and people need to try the API, drawn from the descriptions of the operations (I1).

In: the registry's descriptions and the catalogue of codes. Out: API metadata in the cloud portal's shape, an OpenAPI
document, and the application that serves both; forms with what is said of their values, and signed calls; samples of
a call for the SDKs (`samples/`).
Not here: rules of an operation, signatures, accounts. Imports `operations`, `gateway` for its error contract, `http`,
`client` and `sms`.
"""
