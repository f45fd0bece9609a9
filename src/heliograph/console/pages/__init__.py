"""The pages, a module each; this is the list of them all."""

from heliograph.console.pages import carriers, cause, explorer, explorer_call, faults, message, messages, password

ROUTES = (
    *messages.ROUTES,
    *message.ROUTES,
    *explorer.ROUTES,
    *explorer_call.ROUTES,
    *carriers.ROUTES,
    *faults.ROUTES,
    *cause.ROUTES,
    *password.ROUTES,
)
