package systemk.json;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// The text form of [Json]: strict for what programs send each other, relaxed for what people
/// write.
public final class JsonText {
  /// How deep objects and arrays may nest. Deeper text is refused before it can exhaust a stack.
  public static final int MAX_DEPTH = 64;

  private static final JsonFactory STRICT = factory(false);

  private JsonText() {}

  /// Made when the first document is read, which most programs never do.
  private static final class Relaxed {
    static final JsonFactory FACTORY = factory(true);
  }

  private static JsonFactory factory(boolean relaxed) {
    var builder =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(64 << 20)
                    .maxNumberLength(64)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    return relaxed
        ? builder
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_YAML_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build()
        : builder.build();
  }

  /// Reads one JSON value that is the whole text.
  ///
  /// @throws JsonException if the text is not exactly one value
  public static Json parse(String text) {
    return read(STRICT, text, null);
  }

  /// Reads one JSON value from UTF-8.
  ///
  /// @throws JsonException if the bytes are not UTF-8 or not exactly one value
  public static Json parse(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    // The JDK puts U+FFFD where bytes are no characters; two different texts must not read as one.
    if (text.indexOf('\uFFFD') >= 0
        && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
      throw new JsonException("the text is not UTF-8");
    }
    return parse(text);
  }

  /// Reads a text written by hand: `//`, `/* */` and `#` comments and trailing commas are allowed.
  ///
  /// @throws JsonException with line and column if it is not one value
  public static Document parseDocument(String text) {
    var locations = new IdentityHashMap<Json, Location>();
    return new Document(read(Relaxed.FACTORY, text, locations), locations);
  }

  private static Json read(
      JsonFactory factory, String text, @Nullable IdentityHashMap<Json, Location> locations) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw new JsonException("line 1, column 1: the text is empty");
      }
      Json value = value(parser, locations);
      if (parser.nextToken() != null) {
        throw new JsonException(where(parser.currentTokenLocation()) + "text follows the value");
      }
      return value;
    } catch (JacksonException e) {
      throw new JsonException(where(e.getLocation()) + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static String where(@Nullable TokenStreamLocation at) {
    return at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
  }

  private static String firstLine(@Nullable String message) {
    if (message == null) {
      return "not JSON";
    }
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static Json value(
      JsonParser parser, @Nullable IdentityHashMap<Json, Location> locations) {
    TokenStreamLocation start = parser.currentTokenLocation();
    Json value =
        switch (parser.currentToken()) {
          case START_OBJECT -> members(parser, locations);
          case START_ARRAY -> items(parser, locations);
          case VALUE_STRING -> new Json.Str(Words.of(parser.getString()));
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getDecimalValue());
          case VALUE_TRUE -> new Json.Bool(true);
          case VALUE_FALSE -> new Json.Bool(false);
          case VALUE_NULL -> new Json.Null();
          default -> throw new JsonException(where(start) + "a value is expected");
        };
    if (locations != null) {
      locations.put(value, new Location(start.getLineNr(), start.getColumnNr()));
    }
    return value;
  }

  private static Json members(
      JsonParser parser, @Nullable IdentityHashMap<Json, Location> locations) {
    SequencedMap<String, Json> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser, locations));
    }
    return new Json.Obj(members);
  }

  private static Json items(
      JsonParser parser, @Nullable IdentityHashMap<Json, Location> locations) {
    List<Json> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser, locations));
    }
    return new Json.Arr(items);
  }

  /// One line without blanks, as it goes into frames.
  public static String write(Json value) {
    return write(value, false);
  }

  /// Indented by two blanks, for people. Ends without a newline.
  public static String pretty(Json value) {
    return write(value, true);
  }

  public static byte[] bytes(Json value) {
    return write(value).getBytes(StandardCharsets.UTF_8);
  }

  private static String write(Json value, boolean pretty) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = STRICT.createGenerator(writeContext(pretty), out)) {
      emit(generator, value);
    }
    return out.toString();
  }

  private static ObjectWriteContext writeContext(boolean pretty) {
    if (!pretty) {
      return ObjectWriteContext.empty();
    }
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return new ObjectWriteContext.Base() {
      @Override
      public tools.jackson.core.PrettyPrinter getPrettyPrinter() {
        return printer;
      }

      @Override
      public boolean hasPrettyPrinter() {
        return true;
      }
    };
  }

  // A chain of tests where a switch would read better: the first switch over types in a program
  // costs more than all else a command's client does.
  private static void emit(JsonGenerator out, Json value) {
    if (value instanceof Json.Str str) {
      out.writeString(str.value());
    } else if (value instanceof Json.Obj obj) {
      emit(out, obj);
    } else if (value instanceof Json.Arr arr) {
      out.writeStartArray();
      for (Json item : arr.items()) {
        emit(out, item);
      }
      out.writeEndArray();
    } else if (value instanceof Json.Num num) {
      out.writeNumber(num.value());
    } else if (value instanceof Json.Bool bool) {
      out.writeBoolean(bool.value());
    } else {
      out.writeNull();
    }
  }

  private static void emit(JsonGenerator out, Json.Obj obj) {
    out.writeStartObject();
    for (Map.Entry<String, Json> member : obj.members().entrySet()) {
      out.writeName(member.getKey());
      emit(out, member.getValue());
    }
    out.writeEndObject();
  }
}
