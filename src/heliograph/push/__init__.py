"""Receipts to subscribers: takes what each must be told and posts it to its URL, until it says that it has it.

In: tellings of the store, subscriptions of the records. Out: HTTP posts, and what became of them.
A worker for each subscription; none waits for another's subscriber. The files follow a push: `engine` (who is
subscribed) → `worker` (what is due, how many at once, what follows a failure) → `body` and `sign` (what is written) →
`resolve` (where it may go) → `post` (the exchange) → `confirmation` (whether the subscriber has it).
Not here: what is told and to whom (the store writes that with the change itself), queues, SMPP.
"""
