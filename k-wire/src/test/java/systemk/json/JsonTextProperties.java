package systemk.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class JsonTextProperties {

  @Provide
  Arbitrary<Json> values() {
    return Jsons.values();
  }

  @Property
  void whatIsWrittenIsRead(@ForAll("values") Json value) {
    assertThat(JsonText.parse(JsonText.bytes(value))).isEqualTo(value);
    assertThat(JsonText.parse(JsonText.pretty(value))).isEqualTo(value);
    assertThat(JsonText.parseDocument(JsonText.pretty(value)).root()).isEqualTo(value);
  }

  @Property
  void framesAreOneLine(@ForAll("values") Json value) {
    assertThat(JsonText.write(value)).doesNotContain("\n");
  }

  @Property
  void anyBytesAreAValueOrRefused(@ForAll byte[] bytes) {
    try {
      assertThat(JsonText.parse(bytes)).isNotNull();
    } catch (JsonException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Property
  void aDamagedTextIsAValueOrRefused(
      @ForAll("values") Json value, @ForAll int place, @ForAll char character) {
    StringBuilder text = new StringBuilder(JsonText.write(value));
    text.setCharAt(Math.floorMod(place, text.length()), character);
    try {
      assertThat(JsonText.parseDocument(text.toString()).root()).isNotNull();
    } catch (JsonException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Example
  void aTextIsExactlyOneValue() {
    assertThatThrownBy(() -> JsonText.parse("")).hasMessageContaining("empty");
    assertThatThrownBy(() -> JsonText.parse("1 2")).hasMessageContaining("text follows");
    assertThatThrownBy(() -> JsonText.parse("[1,]")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> JsonText.parse("{\"a\":1,\"a\":2}")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> JsonText.parse("NaN")).isInstanceOf(JsonException.class);
  }

  @Example
  void bytesThatAreNoCharactersAreRefused() {
    assertThat(JsonText.parse("\"\uFFFD\"".getBytes(UTF_8))).isEqualTo(Json.of("\uFFFD"));
    assertThatThrownBy(() -> JsonText.parse(new byte[] {'"', (byte) 0xC3, '"'}))
        .hasMessage("the text is not UTF-8");
  }

  @Example
  void depthIsLimited() {
    String deep = "[".repeat(JsonText.MAX_DEPTH) + "]".repeat(JsonText.MAX_DEPTH);
    assertThat(JsonText.parse(deep)).isInstanceOf(Json.Arr.class);
    assertThatThrownBy(() -> JsonText.parse("[" + deep + "]")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> JsonText.parse("[".repeat(1_000_000)))
        .isInstanceOf(JsonException.class);
  }

  @Example
  void aDocumentKnowsWhereItsValuesStand() {
    Document document = JsonText.parseDocument("{ // a comment\n  \"a\": [1,\n    1,],\n}\n");
    Json.Arr items = (Json.Arr) document.root().asObj("root").at("a");
    assertThat(document.locate(items.items().get(0))).isEqualTo(new Location(2, 9));
    assertThat(document.locate(items.items().get(1))).isEqualTo(new Location(3, 5));
  }
}
