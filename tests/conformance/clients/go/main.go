// The cores of Alibaba Cloud's Go SDKs, called without a product's types: darabonba-openapi (V3) or alibaba-cloud-sdk-go (V1).
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

type call struct {
	Endpoint, Protocol, Signature, Action, Version string
	Key                                            struct{ ID, Secret, Token string }
	Parameters                                     map[string]string
	Form                                           bool
}

type failure struct {
	Error     string `json:"error"`
	Message   string `json:"message"`
	Status    any    `json:"status"`
	Recommend string `json:"recommend"`
}

func tea3(c call) (any, error) {
	config := &openapi.Config{
		AccessKeyId: &c.Key.ID, AccessKeySecret: &c.Key.Secret, Endpoint: &c.Endpoint, Protocol: &c.Protocol,
	}
	if c.Key.Token != "" {
		config.SecurityToken, config.Type = &c.Key.Token, tea.String("sts")
	}
	client, err := openapi.NewClient(config)
	if err != nil {
		return nil, err
	}
	params := &openapi.Params{
		Action: &c.Action, Version: &c.Version, Protocol: &c.Protocol, Method: tea.String("POST"),
		AuthType: tea.String("AK"), Style: tea.String("RPC"), Pathname: tea.String("/"),
		ReqBodyType: tea.String("formData"), BodyType: tea.String("json"),
	}
	request := &openapi.OpenApiRequest{}
	if c.Form {
		body := map[string]any{}
		for name, value := range c.Parameters {
			body[name] = value
		}
		request.Body = body
	} else {
		request.Query = map[string]*string{}
		for name, value := range c.Parameters {
			request.Query[name] = tea.String(value)
		}
	}
	answer, err := client.CallApi(params, request, &dara.RuntimeOptions{})
	if err != nil {
		return nil, err
	}
	return answer["body"], nil
}

func core(c call) (any, error) {
	var keys any = credentials.NewAccessKeyCredential(c.Key.ID, c.Key.Secret)
	if c.Key.Token != "" {
		keys = credentials.NewStsTokenCredential(c.Key.ID, c.Key.Secret, c.Key.Token)
	}
	client, err := sdk.NewClientWithOptions("ap-southeast-1", sdk.NewConfig().WithAutoRetry(false), keys)
	if err != nil {
		return nil, err
	}
	request := requests.NewCommonRequest()
	request.Method, request.Scheme, request.Domain = "POST", c.Protocol, c.Endpoint
	request.Version, request.ApiName = c.Version, c.Action
	for name, value := range c.Parameters {
		if c.Form {
			request.FormParams[name] = value
		} else {
			request.QueryParams[name] = value
		}
	}
	answer, err := client.ProcessCommonRequest(request)
	if err != nil {
		return nil, err
	}
	var body map[string]any
	err = json.Unmarshal(answer.GetHttpContentBytes(), &body)
	return body, err
}

func failed(err error) failure {
	var teaError *tea.SDKError
	var serverError *sdkerrors.ServerError
	switch {
	case errors.As(err, &serverError):
		return failure{serverError.ErrorCode(), serverError.Message(), serverError.HttpStatus(), serverError.Recommend()}
	case errors.As(err, &teaError):
		data := map[string]any{}
		_ = json.Unmarshal([]byte(tea.StringValue(teaError.Data)), &data)
		recommend, _ := data["Recommend"].(string)
		return failure{tea.StringValue(teaError.Code), tea.StringValue(teaError.Message), data["statusCode"], recommend}
	}
	if coded, ok := err.(interface {
		GetCode() *string
		GetMessage() *string
	}); ok {
		return failure{tea.StringValue(coded.GetCode()), tea.StringValue(coded.GetMessage()), nil, ""}
	}
	return failure{fmt.Sprintf("%T", err), err.Error(), nil, ""}
}

func main() {
	perform := tea3
	if os.Args[1] == "core" {
		perform = core
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		var c call
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			panic(err)
		}
		if body, err := perform(c); err != nil {
			_ = out.Encode(failed(err))
		} else {
			_ = out.Encode(map[string]any{"body": body})
		}
	}
}
