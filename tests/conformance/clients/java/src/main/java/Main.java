// The cores of Alibaba Cloud's Java SDKs, called without a product's classes: tea-openapi (V3) or aliyun-java-sdk-core (V1).

import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import com.aliyuncs.CommonRequest;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.auth.AlibabaCloudCredentialsProvider;
import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
import com.aliyuncs.auth.StaticCredentialsProvider;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.profile.DefaultProfile;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

public final class Main {
    record Key(String id, String secret, String token) {}

    record Call(String endpoint, String protocol, Key key, String signature, String action, String version,
            Map<String, String> parameters, boolean form) {}

    static final Gson JSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    public static void main(String[] arguments) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            Call call = JSON.fromJson(line, Call.class);
            Map<String, Object> done = arguments[0].equals("core") ? core(call) : tea(call);
            System.out.write((JSON.toJson(done) + "\n").getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }
    }

    static Map<String, Object> tea(Call call) {
        try {
            var config = new Config().setAccessKeyId(call.key().id()).setAccessKeySecret(call.key().secret())
                    .setEndpoint(call.endpoint()).setProtocol(call.protocol());
            if (call.key().token() != null && !call.key().token().isEmpty()) {
                config.setSecurityToken(call.key().token()).setType("sts");
            }
            var client = new com.aliyun.teaopenapi.Client(config);
            var params = new Params().setAction(call.action()).setVersion(call.version())
                    .setProtocol(call.protocol()).setMethod("POST").setAuthType("AK").setStyle("RPC")
                    .setPathname("/").setReqBodyType("formData").setBodyType("json");
            var request = new OpenApiRequest();
            if (call.form()) {
                request.setBody(call.parameters());
            } else {
                request.setQuery(call.parameters());
            }
            Map<String, ?> answer = client.callApi(params, request, new RuntimeOptions());
            return Map.of("body", answer.get("body"));
        } catch (com.aliyun.tea.TeaException error) {
            Map<String, Object> data = error.getData() == null ? Map.of() : error.getData();
            return failure(error.getCode(), error.getMessage(), data.get("statusCode"), data.get("Recommend"));
        } catch (Exception error) {
            return failure(error.getClass().getName(), error.getMessage(), null, null);
        }
    }

    static Map<String, Object> core(Call call) {
        try {
            AlibabaCloudCredentialsProvider keys = call.key().token() == null || call.key().token().isEmpty()
                    ? new StaticCredentialsProvider(new BasicCredentials(call.key().id(), call.key().secret()))
                    : new StaticCredentialsProvider(new BasicSessionCredentials(
                            call.key().id(), call.key().secret(), call.key().token()));
            var client = new DefaultAcsClient(DefaultProfile.getProfile("ap-southeast-1"), keys);
            var request = new CommonRequest();
            request.setSysMethod(call.form() ? MethodType.POST : MethodType.GET);
            request.setSysDomain(call.endpoint());
            request.setSysProtocol(ProtocolType.valueOf(call.protocol()));
            request.setSysVersion(call.version());
            request.setSysAction(call.action());
            call.parameters().forEach((name, value) -> {
                if (call.form()) {
                    request.putBodyParameter(name, value);
                } else {
                    request.putQueryParameter(name, value);
                }
            });
            return Map.of("body", JSON.fromJson(client.getCommonResponse(request).getData(), Map.class));
        } catch (ClientException error) {
            return failure(error.getErrCode(), error.getErrMsg(), null, null);
        }
    }

    static Map<String, Object> failure(String code, String message, Object status, Object recommend) {
        var done = new HashMap<String, Object>();
        done.put("error", code);
        done.put("message", message);
        done.put("status", status);
        done.put("recommend", recommend == null ? "" : recommend);
        return done;
    }
}
