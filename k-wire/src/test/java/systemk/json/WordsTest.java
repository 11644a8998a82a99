package systemk.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class WordsTest {
  @Property
  void aTextIsReadAsItIs(@ForAll String text) {
    assertThat(Words.of(text)).isEqualTo(text);
    assertThat(Words.of(new String(text.toCharArray()))).isEqualTo(text);
  }

  @org.junit.jupiter.api.Test
  void whatIsReadAgainIsTheSame() {
    String text = "\"a_state_of_its_own\"";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String first = JsonText.parse(text).asString("text");
    assertThat(JsonText.parse(bytes).asString("text")).isSameAs(first);
    assertThat(JsonReader.of(bytes).string()).isSameAs(first);
  }
}
