"""Samples for C#: the official core, by name."""

import re
from collections.abc import Mapping

from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import Argument, Given
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.template import comment, fill
from heliograph.operations.description import Place

_SAMPLE = """
«about»

using System;
using System.Collections.Generic;
using AlibabaCloud.OpenApiClient;
using AlibabaCloud.OpenApiClient.Models;
using Darabonba.Exceptions;
using Darabonba.Models;
using Newtonsoft.Json;

public static class Sample
{
    private static Client CreateClient()
    {
        var config = new Config
        {
            Credential = new Aliyun.Credentials.Client(),
            Endpoint = «endpoint»,
            Protocol = «protocol»,
        };
        return new Client(config);
    }

    public static int Main()
    {
        var parameters = new Params
        {
            Action = «action»,
            Version = «version»,
            Method = "POST",
            Pathname = "/",
            AuthType = "AK",
            Style = "RPC",
            ReqBodyType = "formData",
            BodyType = "json",
        };
        «request»
        var runtime = new RuntimeOptions { ConnectTimeout = 5000, ReadTimeout = 10000 };
        try
        {
            var response = CreateClient().CallApi(parameters, request, runtime);
            Console.WriteLine(JsonConvert.SerializeObject(response["body"], Formatting.Indented));
            return 0;
        }
        catch (DaraException error)
        {
            object recommend = null;
            error.Data?.TryGetValue("Recommend", out recommend);
            Console.Error.WriteLine("Code: " + error.Code);
            Console.Error.WriteLine("Message: " + error.Message);
            Console.Error.WriteLine("Recommend: " + recommend);
            return 1;
        }
    }
}
"""

#: The core as its repository has it; no registry that the tests reach has packages of .NET.
_PROJECT = """
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net8.0</TargetFramework>
    <RollForward>Major</RollForward>
    <Nullable>disable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="AlibabaCloud.OpenApiClient" Version="0.2.1" />
  </ItemGroup>
</Project>
"""

#: System.Uri drops these marks of direction from a URL, even percent-encoded, after the signature has been made over
#: them; seen under Mono, whose System.Uri is .NET's.
_LOST_IN_URLS = re.compile("[\u200e\u200f\u202a-\u202e]")
_WHY_BODY = "In a form: .NET would drop the marks of direction from a URL, and break the signature."

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(text: str) -> str:
    """An expression that is this text; what does not print, or turns the direction of text, is escaped."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _write(given: Given, target: Target) -> str:
    fits_url = _LOST_IN_URLS.search("".join(one.text for one in given.arguments)) is None
    query = given.placed(Place.QUERY) if fits_url else ()
    body = given.placed(Place.FORM) if fits_url else given.arguments
    mappings = [*_mapping("Query", "string", query), *_mapping("Body", "object", body)]
    request = ["var request = new OpenApiRequest", "{", *(f"    {line}" for line in mappings), "};"]
    why = () if fits_url else comment("//", _WHY_BODY)
    return fill(
        _SAMPLE,
        about=about(given, "//"),
        endpoint=literal(target.endpoint),
        protocol=literal(target.protocol.value),
        action=literal(given.operation.name),
        version=literal(given.operation.version),
        request=[*why, *request] if mappings else ["var request = new OpenApiRequest();"],
    )


def _mapping(name: str, kind: str, arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    if not arguments:
        return ()
    entries = (f"    {{ {literal(one.name)}, {literal(one.text)} }}," for one in arguments)
    return (f"{name} = new Dictionary<string, {kind}>", "{", *entries, "},")


def _surroundings(_given: Given) -> Mapping[str, str]:
    return {"Sample.csproj": fill(_PROJECT)}


CSHARP = Language(
    name="csharp",
    title="C#",
    file="Program.cs",
    highlight="csharp",
    checked=Checked.PARSED,
    write=_write,
    surroundings=_surroundings,
    run=("dotnet run",),
)
