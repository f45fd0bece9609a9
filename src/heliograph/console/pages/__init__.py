"""The pages, a module each; this is the list of them all."""

from heliograph.console.pages import cause, explorer, explorer_call, message, messages

ROUTES = (*messages.ROUTES, *message.ROUTES, *cause.ROUTES, *explorer.ROUTES, *explorer_call.ROUTES)
