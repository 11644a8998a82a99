package systemk.core.notify;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.regex.Pattern;
import systemk.core.fmri.Names;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

/// One way to tell somebody, with its parameters.
///
/// @param type `smtp`, `syslog`, `snmp`, `exec` or `webhook`
/// @param active whether it is used; one that is not keeps its parameters
/// @param parameters all others by name
public record Means(String type, boolean active, TreeMap<String, Vector<String>> parameters) {
  public static final String MAIL = "smtp";
  public static final String SYSLOG = "syslog";
  public static final String SNMP = "snmp";
  public static final String COMMAND = "exec";
  public static final String WEBHOOK = "webhook";

  private static final String ACTIVE = "active";
  private static final Pattern FACILITY =
      Pattern.compile("kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|local[0-7]");

  /// What a URI asks for.
  ///
  /// @param means what it is about
  /// @param switches whether it only makes the means active or inactive
  public record Wish(Means means, boolean switches) {}

  /// Reads a URI of `setnotify`; else one line that says what is wrong with it.
  public static Either<String, Wish> ofUri(String uri) {
    int colon = uri.indexOf(':');
    String scheme = colon < 0 ? uri : uri.substring(0, colon);
    String rest = colon < 0 ? "" : uri.substring(colon + 1);
    Option<String> type = typeOf(scheme);
    if (type.isEmpty()) {
      return Either.left("Unkown URI scheme: " + scheme);
    }
    if (uri.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return malformed(uri);
    }
    if (rest.equals(ACTIVE) || rest.equals("inactive")) {
      Means means = new Means(type.get(), rest.equals(ACTIVE), TreeMap.empty());
      return Either.right(new Wish(means, true));
    }
    return (switch (type.get()) {
          case MAIL -> mail(rest);
          case SYSLOG -> FACILITY.matcher(rest).matches() ? of("facility", rest) : none();
          case COMMAND -> rest.startsWith("/") ? of("path", rest) : none();
          case WEBHOOK -> rest.matches("//[^/?#\\s]+.*") ? of("url", uri) : none();
          default -> none();
        })
        .map(parameters -> new Wish(new Means(type.get(), true, parameters), false))
        .<Either<String, Wish>>map(Either::right)
        .getOrElse(() -> malformed(uri));
  }

  private static Either<String, Wish> malformed(String uri) {
    return Either.left("Malformed URI: " + uri.replaceAll("\\p{Cntrl}", "?"));
  }

  private static Option<String> typeOf(String scheme) {
    return switch (scheme) {
      case "mailto" -> Option.some(MAIL);
      case "syslog" -> Option.some(SYSLOG);
      case "snmp" -> Option.some(SNMP);
      case "exec" -> Option.some(COMMAND);
      case "http", "https", "webhook" -> Option.some(WEBHOOK);
      default -> Option.none();
    };
  }

  private static Option<TreeMap<String, Vector<String>>> none() {
    return Option.none();
  }

  private static Option<TreeMap<String, Vector<String>>> of(String name, String value) {
    return Option.some(TreeMap.of(name, Vector.of(value)));
  }

  /// `addr[,addr][?header=value&…]`, percent escapes resolved.
  private static Option<TreeMap<String, Vector<String>>> mail(String text) {
    int question = text.indexOf('?');
    Vector<String> to =
        Vector.of((question < 0 ? text : text.substring(0, question)).split(",", -1))
            .map(Means::unescaped);
    if (to.exists(one -> one.isBlank() || one.chars().anyMatch(c -> c <= ' '))) {
      return Option.none();
    }
    TreeMap<String, Vector<String>> parameters = TreeMap.of("to", to);
    Vector<String> headers =
        question < 0 ? Vector.empty() : Vector.of(text.substring(question + 1).split("&", -1));
    for (String header : headers) {
      int equals = header.indexOf('=');
      String name = equals < 0 ? "" : header.substring(0, equals);
      String value = unescaped(header.substring(equals + 1));
      boolean legal =
          Names.isName(name)
              && !name.contains(",")
              && !name.equals(ACTIVE)
              && value.chars().noneMatch(c -> c < ' ' || c == 0x7f);
      if (!legal) {
        return Option.none();
      }
      parameters =
          parameters.put(name, parameters.get(name).getOrElse(Vector.empty()).append(value));
    }
    return Option.some(parameters);
  }

  /// A text whose escapes make no sense is taken as it is.
  private static String unescaped(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] out = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i];
      if (value == '%' && i + 2 < bytes.length) {
        int high = Character.digit(bytes[i + 1], 16);
        int low = Character.digit(bytes[i + 2], 16);
        if (high >= 0 && low >= 0) {
          value = high * 16 + low;
          i += 2;
        }
      }
      out[length++] = (byte) value;
    }
    return new String(out, 0, length, java.nio.charset.StandardCharsets.UTF_8);
  }

  /// The single value of a parameter.
  public Option<String> parameter(String name) {
    return parameters.get(name).flatMap(Vector::headOption);
  }

  /// The properties that say this.
  public Vector<Property> properties() {
    return parameters
        .toVector()
        .map(one -> new Property(type + "," + one._1, ValueType.ASTRING, one._2))
        .prepend(Property.of(type + "," + ACTIVE, active));
  }

  /// What the properties of a group say.
  static Vector<Means> of(Iterable<Property> properties) {
    TreeMap<String, Means> found = TreeMap.empty();
    for (Property property : properties) {
      int comma = property.name().indexOf(',');
      if (comma < 0) {
        continue;
      }
      String type = property.name().substring(0, comma);
      String name = property.name().substring(comma + 1);
      Means means = found.get(type).getOrElse(new Means(type, true, TreeMap.empty()));
      found =
          found.put(
              type,
              name.equals(ACTIVE)
                  ? new Means(type, !property.single().contains("false"), means.parameters())
                  : new Means(
                      type, means.active(), means.parameters().put(name, property.values())));
    }
    return found.values().toVector();
  }
}
