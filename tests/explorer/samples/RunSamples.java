// Runs samples one after the other in one process. `java RunSamples CLASS …`; one line of JSON for each class: what it
// printed, and its exit code. One that ends the process is told of, too, and is the last: the others need a new one.

import com.google.gson.Gson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

public final class RunSamples {
    private static final PrintStream TOLD = System.out;
    private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();
    private static final ByteArrayOutputStream ERRORS = new ByteArrayOutputStream();
    private static boolean running;

    public static void main(String[] classes) throws Exception {
        System.setOut(new PrintStream(OUT, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(ERRORS, true, StandardCharsets.UTF_8));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (running) {
                tell(1);
            }
        }));
        for (String name : classes) {
            running = true;
            int code = 0;
            try {
                Class.forName(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            } catch (ReflectiveOperationException error) {
                StringWriter trace = new StringWriter();
                error.printStackTrace(new PrintWriter(trace, true));
                ERRORS.writeBytes(trace.toString().getBytes(StandardCharsets.UTF_8));
                code = 1;
            }
            tell(code);
            running = false;
        }
        Runtime.getRuntime().halt(0);
    }

    private static void tell(int code) {
        Map<String, Object> line = Map.of(
                "out", OUT.toString(StandardCharsets.UTF_8), "errors", ERRORS.toString(StandardCharsets.UTF_8), "code", code);
        TOLD.writeBytes((new Gson().toJson(line) + "\n").getBytes(StandardCharsets.UTF_8));
        TOLD.flush();
        OUT.reset();
        ERRORS.reset();
    }
}
