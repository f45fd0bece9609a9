"""Samples for Java: the official core, by name."""

from collections.abc import Mapping

from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import Argument, Given
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.target import Target
from heliograph.explorer.samples.template import fill
from heliograph.operations.description import Place

_SAMPLE = """
«about»

import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.Common;
import com.aliyun.teautil.models.RuntimeOptions;
import java.util.LinkedHashMap;
import java.util.Map;

public final class Sample {
    static final String ENDPOINT = «endpoint»;
    static final String PROTOCOL = «protocol»;

    static Client createClient() throws Exception {
        Config config = new Config()
                .setCredential(new com.aliyun.credentials.Client())
                .setEndpoint(ENDPOINT)
                .setProtocol(PROTOCOL);
        return new Client(config);
    }

    public static void main(String[] arguments) throws Exception {
        Params params = new Params()
                .setAction(«action»)
                .setVersion(«version»)
                .setProtocol(PROTOCOL)
                .setMethod("POST")
                .setPathname("/")
                .setAuthType("AK")
                .setStyle("RPC")
                .setReqBodyType("formData")
                .setBodyType("json");
        «mappings»
        OpenApiRequest request = new OpenApiRequest()«set»;
        RuntimeOptions runtime = new RuntimeOptions().setConnectTimeout(5000).setReadTimeout(10000);
        try {
            Map<String, ?> response = createClient().callApi(params, request, runtime);
            System.out.println(Common.toJSONString(response.get("body")));
        } catch (TeaException error) {
            Map<String, Object> data = error.getData();
            System.err.println("Code: " + error.getCode());
            System.err.println("Message: " + error.getMessage());
            System.err.println("Recommend: " + (data == null ? null : data.get("Recommend")));
            System.exit(1);
        }
    }
}
"""

_POM = """
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sample</groupId>
  <artifactId>sample</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>com.aliyun</groupId>
      <artifactId>tea-openapi</artifactId>
      <version>0.3.6</version>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.codehaus.mojo</groupId>
        <artifactId>exec-maven-plugin</artifactId>
        <version>3.5.0</version>
        <configuration>
          <executable>java</executable>
          <arguments>
            <argument>-classpath</argument>
            <classpath/>
            <argument>Sample</argument>
          </arguments>
        </configuration>
      </plugin>
    </plugins>
  </build>
</project>
"""

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(text: str) -> str:
    """An expression that is this text; what does not print, or turns the direction of text, is escaped.

    A Unicode escape is read before the literal is, so one of a line end would end it: those below 256 are octal.
    """
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    if ord(character) < 256:
        return f"\\{ord(character):03o}"
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _write(given: Given, target: Target) -> str:
    placed = [("query", given.placed(Place.QUERY)), ("body", given.placed(Place.FORM))]
    used = [(name, arguments) for name, arguments in placed if arguments]
    return fill(
        _SAMPLE,
        about=about(given, "//"),
        endpoint=literal(target.endpoint),
        protocol=literal(target.protocol.value),
        action=literal(given.operation.name),
        version=literal(given.operation.version),
        mappings=[line for name, arguments in used for line in _mapping(name, arguments)],
        set="".join(f".set{name.capitalize()}({name})" for name, _ in used),
    )


def _mapping(name: str, arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    puts = (f"{name}.put({literal(one.name)}, {literal(one.text)});" for one in arguments)
    return (f"Map<String, String> {name} = new LinkedHashMap<>();", *puts)


def _surroundings(_given: Given) -> Mapping[str, str]:
    return {"pom.xml": fill(_POM)}


JAVA = Language(
    name="java",
    title="Java",
    file="src/main/java/Sample.java",
    highlight="java",
    checked=Checked.EXECUTED,
    write=_write,
    surroundings=_surroundings,
    run=("mvn -q compile exec:exec",),
)
