"""The one language in which faults are made on purpose: what to match, how often, what to do.

In: rules as tables of TOML, JSON objects or lines of a command, and a vocabulary that says which keys there are; facts
about what happens, with the time. Out: the rule that decides, what each rule has counted, what is wrong with a rule.
Not here: what a rule does (whoever owns a vocabulary performs it), clocks, files, sockets. Imports `sms`.
"""

from heliograph.rules.book import RULES_MAX, Counted, RuleBook
from heliograph.rules.document import read_document
from heliograph.rules.read import RuleFault, Unreadable, read_line, read_mapping
from heliograph.rules.rule import Rule, as_line, as_mapping, as_toml
from heliograph.rules.vocabulary import Key, Subject, Vocabulary

__all__ = [
    "RULES_MAX",
    "Counted",
    "Key",
    "Rule",
    "RuleBook",
    "RuleFault",
    "Subject",
    "Unreadable",
    "Vocabulary",
    "as_line",
    "as_mapping",
    "as_toml",
    "read_document",
    "read_line",
    "read_mapping",
]
