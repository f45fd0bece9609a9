"""The operations this server has, found by action and version."""

from collections.abc import Iterable, Iterator

from heliograph.operations.call import Served
from heliograph.operations.dybaseapi_2017_05_25.query_token_for_mns_queue import query_token_for_mns_queue
from heliograph.operations.dysmsapi_2018_05_01.batch_send_message_to_globe import batch_send_message_to_globe
from heliograph.operations.dysmsapi_2018_05_01.conversion_data import conversion_data
from heliograph.operations.dysmsapi_2018_05_01.query_message import query_message
from heliograph.operations.dysmsapi_2018_05_01.send_message_to_globe import send_message_to_globe
from heliograph.operations.dysmsapi_2018_05_01.send_message_with_template import send_message_with_template
from heliograph.operations.dysmsapi_2018_05_01.sms_conversion import sms_conversion
from heliograph.operations.heliograph_2026_11_01.add_balance import add_balance
from heliograph.operations.heliograph_2026_11_01.add_blocked_numbers import add_blocked_numbers
from heliograph.operations.heliograph_2026_11_01.add_simulator_rules import add_simulator_rules
from heliograph.operations.heliograph_2026_11_01.approve_signature import approve_signature
from heliograph.operations.heliograph_2026_11_01.approve_template import approve_template
from heliograph.operations.heliograph_2026_11_01.cancel_message import cancel_message
from heliograph.operations.heliograph_2026_11_01.carrier_orders import (
    disable_carrier,
    drain_carrier,
    pause_carrier,
    resume_carrier,
)
from heliograph.operations.heliograph_2026_11_01.clear_simulator_rules import clear_simulator_rules
from heliograph.operations.heliograph_2026_11_01.count_messages import count_messages
from heliograph.operations.heliograph_2026_11_01.create_account import create_account
from heliograph.operations.heliograph_2026_11_01.create_signature import create_signature
from heliograph.operations.heliograph_2026_11_01.create_smpp_credential import create_smpp_credential
from heliograph.operations.heliograph_2026_11_01.create_subscription import create_subscription
from heliograph.operations.heliograph_2026_11_01.create_template import create_template
from heliograph.operations.heliograph_2026_11_01.delete_signature import delete_signature
from heliograph.operations.heliograph_2026_11_01.delete_smpp_credential import delete_smpp_credential
from heliograph.operations.heliograph_2026_11_01.delete_subscription import delete_subscription
from heliograph.operations.heliograph_2026_11_01.delete_template import delete_template
from heliograph.operations.heliograph_2026_11_01.diagnose_message import diagnose_message
from heliograph.operations.heliograph_2026_11_01.explain_access import explain_access
from heliograph.operations.heliograph_2026_11_01.explain_route import explain_route
from heliograph.operations.heliograph_2026_11_01.get_account_limits import get_account_limits
from heliograph.operations.heliograph_2026_11_01.get_balance import get_balance
from heliograph.operations.heliograph_2026_11_01.get_call import get_call
from heliograph.operations.heliograph_2026_11_01.get_carrier import get_carrier
from heliograph.operations.heliograph_2026_11_01.get_conversion_report import get_conversion_report
from heliograph.operations.heliograph_2026_11_01.get_message import get_message
from heliograph.operations.heliograph_2026_11_01.get_message_pushes import get_message_pushes
from heliograph.operations.heliograph_2026_11_01.get_message_trace import get_message_trace
from heliograph.operations.heliograph_2026_11_01.get_report import get_report
from heliograph.operations.heliograph_2026_11_01.get_signature import get_signature
from heliograph.operations.heliograph_2026_11_01.get_statistics import get_statistics
from heliograph.operations.heliograph_2026_11_01.get_template import get_template
from heliograph.operations.heliograph_2026_11_01.list_accounts import list_accounts
from heliograph.operations.heliograph_2026_11_01.list_blocked_numbers import list_blocked_numbers
from heliograph.operations.heliograph_2026_11_01.list_calls import list_calls
from heliograph.operations.heliograph_2026_11_01.list_carriers import list_carriers
from heliograph.operations.heliograph_2026_11_01.list_dead_letters import list_dead_letters
from heliograph.operations.heliograph_2026_11_01.list_delivery_attempts import list_delivery_attempts
from heliograph.operations.heliograph_2026_11_01.list_messages import list_messages
from heliograph.operations.heliograph_2026_11_01.list_orphan_receipts import list_orphan_receipts
from heliograph.operations.heliograph_2026_11_01.list_routes import list_routes
from heliograph.operations.heliograph_2026_11_01.list_signatures import list_signatures
from heliograph.operations.heliograph_2026_11_01.list_simulator_rules import list_simulator_rules
from heliograph.operations.heliograph_2026_11_01.list_smpp_credentials import list_smpp_credentials
from heliograph.operations.heliograph_2026_11_01.list_subscriptions import list_subscriptions
from heliograph.operations.heliograph_2026_11_01.list_templates import list_templates
from heliograph.operations.heliograph_2026_11_01.pause_subscription import pause_subscription
from heliograph.operations.heliograph_2026_11_01.redrive_dead_letters import redrive_dead_letters
from heliograph.operations.heliograph_2026_11_01.reject_signature import reject_signature
from heliograph.operations.heliograph_2026_11_01.reject_template import reject_template
from heliograph.operations.heliograph_2026_11_01.reload_configuration import reload_configuration
from heliograph.operations.heliograph_2026_11_01.remove_blocked_numbers import remove_blocked_numbers
from heliograph.operations.heliograph_2026_11_01.remove_simulator_rule import remove_simulator_rule
from heliograph.operations.heliograph_2026_11_01.resend_message import resend_message
from heliograph.operations.heliograph_2026_11_01.resume_account import resume_account
from heliograph.operations.heliograph_2026_11_01.resume_subscription import resume_subscription
from heliograph.operations.heliograph_2026_11_01.rotate_root_key import rotate_root_key
from heliograph.operations.heliograph_2026_11_01.set_account_limits import set_account_limits
from heliograph.operations.heliograph_2026_11_01.submit_message import submit_message
from heliograph.operations.heliograph_2026_11_01.suspend_account import suspend_account
from heliograph.operations.heliograph_2026_11_01.try_carrier import try_carrier
from heliograph.operations.heliograph_2026_11_01.try_subscription import try_subscription
from heliograph.operations.heliograph_2026_11_01.update_template import update_template
from heliograph.operations.ram_2015_05_01 import (
    access_keys,
    attachments,
    denials,
    groups,
    login_profiles,
    policies,
    policy_versions,
    roles,
    users,
)
from heliograph.operations.sts_2015_04_01.assume_role import assume_role
from heliograph.operations.sts_2015_04_01.get_caller_identity import get_caller_identity

