"""Writes `docs/rules.md` from the vocabulary, so that no key goes undocumented.

`python -m heliograph.rules.reference > docs/rules.md` writes it anew; a test compares.
"""

import sys
from collections.abc import Iterable, Iterator

from heliograph.rules.carrier import CARRIER
from heliograph.rules.kinds import Choice, Choices, Truth
from heliograph.rules.vocabulary import NAME, NOTE, ON, Key, Subject

_INTRODUCTION = """\
# Keys of rules

Generated from the vocabulary itself by `python -m heliograph.rules.reference`. How rules are used, with an example of
everything that they can do, is in [The simulated carrier](simulator.md).

A rule names what must match, how far it goes, and what to do. The first rule that matches and takes decides; what it
leaves goes on to those below. The same rule in its three forms:

```
number=+85251* share=0.3 times=10 for=5m status=ESME_RSYSERR
```

```toml
[[rules]]
number = "+85251*"
share = 0.3
times = 10
for = "5m"
status = "ESME_RSYSERR"
```

```json
{"number": "+85251*", "share": 0.3, "times": 10, "for": "5m", "status": "ESME_RSYSERR"}
```

On a line, a value with blanks or quotes stands in double quotes, `\\"` and `\\\\` inside; a key that is true stands
alone.

## Every rule

"""


def reference() -> str:
    """The whole page."""
    return "".join(
        [_INTRODUCTION, *_table([NAME, NOTE]), *_on(), *(part for one in CARRIER.subjects for part in _subject(one))]
    )


def _on() -> Iterator[str]:
    yield "\n`on` says what the rule is about:\n\n| `on` | what |\n|---|---|\n"
    for subject in CARRIER.subjects:
        usual = "; meant where a rule says no `on`" if subject.usual else ""
        yield f"| `{subject.name}` | {subject.says}{usual} |\n"


def _subject(subject: Subject) -> Iterator[str]:
    yield f"\n## `{ON}={subject.name}`: what must match\n\n"
    yield from _table(subject.conditions)
    yield from _words(subject.conditions)
    yield f"\n## `{ON}={subject.name}`: how far it goes\n\n"
    yield from _table(subject.limits)
    yield f"\n## `{ON}={subject.name}`: what to do\n\n"
    yield from _table(subject.behaviours)
    yield from _words(subject.behaviours)


def _words(keys: Iterable[Key]) -> Iterator[str]:
    """The words of those that have some."""
    for key in keys:
        if isinstance(key.kind, Choice | Choices):
            yield f"\n`{key.name}`:\n\n| word | meaning |\n|---|---|\n"
            yield from (f"| `{word}` | {says} |\n" for word, says in key.kind.words.items())


def _table(keys: Iterable[Key]) -> Iterator[str]:
    yield "| key | meaning | it must be | example |\n|---|---|---|---|\n"
    for key in keys:
        example = key.name if isinstance(key.kind, Truth) else f"{key.name}={key.example}"
        yield f"| `{key.name}` | {key.says}. | {key.kind.allowed} | `{example}` |\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
