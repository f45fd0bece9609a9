"""Samples for PHP: the official core, by name."""

import json
from collections.abc import Mapping

from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import Argument, Given
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.template import fill
from heliograph.operations.description import Place

_SAMPLE = r"""
<?php

«about»

require __DIR__ . '/vendor/autoload.php';

use AlibabaCloud\Credentials\Credential;
use AlibabaCloud\Dara\Models\RuntimeOptions;
use Darabonba\OpenApi\Models\Config;
use Darabonba\OpenApi\Models\OpenApiRequest;
use Darabonba\OpenApi\Models\Params;
use Darabonba\OpenApi\OpenApiClient;

function createClient(): OpenApiClient
{
    $config = new Config([
        'credential' => new Credential(),
        'endpoint' => «endpoint»,
        'protocol' => «protocol»,
    ]);
    return new OpenApiClient($config);
}

$params = new Params([
    'action' => «action»,
    'version' => «version»,
    'method' => 'POST',
    'pathname' => '/',
    'authType' => 'AK',
    'style' => 'RPC',
    'reqBodyType' => 'formData',
    'bodyType' => 'json',
]);
«request»
$runtime = new RuntimeOptions(['connectTimeout' => 5000, 'readTimeout' => 10000]);
try {
    $response = createClient()->callApi($params, $request, $runtime);
    $shown = JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES;
    echo json_encode($response['body'], $shown), PHP_EOL;
} catch (Exception $error) {
    fwrite(STDERR, 'Code: ' . $error->getCode() . PHP_EOL);
    fwrite(STDERR, 'Message: ' . $error->getMessage() . PHP_EOL);
    fwrite(STDERR, 'Recommend: ' . ($error->data['Recommend'] ?? '') . PHP_EOL);
    exit(1);
}
"""

_SHORT = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(text: str) -> str:
    """An expression that is this text; what does not print, or turns the direction of text, is escaped.

    In single quotes nothing is read but the backslash and the quote; only double ones can spell what does not print.
    """
    if text.isprintable():
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def _write(given: Given, target: Target) -> str:
    mappings = [*_mapping("query", given.placed(Place.QUERY)), *_mapping("body", given.placed(Place.FORM))]
    request = ["$request = new OpenApiRequest([", *(f"    {line}" for line in mappings), "]);"]
    return fill(
        _SAMPLE,
        about=about(given, "//"),
        endpoint=literal(target.endpoint),
        protocol=literal(target.protocol.value),
        action=literal(given.operation.name),
        version=literal(given.operation.version),
        request=request if mappings else ["$request = new OpenApiRequest([]);"],
    )


def _mapping(name: str, arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    if not arguments:
        return ()
    entries = (f"    {literal(one.name)} => {literal(one.text)}," for one in arguments)
    return (f"'{name}' => [", *entries, "],")


#: What Packagist calls the core and the credentials, each at the newest tag of its repository that was read.
_PACKAGES = {"alibabacloud/credentials": "1.2.3", "alibabacloud/openapi-core": "1.0.6"}


def _surroundings(_given: Given) -> Mapping[str, str]:
    return {"composer.json": json.dumps({"require": {"php": ">=7.4", **_PACKAGES}}, indent=4) + "\n"}


PHP = Language(
    name="php",
    title="PHP",
    file="main.php",
    highlight="php",
    checked=Checked.PARSED,
    write=_write,
    surroundings=_surroundings,
    run=("composer install", "php main.php"),
)
