package systemk.core.method;

import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.PropertyFmri;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// Expands the `%` tokens of a method's command (smf.md §4.1, illumos expand_method_tokens()).
///
/// Property values are quoted so that a shell reads each as the text it is, whatever it contains.
public final class ExecTokens {
  private static final String RESTARTER = "svc.startd";
  private static final String DEFAULT_GROUP = "application";
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,/:@";

  private final InstanceFmri instance;
  private final MethodKind kind;
  private final Composition configuration;

  private ExecTokens(InstanceFmri instance, MethodKind kind, Composition configuration) {
    this.instance = instance;
    this.kind = kind;
    this.configuration = configuration;
  }

  /// The command with every token replaced, or, in words, which token cannot be.
  public static Either<String, String> expand(
      String exec, InstanceFmri instance, MethodKind kind, Composition configuration) {
    return new ExecTokens(instance, kind, configuration).expand(exec);
  }

  private Either<String, String> expand(String exec) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < exec.length()) {
      char c = exec.charAt(at++);
      if (c != '%') {
        out.append(c);
        continue;
      }
      if (at == exec.length()) {
        return Either.left("a lone % ends the command");
      }
      char token = exec.charAt(at++);
      if (token == '{') {
        int end = exec.indexOf('}', at);
        if (end < 0) {
          return Either.left("%{ is not closed");
        }
        Either<String, String> values = property(exec.substring(at, end));
        if (values.isLeft()) {
          return values;
        }
        out.append(values.get());
        at = end + 1;
      } else {
        Option<String> value = simple(token);
        if (value.isEmpty()) {
          return Either.left("unknown token %" + token);
        }
        out.append(value.get());
      }
    }
    return Either.right(out.toString());
  }

  private Option<String> simple(char token) {
    return switch (token) {
      case '%' -> Option.some("%");
      case 'r' -> Option.some(RESTARTER);
      case 'm' -> Option.some(kind.token());
      case 's' -> Option.some(instance.service().name());
      case 'i' -> Option.some(instance.name());
      case 'f' -> Option.some(instance.toString());
      default -> Option.none();
    };
  }

  private Either<String, String> property(String token) {
    String separator = " ";
    String name = token;
    if (token.endsWith(",") || token.endsWith(":")) {
      separator = token.substring(token.length() - 1);
      name = token.substring(0, token.length() - 1);
    }
    String glue = separator;
    return lookup(name)
        .map(property -> property.values().map(ExecTokens::quote).mkString(glue))
        .toEither("no property for %{" + token + "}");
  }

  private Option<Property> lookup(String name) {
    if (name.startsWith("svc:") || name.contains(":properties/")) {
      return Fmri.parse(name)
          .toOption()
          .flatMap(
              fmri ->
                  fmri instanceof PropertyFmri p
                          && (p.group().entity().equals(instance)
                              || p.group().entity().equals(instance.service()))
                      ? configuration.property(p.group().name(), p.name())
                      : Option.none());
    }
    int slash = name.indexOf('/');
    return slash < 0
        ? configuration.property(DEFAULT_GROUP, name)
        : configuration.property(name.substring(0, slash), name.substring(slash + 1));
  }

  /// The text as one shell word.
  static String quote(String text) {
    boolean plain = !text.isEmpty() && text.chars().allMatch(c -> PLAIN.indexOf(c) >= 0);
    return plain ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
