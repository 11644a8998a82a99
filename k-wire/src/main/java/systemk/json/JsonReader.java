package systemk.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads a JSON text piece by piece, where making a [Json] of it would cost too much.
///
/// The reader always stands on a value: [#member] and [#item] move to the next one of an object or
/// array that was entered, everything else reads the one it stands on. Every method throws
/// [JsonException] if the text is not what is asked for. Two members of one name are not noticed,
/// so this is for texts that a program wrote.
public final class JsonReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonText.MAX_DEPTH)
                  .maxStringLength(64 << 20)
                  .maxNumberLength(64)
                  .build())
          .build();

  private final JsonParser parser;
  private String name = "";

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  public static JsonReader of(byte[] utf8) {
    try {
      var reader = new JsonReader(FACTORY.createParser(ObjectReadContext.empty(), utf8));
      reader.next();
      return reader;
    } catch (JacksonException e) {
      throw wrong(e);
    }
  }

  private JsonToken next() {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new JsonException("the text ends too early");
      }
      return token;
    } catch (JacksonException e) {
      throw wrong(e);
    }
  }

  private static JsonException wrong(JacksonException e) {
    return new JsonException(
        String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""), e);
  }

  private void expect(JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw new JsonException(what + " is expected");
    }
  }

  /// Enters an object.
  public void object() {
    expect(JsonToken.START_OBJECT, "an object");
  }

  /// Moves to the next member of the object; false at its end.
  public boolean member() {
    if (next() == JsonToken.END_OBJECT) {
      return false;
    }
    name = parser.currentName();
    next();
    return true;
  }

  /// The name of the member that was moved to last.
  public String name() {
    return name;
  }

  /// Enters an array.
  public void array() {
    expect(JsonToken.START_ARRAY, "an array");
  }

  /// Moves to the next item of the array; false at its end.
  public boolean item() {
    return next() != JsonToken.END_ARRAY;
  }

  /// Moves to the next item, which must be there.
  public JsonReader another() {
    if (!item()) {
      throw new JsonException("an array is too short");
    }
    return this;
  }

  public String string() {
    expect(JsonToken.VALUE_STRING, "a string");
    return text();
  }

  private String text() {
    try {
      return Words.of(parser.getString());
    } catch (JacksonException e) {
      throw wrong(e);
    }
  }

  public long integer() {
    expect(JsonToken.VALUE_NUMBER_INT, "an integer");
    try {
      return parser.getLongValue();
    } catch (JacksonException e) {
      throw wrong(e);
    }
  }

  public boolean flag() {
    if (parser.currentToken() == JsonToken.VALUE_TRUE) {
      return true;
    }
    expect(JsonToken.VALUE_FALSE, "true or false");
    return false;
  }

  /// Makes sure that nothing follows the value that was read.
  public void end() {
    try {
      if (parser.nextToken() != null) {
        throw new JsonException("text follows the value");
      }
    } catch (JacksonException e) {
      throw wrong(e);
    }
  }
}
