"""Every language, and the sample of a call in it."""

from collections.abc import Mapping
from types import MappingProxyType

from heliograph.explorer.samples.aliyun import ALIYUN
from heliograph.explorer.samples.csharp import CSHARP
from heliograph.explorer.samples.curl import CURL
from heliograph.explorer.samples.given import given
from heliograph.explorer.samples.go import GO
from heliograph.explorer.samples.java import JAVA
from heliograph.explorer.samples.language import Language, Sample
from heliograph.explorer.samples.php import PHP
from heliograph.explorer.samples.python import PYTHON, PYTHON_ASYNC
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.typescript import TYPESCRIPT
from heliograph.operations.description import Operation

#: By name, in the order in which pages show them.
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {one.name: one for one in (PYTHON, PYTHON_ASYNC, TYPESCRIPT, JAVA, GO, PHP, CSHARP, CURL, ALIYUN)}
)


def sample(operation: Operation, values: Mapping[str, str], language: Language, target: Target) -> Sample:
    """The call of `operation` with `values`, as text by parameter name, in `language`, sent to `target`.

    What is in `values` is what is sent: blank texts too, values that the server will refuse too. What a person left
    out of a form must be left out of it. Raises ValueError where `given` does.
    """
    return Sample(language, language.write(given(operation, values), target))
