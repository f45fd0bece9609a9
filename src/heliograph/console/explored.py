"""One operation as somebody looks at it in the explorer: its form with values, and what the tab shows beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from heliograph.console.call_history import PastCall
from heliograph.console.explorer_address import CLOUD, HERE, TABS, View, address_of, path_of
from heliograph.console.forced_results import DELAYS, RESULTS
from heliograph.console.operation_list import NOT_ALLOWED, OF_SERVER, find_operation, operation_list
from heliograph.console.visit import Visit
from heliograph.explorer.errors import gateway_errors, own_errors
from heliograph.explorer.form import examples, form, without_secrets
from heliograph.explorer.notes import notes
from heliograph.explorer.reference import reference
from heliograph.explorer.samples.compared import marked_lines
from heliograph.explorer.samples.language import Language
from heliograph.explorer.samples.languages import LANGUAGES, sample
from heliograph.explorer.samples.target import Protocol, Target, cloud
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01.add_simulator_rules import ADD_SIMULATOR_RULES
from heliograph.operations.types import Msisdn

#: What one who opens the explorer sees first.
FIRST = ("Dysmsapi", "2018-05-01", "SendMessageToGlobe")


@dataclass(frozen=True, slots=True)
class Explored:
    """An operation, what is filled in, and what of it is looked at."""

    visit: Visit
    operation: Operation
    values: Mapping[str, str]
    view: View

    def shown(self, whole: bool = False) -> dict[str, Any]:
        """What the templates of the form and the tabs show; with `whole`, also which values are missing."""
        operation, values, view = self.operation, self.values, self.view
        fields = form(operation)
        return {
            "operation": operation,
            "path": path_of(operation),
            "fields": fields,
            "values": values,
            "cheaper": self._cheaper,
            "notes": notes(operation, fields, values, self.visit.ports.numbers, whole),
            "closed": closed(self.visit, operation),
            "view": view,
            "tabs": [(tab, address_of(operation, values, self._with(tab=tab))) for tab in TABS],
            "own_address": address_of(operation, values, view),
            "examples": address_of(operation, examples(operation), view) if examples(operation) else "",
            "results": RESULTS if self.can_force else {},
            "delays": DELAYS,
            "chosen": {name: self.visit.form.get(name, "") for name in ("force", "delay")},
            "calls": [_past(one) for one in self.visit.ports.history.of(self.visit.session.csrf)],
            **self._tab(),
        }

    @property
    def can_force(self) -> bool:
        """Whether the call makes one message, to a carrier inside, whose rules the reader may change."""
        operation = self.operation
        makes_one = (
            operation.access is Access.CREATE
            and any(isinstance(one.type, Msisdn) for one in operation.parameters)
            and any(field.name == "MessageId" for field in operation.answers)
        )
        return makes_one and self.visit.ports.simulated() and not closed(self.visit, ADD_SIMULATOR_RULES)

    def target(self, name: str) -> Target | None:
        """Where a sample sends to: this server as the reader's browser calls it, or the cloud."""
        request = self.visit.request
        if name == CLOUD:
            return cloud(self.operation.product)
        return Target(request.header("host"), Protocol.HTTPS if request.secure else Protocol.HTTP)

    @property
    def sampled(self) -> Mapping[str, str]:
        """The values of a sample: those of the form, or the manual's examples where nothing is filled in."""
        values = without_secrets(self.operation, self.values) or examples(self.operation)
        return {**values, **{name: f"<{name}>" for name in self.secrets}}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What a sample leaves to whoever runs it: secrets that must be given, or that were."""
        secret = (one for one in self.operation.parameters if one.secret)
        return tuple(one.name for one in secret if one.required or self.values.get(one.name))

    def _cheaper(self, name: str, text: str) -> str:
        """The address of the form with another text in a field."""
        return address_of(self.operation, {**self.values, name: text}, self.view)

    def _with(self, **changed: str) -> View:
        said = {"tab": self.view.tab, "language": self.view.language, "target": self.view.target, **changed}
        return View(**said)

    def _tab(self) -> dict[str, Any]:
        match self.view.tab:
            case "sample":
                return self._sample()
            case "docs":
                return {"shown": reference(self.operation)}
            case "errors":
                return {"own": own_errors(self.operation), "common": gateway_errors(self.operation.product)}
        return {}

    def _sample(self) -> dict[str, Any]:
        operation, values, view = self.operation, self.values, self.view
        elsewhere = {HERE: CLOUD, CLOUD: HERE}
        target, other = self.target(view.target), self.target(elsewhere[view.target])
        if target is None:
            # What the cloud does not have is shown for this server, whatever the address says.
            target, other = other, None
        assert target is not None
        language = LANGUAGES[view.language]
        try:
            code = sample(operation, self.sampled, language, target).code
            beside = sample(operation, self.sampled, language, other).code if other is not None else code
        except ValueError as error:
            return {"unwritten": str(error), **self._languages(language)}
        return {
            "unwritten": "",
            "lines": marked_lines(code, beside),
            "example": not values,
            "secrets": self.secrets,
            "targets": [
                (name, address_of(operation, values, self._with(target=name)))
                for name in (HERE, CLOUD)
                if self.target(name) is not None
            ],
            "endpoint": target.endpoint,
            "project": address_of(operation, self.sampled, self._with(tab=TABS[0]), f"/project/{language.name}"),
            **self._languages(language),
        }

    def _languages(self, language: Language) -> dict[str, Any]:
        return {
            "language_of_sample": language,
            "samples": [
                (one, address_of(self.operation, self.values, self._with(language=one.name)))
                for one in LANGUAGES.values()
            ],
        }


def _past(call: PastCall) -> dict[str, Any]:
    moment = datetime.fromtimestamp(call.at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"call": call, "moment": moment, "address": address_of(call.operation, call.values)}


def closed(visit: Visit, operation: Operation) -> str:
    """Why the reader may not call an operation, as far as can be known before it says on what; empty where they may."""
    if operation.of_server and visit.session.credential.account != ROOT_ACCOUNT:
        return OF_SERVER
    return "" if not operation.action or visit.may(operation.action) else NOT_ALLOWED


def listed(visit: Visit, asked: str) -> dict[str, Any]:
    """What the template of the list shows."""
    return {"asked": asked, "groups": operation_list(asked, lambda operation: closed(visit, operation))}


def operation_of(visit: Visit) -> Operation | None:
    """The operation that the path names."""
    return find_operation(visit.names["product"], visit.names["version"], visit.names["action"])
