package systemk.shell.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.json.JsonText;

class ManifestSchemaTest {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(Path.of("..", "spec", "manifest.schema.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> violations(String text) {
    String strict = JsonText.write(JsonText.parseDocument(text).root());
    return SCHEMA.validate(strict, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  static Stream<Path> examples() throws IOException {
    return Stream.concat(
        ShippedManifestsTest.shipped(),
        Stream.of(Path.of("src/test/resources/systemk/shell/manifest/everything.json")));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleFollowsTheSchemaAndIsDecoded(Path file) throws IOException {
    String text = Files.readString(file);

    assertThat(violations(text)).isEmpty();
    assertThat(ManifestDecoder.decode(file.toString(), text).isRight()).isTrue();
  }

  /// What a schema can see; the decoder sees more, as `ManifestDecoderTest` shows.
  static List<String> broken() {
    return List.of(
        "{}",
        "[]",
        "{'service': 'a b'}",
        "{'service': 'a:b'}",
        "{'services': {}}",
        "{'services': [], 'service': 'a'}",
        "{'service': 'a', 'strat': '/bin/a'}",
        "{'service': 'a', 'enabled': 'yes'}",
        "{'service': 'a', 'enabled': true, 'instances': {}}",
        "{'service': 'a', 'instances': {'1': {}}}",
        "{'service': 'a', 'instances': {'x': {'service': 'b'}}}",
        "{'service': 'a', 'start': 7}",
        "{'service': 'a', 'start': {'timeout': '1s'}}",
        "{'service': 'a', 'start': {'exec': 'x', 'timeout': '30x'}}",
        "{'service': 'a', 'start': {'exec': 'x', 'timeout': -1}}",
        "{'service': 'a', 'start': {'exec': 'x', 'usr': 'root'}}",
        "{'service': 'a', 'context': {'exec': 'x'}}",
        "{'service': 'a', 'context': {'environment': {'A=B': 1}}}",
        "{'service': 'a', 'duration': 'wait'}",
        "{'service': 'a', 'depends': {'x': {'grouping': 'require_all'}}}",
        "{'service': 'a', 'depends': {'x': {'on': 'b', 'grouping': 'all'}}}",
        "{'service': 'a', 'depends': {'x': {'on': 'b', 'restart_on': 'any'}}}",
        "{'service': 'a', 'depends': {'x y': 'svc:/b'}}",
        "{'service': 'a', 'depends': {'x': 'svc:/b/:properties/c'}}",
        "{'service': 'a', 'dependents': {'x': ['b']}}",
        "{'service': 'a', 'dependents': {'x': {'on': 'b'}}}",
        "{'service': 'a', 'restarter': 'svc:/b'}",
        "{'service': 'a', 'properties': {'c': {'p': {'type': 'cont', 'value': 1}}}}",
        "{'service': 'a', 'properties': {'c': {'p': {'type': 'count'}}}}",
        "{'service': 'a', 'properties': {'c': {'p': {'type': 'count', 'value': 1, 'values': []}}}}",
        "{'service': 'a', 'properties': {'c': {'p': null}}}",
        "{'service': 'a', 'properties': {'c': {'p': 1.5}}}",
        "{'service': 'a', 'properties': {'c': {'p': [1, 'a']}}}",
        "{'service': 'a', 'groups': {'g': {'properties': {}}}}",
        "{'service': 'a', 'stability': 'Rocky'}",
        "{'service': 'a', 'documentation': {'man': 'x'}}",
        "{'service': 'a', 'templates': {'c': {'properties': {'p': {'visibility': 'never'}}}}}",
        "{'service': 'a', 'notify': {'to-maintenance': {'smtp': 'root'}}}");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void whatTheSchemaRefusesTheDecoderRefuses(String single) {
    String text = single.replace('\'', '"');

    assertThat(violations(text)).isNotEmpty();
    assertThat(ManifestDecoder.decode("m.json", text).isLeft()).isTrue();
  }

  @Test
  void theSchemaIsItselfASchema() throws IOException {
    assertThat(SCHEMA.getSchemaNode().isObject()).isTrue();
  }
}
