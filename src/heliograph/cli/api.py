"""Calls operations for a command, and says in plain words what went wrong."""

import json
from collections.abc import Sequence
from typing import Any

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.refusals import refusal, unreachable, untrusted
from heliograph.cli.target import Target, endpoint_of, signer_of, trust_of
from heliograph.cli.terminal import harmless, say

DYSMSAPI = "2018-05-01"
HELIOGRAPH = "2026-11-01"
RAM = "2015-05-01"

#: The operations of our commands that act, with what to say of one whose answer is lost: it may have been done.
CHANGES = {
    "SendMessageToGlobe": "The message may have been accepted: `heliograph messages` tells, before you send it again.",
    **dict.fromkeys(
        ("CreateSmppCredential", "DeleteSmppCredential"),
        "It may have been done all the same: `heliograph smpp list` tells.",
    ),
    **{
        f"{verb}{noun}": f"It may have been done all the same: `heliograph {noun.lower()}s list` tells."
        for noun in ("Template", "Signature")
        for verb in ("Create", "Approve", "Reject", "Delete")
    },
    **dict.fromkeys(
        ("CreateSubscription", "DeleteSubscription", "PauseSubscription", "ResumeSubscription"),
        "It may have been done all the same: `heliograph subscriptions list` tells.",
    ),
    "CancelMessage": "It may have been done all the same, and doing it again changes nothing.",
    "RedriveDeadLetters": "It may have been done all the same: `heliograph subscriptions dead` tells.",
    **dict.fromkeys(
        ("CreateAccount", "SuspendAccount", "ResumeAccount", "RotateRootKey"),
        "It may have been done all the same: `heliograph accounts list` tells.",
    ),
    "AddBalance": "It may have been done all the same: repeated with the same --reference, it counts once.",
    **{
        operation: f"It may have been done all the same: `heliograph {look}` tells."
        for look, operations in {
            "users list": ("CreateUser", "DeleteUser"),
            "users profile USER": ("CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"),
            "users policies USER": ("AttachPolicyToUser", "DetachPolicyFromUser"),
            "groups list": ("CreateGroup", "DeleteGroup"),
            "groups members GROUP": ("AddUserToGroup", "RemoveUserFromGroup"),
            "groups policies GROUP": ("AttachPolicyToGroup", "DetachPolicyFromGroup"),
            "keys list USER": ("CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"),
            "policies list": ("CreatePolicy", "DeletePolicy"),
            "policies versions POLICY": ("CreatePolicyVersion", "SetDefaultPolicyVersion"),
            "roles list": ("CreateRole", "UpdateRole", "DeleteRole"),
            "roles policies ROLE": ("AttachPolicyToRole", "DetachPolicyFromRole"),
        }.items()
        for operation in operations
    },
    **dict.fromkeys(
        ("PauseCarrier", "DrainCarrier", "DisableCarrier", "ResumeCarrier"),
        "It may have been done all the same, and doing it again changes nothing: `heliograph carriers` tells.",
    ),
    **dict.fromkeys(("TestCarrier", "TestSubscription"), "Doing it again does no harm."),
    "ReloadConfiguration": "It may have been read all the same, and reading it again does no harm.",
    **dict.fromkeys(
        ("AddSimulatorRules", "RemoveSimulatorRule", "ClearSimulatorRules"),
        "It may have been done all the same: `heliograph faults list` tells.",
    ),
    "SetAccountLimits": "It may have been done all the same: `heliograph limits show` tells.",
    **dict.fromkeys(
        ("AddBlockedNumbers", "RemoveBlockedNumbers"),
        "It may have been done all the same, and doing it again changes nothing: `heliograph blocked list` tells.",
    ),
}


class Api:
    """The server that a command speaks to. Raises `Failure` for everything but an answer that says OK."""

    def __init__(self, target: Target, as_json: bool) -> None:
        """`as_json`: a refusal is also printed as the server put it, for the program that reads."""
        self._endpoint = endpoint_of(target)
        self._signer = signer_of(target, self._endpoint.host)
        from heliograph.client import Client

        self._as_json = as_json
        signer = self._signer
        self._client = Client(
            str(self._endpoint),
            signer.access_key_id,
            signer.access_key_secret,
            security_token=signer.security_token,
            tls=trust_of(target, self._endpoint),
        )

    def dysmsapi(self, action: str, parameters: dict[str, str]) -> dict[str, Any]:
        """The reply of an operation of Dysmsapi 2018-05-01."""
        return self._call(action, DYSMSAPI, parameters)

    def heliograph(self, action: str, parameters: dict[str, str], refusals: Sequence[str] = ()) -> dict[str, Any]:
        """The reply of an operation of Heliograph 2026-11-01; one with a code of `refusals` is returned as well."""
        return self._call(action, HELIOGRAPH, parameters, refusals)

    def ram(self, action: str, parameters: dict[str, str]) -> dict[str, Any]:
        """The reply of an operation of Ram 2015-05-01, which refuses by error documents alone."""
        return self._call(action, RAM, parameters)

    def print_reply(self, reply: dict[str, Any]) -> None:
        """The reply as JSON, readable and still one document."""
        say(json.dumps(reply, ensure_ascii=False, indent=2))

    def _call(
        self, action: str, version: str, parameters: dict[str, str], refusals: Sequence[str] = ()
    ) -> dict[str, Any]:
        from heliograph.client import UNREADABLE, ApiError, Unreachable, Untrusted

        try:
            reply = dict(self._client.call(action, version, parameters))
        except UnicodeEncodeError:
            raise Failure(ExitCode.USAGE, "the command line is not UTF-8 text.") from None
        except ValueError as error:
            raise Failure(ExitCode.CONFIGURATION, f"the key from {self._signer.source} cannot sign: {error}") from None
        except Untrusted as error:
            raise Failure(ExitCode.UNREACHABLE, untrusted(self._endpoint, str(error))) from None
        except Unreachable as error:
            says = unreachable(self._endpoint, str(error), doubt=CHANGES.get(action, "") if error.in_doubt else "")
            raise Failure(ExitCode.UNREACHABLE, says) from None
        except ApiError as error:
            if error.code == UNREADABLE:
                raise Failure(ExitCode.UNREACHABLE, unreachable(self._endpoint, error.message)) from None
            shown = {"Code": error.code, "Message": error.message, "RequestId": error.request_id}
            self._print_refusal(shown | ({"Recommend": error.recommend} if error.recommend else {}))
            raise refusal(error.code, error.message, error.status, error.recommend, self._signer) from None
        if version != RAM and reply.get("ResponseCode") != "OK":
            self._print_refusal(reply)
            if reply.get("ResponseCode") in refusals:
                return reply
            says = f"{reply.get('ResponseCode', 'no ResponseCode')}: {reply.get('ResponseDescription', '')}"
            raise Failure(ExitCode.REFUSED, harmless(f"refused: {says}"))
        return reply

    def _print_refusal(self, shown: dict[str, Any]) -> None:
        if self._as_json:
            self.print_reply(shown)
