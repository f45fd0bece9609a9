"""The pages, a module each; this is the list of them all."""

from heliograph.console.pages import (
    carriers,
    cause,
    dashboard,
    explorer,
    explorer_call,
    faults,
    identity,
    limits,
    message,
    messages,
    password,
    policies,
    receipts,
    routing,
    senders,
    users,
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
    *senders.ROUTES,
    *cause.ROUTES,
    *dashboard.ROUTES,
    *password.ROUTES,
    *identity.ROUTES,
    *users.ROUTES,
    *policies.ROUTES,
)
