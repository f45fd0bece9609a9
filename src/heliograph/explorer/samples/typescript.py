"""Samples for TypeScript on Node.js: the typed SDK or its core."""

import json
from collections.abc import Iterable, Mapping

from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import Argument, Given, Typed
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.template import fill
from heliograph.explorer.samples.typed import camel, is_typed
from heliograph.operations.description import Place

_TYPED = """
«about»

import Credential from '@alicloud/credentials';
import Client, * as models from '@alicloud/dysmsapi20180501';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';

function createClient(): Client {
  const config = new $OpenApiUtil.Config({
    credential: new Credential(),
    endpoint: «endpoint»,
    protocol: «protocol»,
  });
  return new Client(config);
}

async function main(): Promise<void> {
  «request»
  const runtime = new RuntimeOptions({ connectTimeout: 5000, readTimeout: 10000 });
  try {
    const response = await createClient().«method»WithOptions(request, runtime);
    console.log(JSON.stringify(response.body?.toMap(), null, 2));
  } catch (error: any) {
    console.error('Code:', error.code);
    console.error('Message:', error.message);
    console.error('Recommend:', error.data?.Recommend);
    process.exitCode = 1;
  }
}

main();
"""

_GENERIC = """
«about»

import Credential from '@alicloud/credentials';
import Client, { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';

function createClient(): Client {
  const config = new $OpenApiUtil.Config({
    credential: new Credential(),
    endpoint: «endpoint»,
    protocol: «protocol»,
  });
  return new Client(config);
}

async function main(): Promise<void> {
  const params = new $OpenApiUtil.Params({
    action: «action»,
    version: «version»,
    method: 'POST',
    pathname: '/',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  «request»
  const runtime = new RuntimeOptions({ connectTimeout: 5000, readTimeout: 10000 });
  try {
    const response = await createClient().callApi(params, request, runtime);
    console.log(JSON.stringify(response.body, null, 2));
  } catch (error: any) {
    console.error('Code:', error.code);
    console.error('Message:', error.message);
    console.error('Recommend:', error.data?.Recommend);
    process.exitCode = 1;
  }
}

main();
"""

_SHORT = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(value: Typed) -> str:
    """An expression that is this value; what does not print, or turns the direction of text, is escaped."""
    if isinstance(value, str):
        return "'" + "".join(map(_escaped, value)) + "'"
    return str(value).lower()


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def _write(given: Given, target: Target) -> str:
    common: dict[str, str | Iterable[str]] = {
        "about": about(given, "//"),
        "endpoint": literal(target.endpoint),
        "protocol": literal(target.protocol.value),
    }
    name = given.operation.name
    if is_typed(given):
        fields = [f"{camel(one.name)}: {literal(value)}," for one, value in given.typed]
        return fill(_TYPED, method=camel(name), request=_new(f"models.{name}Request", fields), **common)
    mappings = [*_mapping("query", given.placed(Place.QUERY)), *_mapping("body", given.placed(Place.FORM))]
    request = _new("$OpenApiUtil.OpenApiRequest", mappings)
    return fill(_GENERIC, action=literal(name), version=literal(given.operation.version), request=request, **common)


def _new(name: str, fields: list[str]) -> tuple[str, ...]:
    if not fields:
        return (f"const request = new {name}({{}});",)
    return (f"const request = new {name}({{", *(f"  {line}" for line in fields), "});")


def _mapping(name: str, arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    if not arguments:
        return ()
    return (f"{name}: {{", *(f"  {one.name}: {literal(one.text)}," for one in arguments), "},")


def _surroundings(given: Given) -> Mapping[str, str]:
    typed = {"@alicloud/dysmsapi20180501": "1.0.10"} if is_typed(given) else {}
    package = {
        "name": "sample",
        "private": True,
        "scripts": {"start": "tsc && node dist/main.js"},
        "dependencies": {
            "@alicloud/credentials": "2.4.7",
            **typed,
            "@alicloud/openapi-core": "1.0.8",
            "@darabonba/typescript": "1.0.5",
        },
        "devDependencies": {"@types/node": "20.19.0", "typescript": "5.9.3"},
    }
    compiler = {
        "target": "es2022",
        "module": "node16",
        "strict": True,
        "esModuleInterop": True,
        "skipLibCheck": True,
        "rootDir": "src",
        "outDir": "dist",
    }
    settings = {"compilerOptions": compiler, "include": ["src"]}
    return {
        "package.json": json.dumps(package, indent=2) + "\n",
        "tsconfig.json": json.dumps(settings, indent=2) + "\n",
    }


TYPESCRIPT = Language(
    name="typescript",
    title="TypeScript",
    file="src/main.ts",
    highlight="typescript",
    checked=Checked.EXECUTED,
    write=_write,
    surroundings=_surroundings,
    run=("npm install", "npm start"),
)
