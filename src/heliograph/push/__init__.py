"""Receipts to subscribers: takes what each must be told and posts it to its URL, until it says that it has it.

In: tellings of the store, subscriptions of the records. Out: HTTP posts, and what became of them.
A worker for each subscription; none waits for another's subscriber. The files follow a push: `engine` (who is
subscribed) → `worker` (what is due, how many at once, what follows a failure) → `body` and `sign` (what is written) →
`sender` (where it may go, and in what time) → `post` (the exchange) → `confirmation` (whether the subscriber has it).
`trial` posts a sample, for whoever asks.
Not here: what is told and to whom (the store writes that with the change itself), queues, SMPP.
"""
