"""The search of messages, `to:4917 status:failed "your code" after:-1h`, as a value, and whom it means.

In: what a person typed. Out: a `Search`, or what is wrong with it; its text again; a judgement of one message.
Not here: how messages are found among millions. The store may look where it likes, but `match` has the last word.
"""
