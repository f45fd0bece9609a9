"""What the operations on accounts' limits answer alike."""

from heliograph.operations.description import Field

ANSWERS = (
    Field("AccountId", "The account.", "1000000000000002"),
    Field(
        "Limits",
        "The account's own limits, as the text of a JSON object: `rates` (account, user, operations, user_operations: "
        "calls a second) and `send` (as the keys of `limits.send` in the configuration). What is not in it is the "
        "server's.",
        '{"rates":{"account":50},"send":{"messages_per_day":1000}}',
    ),
    Field("Revision", "How often they were changed; absent where the account has none of its own.", "3"),
)
