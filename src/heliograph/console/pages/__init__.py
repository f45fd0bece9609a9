"""The pages, a module each; this is the list of them all."""

from heliograph.console.pages import carriers, cause, message, messages

ROUTES = (*messages.ROUTES, *message.ROUTES, *cause.ROUTES, *carriers.ROUTES)
