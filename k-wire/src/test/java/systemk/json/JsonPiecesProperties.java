package systemk.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class JsonPiecesProperties {
  @Provide
  Arbitrary<Map<String, List<String>>> texts() {
    Arbitrary<String> text = Jsons.texts();
    return net.jqwik.api.Arbitraries.maps(text, text.list().ofMaxSize(4)).ofMaxSize(5);
  }

  @Property
  void whatIsWrittenInPiecesIsTheSameTextAndIsRead(
      @ForAll("texts") Map<String, List<String>> texts, @ForAll long number, @ForAll boolean flag) {
    var out = new JsonWriter().array().value(number).value(flag).object();
    Json.Builder members = Json.object();
    texts.forEach(
        (name, values) -> {
          out.name(name).array();
          values.forEach(out::value);
          out.endArray();
          members.putStrings(name, values);
        });
    byte[] written = out.endObject().endArray().bytes();
    Json whole = Json.array(List.of(Json.of(number), Json.of(flag), members.build()));
    assertThat(written).isEqualTo(JsonText.bytes(whole));

    JsonReader in = JsonReader.of(written);
    in.array();
    assertThat(in.another().integer()).isEqualTo(number);
    assertThat(in.another().flag()).isEqualTo(flag);
    in.another().object();
    while (in.member()) {
      String name = in.name();
      List<String> values = new ArrayList<>();
      in.array();
      while (in.item()) {
        values.add(in.string());
      }
      assertThat(values).isEqualTo(texts.get(name));
    }
    assertThat(in.item()).isFalse();
    in.end();
  }

  private static JsonReader reader(String text) {
    return JsonReader.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Example
  void whatIsNotAskedForIsRefused() {
    refused(() -> reader("").string(), "the text ends too early");
    refused(() -> reader("1").string(), "a string is expected");
    refused(() -> reader("\"a\"").integer(), "an integer is expected");
    refused(() -> reader("1").flag(), "true or false is expected");
    refused(() -> reader("{}").array(), "an array is expected");
    refused(() -> reader("[]").object(), "an object is expected");
    refused(() -> reader("[]").another(), "an array is too short");
    refused(() -> reader("1 2").end(), "text follows the value");
    refused(() -> reader("[1").another().item(), "Unexpected end-of-input");
    refused(() -> reader("123456789012345678901").integer(), "Numeric value");
  }

  private static void refused(Runnable read, String message) {
    assertThatThrownBy(read::run)
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }
}
