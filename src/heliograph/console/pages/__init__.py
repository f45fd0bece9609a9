"""The pages, a module each; this is the list of them all."""

from heliograph.console.pages import (
    carriers,
    cause,
    dashboard,
    explorer,
    explorer_call,
    faults,
    limits,
    message,
    messages,
    password,
    receipts,
    routing,
)

ROUTES = (
    *messages.ROUTES,
    *message.ROUTES,
    *explorer.ROUTES,
    *explorer_call.ROUTES,
    *carriers.ROUTES,
    *faults.ROUTES,
    *limits.ROUTES,
    *routing.ROUTES,
    *receipts.ROUTES,
    *cause.ROUTES,
    *dashboard.ROUTES,
    *password.ROUTES,
)
