"""The pages, a module each; this is the list of them all."""

from heliograph.console.pages import carriers, cause, dashboard, explorer, explorer_call, message, messages

ROUTES = (
    *messages.ROUTES,
    *message.ROUTES,
    *explorer.ROUTES,
    *explorer_call.ROUTES,
    *carriers.ROUTES,
    *cause.ROUTES,
    *dashboard.ROUTES,
)
