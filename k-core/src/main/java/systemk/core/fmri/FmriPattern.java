package systemk.core.fmri;

import io.vavr.control.Either;
import java.util.function.Predicate;

/// What a person types to name services and instances: a full FMRI, an abbreviation of one, or a
/// glob (smf.md §1.1).
///
/// | kind | recognised by | matches |
/// |---|---|---|
/// | [Exact] | it is the FMRI of something that exists | that, and the instances of a service |
/// | [Glob] | it contains `*`, `?` or `[` | full FMRIs, as fnmatch(3) without flags does |
/// | [Partial] | anything else | FMRIs that end in it, or whose service does, from a `/` or `:` on |
public sealed interface FmriPattern {

  /// What precedes the name of a service in its FMRI. No abbreviation matches within it.
  String PREFIX = "svc:/";

  /// Finds out which kind of pattern the text is.
  ///
  /// @param exists whether there is an entity of this name
  static FmriPattern of(String text, Predicate<EntityFmri> exists) {
    if (text.length() > Fmri.MAX_BYTES) {
      return new TooLong(text);
    }
    Either<FmriError, Fmri> parsed = Fmri.parse(text);
    if (parsed.isRight() && parsed.get() instanceof EntityFmri entity && exists.test(entity)) {
      return new Exact(text, entity);
    }
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[')
        ? new Glob(text, Wildcard.of(withScheme(text)))
        : new Partial(text);
  }

  private static String withScheme(String glob) {
    boolean complete = glob.startsWith("*") || (glob.length() > 3 && glob.charAt(3) == ':');
    if (complete) {
      return glob;
    }
    return glob.startsWith("/") ? "svc:" + glob : PREFIX + glob;
  }

  /// The pattern as it was typed.
  String text();

  /// Whether the pattern names this entity.
  boolean matches(EntityFmri entity);

  /// Whether the pattern names what has this name, be it an entity or not: scripts that ran at boot
  /// are called `lrc:/…`.
  boolean matchesText(String fmri);

  /// The FMRI of something that exists. A service stands for its instances, too.
  record Exact(String text, EntityFmri entity) implements FmriPattern {
    @Override
    public boolean matches(EntityFmri candidate) {
      return entity.equals(candidate) || entity.equals(candidate.service());
    }

    @Override
    public boolean matchesText(String fmri) {
      return entity.toString().equals(fmri);
    }
  }

  /// A pattern with wildcards, which do not stop at slashes.
  record Glob(String text, Wildcard wildcard) implements FmriPattern {
    @Override
    public boolean matches(EntityFmri candidate) {
      return matchesText(candidate.toString());
    }

    @Override
    public boolean matchesText(String fmri) {
      return wildcard.matches(fmri);
    }
  }

  /// An abbreviation.
  record Partial(String text) implements FmriPattern {
    @Override
    public boolean matches(EntityFmri candidate) {
      return matchesText(candidate.toString());
    }

    @Override
    public boolean matchesText(String fmri) {
      if (text.isEmpty()) {
        return false;
      }
      for (int at = fmri.indexOf(text); at >= 0; at = fmri.indexOf(text, at + 1)) {
        int end = at + text.length();
        if (end > PREFIX.length() && beginsAt(fmri, at) && endsAt(fmri, end)) {
          return true;
        }
      }
      return false;
    }

    private boolean beginsAt(String fmri, int at) {
      return at == 0
          || fmri.charAt(at - 1) == '/'
          || fmri.charAt(at - 1) == ':'
          || text.charAt(0) == ':';
    }

    private boolean endsAt(String fmri, int end) {
      return end == fmri.length()
          || fmri.charAt(end) == ':'
          || text.charAt(text.length() - 1) == ':';
    }
  }

  /// A text longer than any FMRI. It matches nothing.
  record TooLong(String text) implements FmriPattern {
    @Override
    public boolean matches(EntityFmri candidate) {
      return false;
    }

    @Override
    public boolean matchesText(String fmri) {
      return false;
    }
  }
}
