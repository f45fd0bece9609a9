"""The pages, a module each; this is the list of them all."""

from heliograph.console.pages import carriers, cause, faults, message, messages

ROUTES = (*messages.ROUTES, *message.ROUTES, *cause.ROUTES, *carriers.ROUTES, *faults.ROUTES)
