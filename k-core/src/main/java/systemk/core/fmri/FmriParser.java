package systemk.core.fmri;

import io.vavr.control.Either;

/// Reads FMRIs. The grammar, from scf_value_create(3SCF) as smf.md §1.1 restates it:
///
/// ```
/// [svc:][//localhost]/service[:instance][/:properties/group[/property]]
/// service[:instance][/:properties/group[/property]]
/// file://[localhost]/path
/// ```
final class FmriParser {
  private static final String PROPERTIES = "/:properties/";
  private static final String SCOPE = "//localhost/";

  private FmriParser() {}

  static Either<FmriError, Fmri> parse(String text) {
    if (text.startsWith("file:")) {
      return file(text);
    }
    // Every character of a name is one byte, so counting characters is exact where it matters.
    if (text.length() > Fmri.MAX_BYTES) {
      return Either.left(new FmriError.TooLong(text.length()));
    }
    return path(text)
        .flatMap(
            path -> {
              int properties = path.indexOf(PROPERTIES);
              if (properties < 0) {
                return entity(text, path).map(Fmri.class::cast);
              }
              String tail = path.substring(properties + PROPERTIES.length());
              return entity(text, path.substring(0, properties))
                  .flatMap(entity -> property(text, entity, tail));
            });
  }

  /// What follows the scheme and scope: `service[:instance]…`.
  private static Either<FmriError, String> path(String text) {
    String rest = text.startsWith("svc:") ? text.substring("svc:".length()) : text;
    boolean schemed = text.startsWith("svc:");
    if (rest.startsWith("//")) {
      return rest.startsWith(SCOPE)
          ? Either.right(rest.substring(SCOPE.length()))
          : Either.left(new FmriError.BadScheme(text));
    }
    if (rest.startsWith("/")) {
      return Either.right(rest.substring(1));
    }
    return schemed ? Either.left(new FmriError.BadScheme(text)) : Either.right(rest);
  }

  private static Either<FmriError, EntityFmri> entity(String text, String path) {
    int colon = path.indexOf(':');
    String service = colon < 0 ? path : path.substring(0, colon);
    if (!Names.isServiceName(service)) {
      return Either.left(new FmriError.BadName(text, service, "a service name"));
    }
    if (colon < 0) {
      return Either.right(new ServiceFmri(service));
    }
    String instance = path.substring(colon + 1);
    return Names.isName(instance)
        ? Either.right(new InstanceFmri(new ServiceFmri(service), instance))
        : Either.left(new FmriError.BadName(text, instance, "an instance name"));
  }

  private static Either<FmriError, Fmri> property(String text, EntityFmri entity, String tail) {
    int slash = tail.indexOf('/');
    String group = slash < 0 ? tail : tail.substring(0, slash);
    if (!Names.isName(group)) {
      return Either.left(new FmriError.BadName(text, group, "a property group name"));
    }
    if (slash < 0) {
      return Either.right(entity.group(group));
    }
    String property = tail.substring(slash + 1);
    return Names.isName(property)
        ? Either.right(entity.group(group).property(property))
        : Either.left(new FmriError.BadName(text, property, "a property name"));
  }

  private static Either<FmriError, Fmri> file(String text) {
    String rest = text.substring("file:".length());
    String path;
    if (rest.startsWith("//localhost/")) {
      path = rest.substring("//localhost".length());
    } else if (rest.startsWith("///")) {
      path = rest.substring(2);
    } else {
      path = rest;
    }
    return FileFmri.isPath(path)
        ? Either.right(new FileFmri(path))
        : Either.left(new FmriError.BadName(text, path, "an absolute path"));
  }
}
