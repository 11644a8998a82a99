package systemk.json;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes a JSON text piece by piece as UTF-8, where making a [Json] of it first would cost too
/// much. What it writes is what [JsonText#write(Json)] would.
public final class JsonWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private final JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

  public JsonWriter object() {
    out.writeStartObject();
    return this;
  }

  public JsonWriter endObject() {
    out.writeEndObject();
    return this;
  }

  public JsonWriter array() {
    out.writeStartArray();
    return this;
  }

  public JsonWriter endArray() {
    out.writeEndArray();
    return this;
  }

  /// Names the member that is written next.
  public JsonWriter name(String name) {
    out.writeName(name);
    return this;
  }

  public JsonWriter value(String value) {
    out.writeString(value);
    return this;
  }

  public JsonWriter value(long value) {
    out.writeNumber(value);
    return this;
  }

  public JsonWriter value(boolean value) {
    out.writeBoolean(value);
    return this;
  }

  /// The text, once all of it is written.
  public byte[] bytes() {
    out.close();
    return bytes.toByteArray();
  }
}
