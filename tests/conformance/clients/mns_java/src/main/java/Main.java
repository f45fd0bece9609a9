import com.aliyun.mns.client.CloudAccount;
import com.aliyun.mns.client.CloudQueue;
import com.aliyun.mns.client.MNSClient;
import com.aliyun.mns.common.BatchDeleteException;
import com.aliyun.mns.common.ServiceException;
import com.aliyun.mns.model.Message;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** `aliyun-sdk-mns` at a queue: reads what to ask as JSON from stdin, writes what came of each step as JSON. */
public class Main {
    static JsonObject told;

    static String of(String name) {
        return told.get(name).getAsString();
    }

    static MNSClient opened(String secret) {
        return new CloudAccount(of("id"), secret, of("endpoint"), of("token")).getMNSClient();
    }

    static String codeOf(Callable<Object> work) throws Exception {
        try {
            Object found = work.call();
            return found == null ? "none" : "OK";
        } catch (BatchDeleteException failed) {
            return failed.getErrorMessages().values().iterator().next().getErrorCode();
        } catch (ServiceException refused) {
            return refused.getErrorCode();
        }
    }

    static String deleted(CloudQueue queue, String handle) throws Exception {
        return codeOf(() -> { queue.deleteMessage(handle); return "OK"; });
    }

    static String deleted(CloudQueue queue, List<String> handles) throws Exception {
        return codeOf(() -> { queue.batchDeleteMessage(handles); return "OK"; });
    }

    public static void main(String[] arguments) {
        // The SDK's threads would keep the process, also after an exception.
        int code = 1;
        try {
            System.out.println(new Gson().toJson(steps()));
            code = 0;
        } catch (Exception failure) {
            failure.printStackTrace();
        }
        System.exit(code);
    }

    static Map<String, String> steps() throws Exception {
        told = JsonParser.parseReader(new InputStreamReader(System.in)).getAsJsonObject();
        MNSClient client = opened(of("secret"));
        CloudQueue queue = client.getQueueRef(of("queue"));
        Map<String, String> found = new LinkedHashMap<>();
        Message message = queue.popMessage(10);
        JsonObject report = JsonParser.parseString(message.getMessageBodyAsString()).getAsJsonObject();
        found.put("receive", report.get("TaskId").getAsString());
        String changed = queue.changeMessageVisibilityTimeout(message.getReceiptHandle(), 60);
        found.put("change visibility", "OK");
        found.put("stale handle", deleted(queue, message.getReceiptHandle()));
        found.put("delete", deleted(queue, changed));
        found.put("peek", String.valueOf(queue.peekMessage().getDequeueCount()));
        found.put("batch peek", String.valueOf(queue.batchPeekMessage(16).size()));
        List<Message> batch = queue.batchPopMessage(16, 10);
        found.put("batch receive", String.valueOf(batch.size()));
        List<String> handles = batch.stream().map(Message::getReceiptHandle).toList();
        found.put("batch delete", deleted(queue, handles));
        found.put("batch delete, of none", deleted(queue, handles.subList(0, 2)));
        found.put("long poll at an empty queue", codeOf(() -> queue.popMessage(1)));
        MNSClient wrong = opened("not the secret");
        found.put("wrong secret", codeOf(() -> wrong.getQueueRef(of("queue")).popMessage()));
        client.close();
        wrong.close();
        return found;
    }
}