#: All of them, in the order of the manual.
OPERATIONS = (
    send_message_to_globe,
    batch_send_message_to_globe,
    send_message_with_template,
    query_message,
    query_token_for_mns_queue,
    sms_conversion,
    conversion_data,
    list_messages,
    count_messages,
    get_message,
    get_message_pushes,
    resend_message,
    list_calls,
    get_call,
    explain_access,
    explain_route,
    list_routes,
    diagnose_message,
    get_message_trace,
    list_orphan_receipts,
    submit_message,
    cancel_message,
    create_smpp_credential,
    list_smpp_credentials,
    delete_smpp_credential,
    users.create_user,
    users.get_user,
    users.update_user,
    users.delete_user,
    users.list_users,
    access_keys.create_access_key,
    access_keys.update_access_key,
    access_keys.delete_access_key,
    access_keys.list_access_keys,
    access_keys.get_access_key_last_used,
    login_profiles.create_login_profile,
    login_profiles.get_login_profile,
    login_profiles.update_login_profile,
    login_profiles.delete_login_profile,
    login_profiles.change_password,
    groups.create_group,
    groups.delete_group,
    groups.list_groups,
    groups.add_user_to_group,
    groups.remove_user_from_group,
    groups.list_groups_for_user,
    groups.list_users_for_group,
    policies.create_policy,
    policies.get_policy,
    policies.delete_policy,
    policies.list_policies,
    policy_versions.create_policy_version,
    policy_versions.get_policy_version,
    policy_versions.delete_policy_version,
    policy_versions.list_policy_versions,
    policy_versions.set_default_policy_version,
    attachments.attach_policy_to_user,
    attachments.detach_policy_from_user,
    attachments.list_policies_for_user,
    attachments.attach_policy_to_group,
    attachments.detach_policy_from_group,
    attachments.list_policies_for_group,
    attachments.attach_policy_to_role,
    attachments.detach_policy_from_role,
    attachments.list_policies_for_role,
    attachments.list_entities_for_policy,
    roles.create_role,
    roles.get_role,
    roles.update_role,
    roles.delete_role,
    roles.list_roles,
    denials.decode_diagnostic_message,
    assume_role,
    get_caller_identity,
    get_account_limits,
    set_account_limits,
    list_blocked_numbers,
    add_blocked_numbers,
    remove_blocked_numbers,
    create_template,
    list_templates,
    get_template,
    update_template,
    approve_template,
    reject_template,
    delete_template,
    create_signature,
    list_signatures,
    get_signature,
    approve_signature,
    reject_signature,
    delete_signature,
    get_conversion_report,
    get_report,
    get_statistics,
    create_account,
    list_accounts,
    suspend_account,
    resume_account,
    rotate_root_key,
    get_balance,
    add_balance,
    create_subscription,
    list_subscriptions,
    delete_subscription,
    pause_subscription,
    resume_subscription,
    try_subscription,
    list_delivery_attempts,
    list_dead_letters,
    redrive_dead_letters,
    list_carriers,
    get_carrier,
    pause_carrier,
    drain_carrier,
    disable_carrier,
    resume_carrier,
    reload_configuration,
    try_carrier,
    add_simulator_rules,
    list_simulator_rules,
    remove_simulator_rule,
    clear_simulator_rules,
)


class Registry:
    """Operations by (version, action). RPC names no product in a request: the version decides which one is meant."""

    def __init__(self, operations: Iterable[Served] = OPERATIONS) -> None:
        self._served: dict[tuple[str, str], Served] = {}
        for served in operations:
            key = (served.operation.version, served.operation.name)
            if key in self._served:
                raise ValueError(f"{key[1]} of version {key[0]} is described twice.")
            self._served[key] = served
        self._versions = frozenset(version for version, _ in self._served)
        self._actions = frozenset(action for _, action in self._served)
        self.of_server = frozenset(s.operation.action for s in self._served.values() if s.operation.of_server)
        """What only the server's own account may do, as policies name it: `heliograph:PauseCarrier`."""
        self.on_resources = frozenset(s.operation.action for s in self._served.values() if s.operation.resource != "*")
        """What policies allow on single resources: `ram:GetUser`."""

    def find(self, version: str, action: str) -> Served | None:
        """The operation; case counts in both."""
        return self._served.get((version, action))

    def knows_version(self, version: str) -> bool:
        """Whether any operation has this version."""
        return version in self._versions

    def knows_action(self, action: str) -> bool:
        """Whether any version has an operation of this name."""
        return action in self._actions

    def __iter__(self) -> Iterator[Served]:
        return iter(self._served.values())
