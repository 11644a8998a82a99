package systemk.core.property;

import io.vavr.control.Option;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The type of a property's values, with the texts it accepts and their canonical form (smf.md
/// §2.3).
///
/// Values are kept as canonical text, so that equal values are equal strings wherever they are.
public enum ValueType {
  BOOLEAN("boolean", null),
  COUNT("count", null),
  INTEGER("integer", null),
  TIME("time", null),
  ASTRING("astring", null),
  OPAQUE("opaque", null),
  USTRING("ustring", ASTRING),
  URI("uri", USTRING),
  FMRI("fmri", URI),
  HOST("host", USTRING),
  HOSTNAME("hostname", HOST),
  NET_ADDRESS("net_address", HOST),
  NET_ADDRESS_V4("net_address_v4", NET_ADDRESS),
  NET_ADDRESS_V6("net_address_v6", NET_ADDRESS);

  private static final Map<String, ValueType> BY_TOKEN =
      Arrays.stream(values()).collect(Collectors.toMap(ValueType::token, Function.identity()));

  private final String token;
  private final @Nullable ValueType parent;

  ValueType(String token, @Nullable ValueType parent) {
    this.token = token;
    this.parent = parent;
  }

  /// The type's name in commands, manifests and on the wire.
  public String token() {
    return token;
  }

  public static Option<ValueType> ofToken(String token) {
    return Option.of(BY_TOKEN.get(token));
  }

  /// The canonical form of what a person may type; none if it is not a value of this type.
  public Option<String> canonical(String text) {
    return Option.of(
        switch (this) {
          case BOOLEAN -> ValueTexts.bool(text);
          case COUNT -> ValueTexts.count(text);
          case INTEGER -> ValueTexts.integer(text);
          case TIME -> ValueTexts.time(text);
          case ASTRING, USTRING -> ValueTexts.string(text);
          case OPAQUE -> ValueTexts.opaque(text);
          case URI -> ValueTexts.uri(text);
          case FMRI -> ValueTexts.fmri(text);
          case HOST -> ValueTexts.host(text);
          case HOSTNAME -> ValueTexts.hostname(text);
          case NET_ADDRESS -> ValueTexts.netAddress(text);
          case NET_ADDRESS_V4 -> ValueTexts.netAddressV4(text);
          case NET_ADDRESS_V6 -> ValueTexts.netAddressV6(text);
        });
  }

  /// Whether a value of this type may stand where `declared` is declared: the same type or one of
  /// its descendants (scf_type_base_type(3SCF)).
  public boolean isCompatibleWith(ValueType declared) {
    for (ValueType type = this; type != null; type = type.parent) {
      if (type == declared) {
        return true;
      }
    }
    return false;
  }
}
