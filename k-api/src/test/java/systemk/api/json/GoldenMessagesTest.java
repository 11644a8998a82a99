package systemk.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.core.repository.Change;
import systemk.core.repository.Guard;
import systemk.json.Json;
import systemk.json.JsonText;

/// The protocol as bytes: what a program in another language would have to send and read.
final class GoldenMessagesTest {

  private static List<String> lines(String file) {
    try (InputStream in = GoldenMessagesTest.class.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> requests() {
    return lines("requests.jsonl");
  }

  static List<String> answers() {
    return lines("answers.jsonl");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestIsWrittenAsItAlwaysWas(String line) {
    assertThat(JsonText.write(WireCodec.encode(WireCodec.request(JsonText.parse(line)))))
        .isEqualTo(line);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerIsWrittenAsItAlwaysWas(String line) {
    assertThat(JsonText.write(WireCodec.encode(WireCodec.fromServer(JsonText.parse(line)))))
        .isEqualTo(line);
  }

  @Test
  void everyKindOfMessageIsThere() {
    List<Object> messages = new ArrayList<>();
    requests().forEach(line -> messages.add(WireCodec.request(JsonText.parse(line))));
    answers().forEach(line -> messages.add(WireCodec.fromServer(JsonText.parse(line))));
    assertThat(kinds(messages.stream()))
        .containsAll(cases(Request.class))
        .containsAll(cases(FromServer.class));
  }

  @Test
  void everyKindOfChangeIsThere() {
    List<Request.Commit> commits =
        requests().stream()
            .map(line -> WireCodec.request(JsonText.parse(line)))
            .filter(Request.Commit.class::isInstance)
            .map(Request.Commit.class::cast)
            .toList();
    assertThat(kinds(commits.stream().flatMap(c -> c.transaction().changes().toJavaStream())))
        .containsAll(cases(Change.class));
    assertThat(kinds(commits.stream().flatMap(c -> c.transaction().guards().toJavaStream())))
        .containsAll(cases(Guard.class));
  }

  private static Set<Class<?>> kinds(Stream<?> values) {
    return values.map(Object::getClass).collect(Collectors.toSet());
  }

  private static Set<Class<?>> cases(Class<?> sealed) {
    Class<?>[] permitted = sealed.getPermittedSubclasses();
    return Arrays.stream(permitted)
        .flatMap(c -> c.isSealed() ? cases(c).stream() : Stream.of(c))
        .collect(Collectors.toSet());
  }

  @Test
  void whatIsNoRequestIsNamed() {
    assertThat(refusal("[]")).isEqualTo("\"message\" is not an object");
    assertThat(refusal("{\"op\":\"ping\"}")).isEqualTo("member \"id\" is missing");
    assertThat(refusal("{\"id\":1,\"op\":\"pong\"}")).isEqualTo("there is no operation \"pong\"");
    assertThat(refusal("{\"id\":1,\"op\":\"ping\",\"now\":1}"))
        .isEqualTo("member \"now\" is unknown here");
    assertThat(refusal("{\"id\":1,\"op\":\"subscribe\",\"from\":\"-1.0\"}"))
        .isEqualTo("\"from\" is not a revision: \"-1.0\"");
  }

  private static String refusal(String text) {
    Json json = JsonText.parse(text);
    try {
      return "taken as " + WireCodec.request(json);
    } catch (systemk.json.JsonException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
