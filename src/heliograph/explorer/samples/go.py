"""Samples for Go: the official core, by name."""

from collections.abc import Mapping

from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import Argument, Given
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.template import fill
from heliograph.operations.description import Place

_SAMPLE = """
«about»
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
	"github.com/aliyun/credentials-go/credentials"
)

func createClient() (*openapi.Client, error) {
	credential, err := credentials.NewCredential(nil)
	if err != nil {
		return nil, err
	}
	config := new(openapi.Config).
		SetCredential(credential).
		SetEndpoint(«endpoint»).
		SetProtocol(«protocol»)
	return openapi.NewClient(config)
}

func call() (any, error) {
	client, err := createClient()
	if err != nil {
		return nil, err
	}
	params := new(openapi.Params).
		SetAction(«action»).
		SetVersion(«version»).
		SetMethod("POST").
		SetPathname("/").
		SetAuthType("AK").
		SetStyle("RPC").
		SetReqBodyType("formData").
		SetBodyType("json")
	request := new(openapi.OpenApiRequest)
	«mappings»
	runtime := new(dara.RuntimeOptions).SetConnectTimeout(5000).SetReadTimeout(10000)
	response, err := client.CallApi(params, request, runtime)
	return response["body"], err
}

func main() {
	body, err := call()
	if err != nil {
		report(err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(body); err != nil {
		report(err)
		os.Exit(1)
	}
}

func report(err error) {
	var refused *tea.SDKError
	if !errors.As(err, &refused) {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	var data struct{ Recommend string }
	_ = json.Unmarshal([]byte(tea.StringValue(refused.Data)), &data)
	fmt.Fprintln(os.Stderr, "Code:", tea.StringValue(refused.Code))
	fmt.Fprintln(os.Stderr, "Message:", tea.StringValue(refused.Message))
	fmt.Fprintln(os.Stderr, "Recommend:", data.Recommend)
}
"""

_MODULE = """
module sample

go 1.22

require (
	github.com/alibabacloud-go/darabonba-openapi/v2 v2.1.13
	github.com/alibabacloud-go/tea v1.3.13
	github.com/aliyun/credentials-go v1.4.7
)

require (
	github.com/alibabacloud-go/alibabacloud-gateway-spi v0.0.5 // indirect
	github.com/alibabacloud-go/debug v1.0.1 // indirect
	github.com/alibabacloud-go/tea-utils/v2 v2.0.7 // indirect
	github.com/clbanning/mxj/v2 v2.7.0 // indirect
	github.com/json-iterator/go v1.1.12 // indirect
	github.com/modern-go/concurrent v0.0.0-20180306012644-bacd9c7ef1dd // indirect
	github.com/modern-go/reflect2 v1.0.2 // indirect
	github.com/tjfoc/gmsm v1.4.1 // indirect
	golang.org/x/net v0.26.0 // indirect
	gopkg.in/ini.v1 v1.67.0 // indirect
)
"""

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
    return fill(
        _SAMPLE,
        about=about(given, "//"),
        endpoint=literal(target.endpoint),
        protocol=literal(target.protocol.value),
        action=literal(given.operation.name),
        version=literal(given.operation.version),
        mappings=[*_query(given.placed(Place.QUERY)), *_body(given.placed(Place.FORM))],
    )


def _query(arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    if not arguments:
        return ()
    sets = (f"query[{literal(one.name)}] = tea.String({literal(one.text)})" for one in arguments)
    return ("query := map[string]*string{}", *sets, "request.SetQuery(query)")


def _body(arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    if not arguments:
        return ()
    sets = (f"body[{literal(one.name)}] = {literal(one.text)}" for one in arguments)
    return ("body := map[string]any{}", *sets, "request.SetBody(body)")


def _surroundings(_given: Given) -> Mapping[str, str]:
    return {"go.mod": fill(_MODULE)}


GO = Language(
    name="go",
    title="Go",
    file="main.go",
    highlight="go",
    checked=Checked.EXECUTED,
    write=_write,
    surroundings=_surroundings,
    run=("go mod tidy", "go run ."),
)
