"""A sample with all that it needs to be built and run, as a zip.

The zip of one call is the same octets every time: fixed dates, a fixed order, nothing compressed.
"""

import io
import zipfile
from collections.abc import Mapping

from heliograph.explorer.samples.given import Given, given
from heliograph.explorer.samples.language import Language
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.template import fill
from heliograph.operations.description import Operation

#: The first moment that a zip can say.
_DATE = (1980, 1, 1, 0, 0, 0)

_README = """
# «title»

«says»

    export ALIBABA_CLOUD_ACCESS_KEY_ID=…
    export ALIBABA_CLOUD_ACCESS_KEY_SECRET=…
«run»

It sends to «endpoint» over «protocol»; both stand in `«file»`.
"""


def files(operation: Operation, values: Mapping[str, str], language: Language, target: Target) -> Mapping[str, str]:
    """The texts of the project by path, the sample among them. Raises ValueError where `given` does."""
    call = given(operation, values)
    found = {
        "README.md": _readme(call, language, target),
        language.file: language.write(call, target),
        **language.surroundings(call),
    }
    return dict(sorted(found.items()))


def project(operation: Operation, values: Mapping[str, str], language: Language, target: Target) -> bytes:
    """The same as a zip, in one folder named like `folder`. Raises ValueError where `given` does."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_STORED) as archive:
        for path, text in files(operation, values, language, target).items():
            entry = zipfile.ZipInfo(f"{folder(operation, language)}/{path}", _DATE)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = (0o755 if path.endswith(".sh") else 0o644) << 16
            archive.writestr(entry, text)
    return octets.getvalue()


def folder(operation: Operation, language: Language) -> str:
    """The folder that a zip unpacks to, and a good name for the zip itself: `SendMessageToGlobe-python`."""
    return f"{operation.name}-{language.name}"


def _readme(call: Given, language: Language, target: Target) -> str:
    return fill(
        _README,
        title=f"{call.operation.name} in {language.title}",
        says=call.operation.says,
        run=[f"    {command}" for command in language.run],
        endpoint=target.endpoint,
        protocol=target.protocol.value,
        file=language.file,
    )
