"""Samples that a person has read, kept to compare with.

`PYTHONPATH=tests python -m explorer.samples.golden` writes them anew; read the difference before it is kept.
"""

from pathlib import Path

from explorer.samples.cases import OPERATIONS
from heliograph.explorer.samples.language import Language
from heliograph.explorer.samples.languages import LANGUAGES, sample
from heliograph.explorer.samples.target import Protocol, Target

FOLDER = Path(__file__).parent / "golden"

TARGET = Target("127.0.0.1:8080", Protocol.HTTP)

#: A typed call with one value of each kind of writing, one with a form, and one through the core.
CALLS = {
    "send": (
        "SendMessageToGlobe",
        {"To": "12025550160", "Message": "It's $5:\n你好 \u202e👋", "ValidityPeriod": "600"},
    ),
    "rate": ("ConversionData", {"ConversionRate": "0.53"}),
    "list": ("ListMessages", {"To": "12025550160", "MaxItems": "10"}),
}


def text(call: str, language: Language) -> str:
    name, values = CALLS[call]
    return sample(OPERATIONS[name], values, language, TARGET).code


def path(call: str, language: Language) -> Path:
    return FOLDER / f"{language.name}-{call}.txt"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES.values():
        for call in CALLS:
            path(call, language).write_text(text(call, language))
