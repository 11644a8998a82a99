package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.charset.StandardCharsets;
import systemk.core.check.Checks;
import systemk.core.check.GroupPattern;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// The right side of an assignment: `[type:] value` or `[type:] (value ...)`.
///
/// @param type what stood before the colon, if anything did
public record PropertyValues(Option<String> type, Vector<String> values) {
  private static final String UNQUOTED =
      "Multiple string values or string values with spaces must be quoted with '\"'.";

  /// Reads the tokens after `=`, or says what is wrong with them.
  static Either<String, PropertyValues> read(Vector<Token> tokens) {
    if (tokens.isEmpty()) {
      return Either.left("Syntax error.");
    }
    boolean typed =
        tokens.size() > 1
            && tokens.head() instanceof Token.Word(String word)
            && word.length() > 1
            && word.endsWith(":");
    Option<String> type =
        typed
            ? Option.some(tokens.head().text().substring(0, tokens.head().text().length() - 1))
            : Option.none();
    Vector<Token> rest = typed ? tokens.tail() : tokens;
    boolean list = isSymbol(rest.head(), "(");
    if (list && !isSymbol(rest.last(), ")")) {
      return Either.left("Syntax error.");
    }
    Vector<Token> values = list ? rest.tail().init() : rest;
    if (values.exists(token -> token instanceof Token.Symbol)) {
      return Either.left("Syntax error.");
    }
    return !list && values.size() > 1
        ? Either.left(UNQUOTED)
        : Either.right(new PropertyValues(type, values.map(Token::text)));
  }

  private static boolean isSymbol(Token token, String symbol) {
    return token instanceof Token.Symbol(String text) && text.equals(symbol);
  }

  /// Reads the text after `=` in `svcprop -e`, where a list is in parentheses and anything else is
  /// one value as it stands.
  public static Either<String, PropertyValues> ofArgument(String text) {
    if (!text.startsWith("(")) {
      return Either.right(new PropertyValues(Option.none(), Vector.of(text)));
    }
    return Lexer.lex(text)
        .mapLeft(_ -> "Syntax error.")
        .flatMap(
            lines ->
                lines.size() == 1 ? read(lines.head().tokens()) : Either.left("Syntax error."));
  }

  /// The property these values make, with the type named here or else the one it has, or what
  /// stands against it.
  public Either<String, Property> property(
      RepositoryState state, EntityFmri entity, String group, String name) {
    return type(state, entity, group, name)
        .flatMap(
            known -> {
              for (String value : values) {
                if (known.canonical(value).isEmpty()) {
                  return Either.left(refusal(known, value));
                }
              }
              return Either.right(
                  new Property(name, known, values.flatMap(v -> known.canonical(v))));
            });
  }

  /// Nobody wants to read a value again that is so long that this is what is wrong with it.
  private static String refusal(ValueType type, String value) {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    return bytes > Property.MAX_BYTES
        ? "Invalid \"%s\" value of %d bytes; at most %d are possible."
            .formatted(type.token(), bytes, Property.MAX_BYTES)
        : "Invalid \"%s\" value \"%s\".".formatted(type.token(), value);
  }

  private Either<String, ValueType> type(
      RepositoryState state, EntityFmri entity, String group, String name) {
    if (type.isDefined()) {
      return ValueType.ofToken(type.get()).toEither("Unknown type \"" + type.get() + "\".");
    }
    Composition configuration = state.current(entity);
    return configuration
        .property(group, name)
        .map(Property::type)
        .orElse(() -> templateType(state, entity, group, name))
        .toEither("Type required for new properties.");
  }

  private static Option<ValueType> templateType(
      RepositoryState state, EntityFmri entity, String group, String name) {
    String groupType = state.current(entity).groupType(group).getOrElse("");
    return Checks.patterns(state, entity)
        .filter(pattern -> pattern.matches(group, groupType))
        .flatMap(GroupPattern::properties)
        .filter(property -> property.name().equals(name))
        .flatMap(GroupPattern.PropertyPattern::type)
        .headOption();
  }
}
