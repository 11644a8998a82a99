package systemk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

final class PlainTest {
  /// The bytes of a request, a bar for each zero.
  private static byte[] bytes(String barred) {
    return barred.replace('|', '\0').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aRequestIsTexts() {
    assertThat(JsonText.write(Plain.read(bytes("run|r1|/tmp|ic|132|Europe/Berlin|de|svcs|-o|||"))))
        .isEqualTo(
            "{\"id\":1,\"op\":\"run\",\"plain\":true,\"request\":\"r1\",\"cwd\":\"/tmp\",\"tty\":{\"in\":true,"
                + "\"out\":false,\"colour\":true},\"width\":132,\"zone\":\"Europe/Berlin\",\"env\":{\"LC_MESSAGES\":\"de\"},"
                + "\"argv\":[\"svcs\",\"-o\",\"\",\"\"]}");
  }

  @Test
  void whatIsNotUtf8IsReplaced() {
    byte[] bytes = bytes("run|r1|/||80|||svcs|?|");
    bytes[bytes.length - 2] = (byte) 0xff;
    assertThat(Plain.read(bytes).asObj("request").strings("argv"))
        .containsExactly("svcs", "\ufffd");
  }

  @Test
  void allElseIsJson() {
    assertThat(Plain.read(bytes("{\"id\":7}"))).isEqualTo(Json.object().put("id", 7).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ru",
        "run",
        "runs|",
        "run|",
        "run|r1|/||80||",
        "run|r1|/||wide|||svcs|",
        "run|r1|/|||||svcs|",
        "run|r1|/||80|||svcs|-a"
      })
  void badRequestsAreRefused(String barred) {
    assertThatThrownBy(() -> Plain.read(bytes(barred))).isInstanceOf(JsonException.class);
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(
            Plain.request(
                "r1", "/tmp", "ic", 132, "Europe/Berlin", "de", List.of("svcs", "-o", "", "ä")))
        .isEqualTo(bytes("run|r1|/tmp|ic|132|Europe/Berlin|de|svcs|-o||ä|"));
  }

  @Test
  void anAnswerIsALetterAndWhatItIsAbout() {
    assertThat(Plain.answer(Plain.OUT, "a\"\n€")).isEqualTo(bytes("oa\"\n€"));
    assertThat(Plain.answer(Plain.ERR, "")).isEqualTo(bytes("e"));
    assertThat(Plain.answer(Plain.EXIT, "203")).isEqualTo(bytes("x203"));
  }
}
