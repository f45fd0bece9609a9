"""The web pages people look at.

In: requests under `/console` and `/errors`. Out: pages, and streams of events that keep parts of them live.

A page is a module in `pages/` with one function per path, `async def show(visit: Visit) -> Response`, and a `ROUTES`
that `pages/__init__.py` lists; a template in `templates/` that extends `page.html`; its Chinese in a file of
`words/zh-CN/`; and a line in `navigation.py` where the rail should lead to it. What it shows it asks of the API's
operations by `visit.ask`, as the reader, through the gateway's dispatch; `visit.refusal` draws what was refused.
Whatever changes something is a form sent by POST with the hidden field `csrf` (htmx sends it by itself), answered by
`frame.go`. Pages to read work without scripts; a part that htmx asks for (`visit.is_part`) is a template of its own.
What others wrote lies in `static/vendor` with licence and hash. No style or script stands inline, which the
Content-Security-Policy would refuse.

Not here: SQL, rules of the API, states. Imports `http`, `gateway`, `explorer`, `operations`, `rules`, `identity`,
`store`, `sms`.
"""
