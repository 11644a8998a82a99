package systemk.core.rights;

import io.vavr.collection.SortedSet;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.regex.Pattern;

/// Who was granted which authorizations: what the file `etc/svc/authorizations` says.
/* One grant a line: who, then authorizations, with blanks or commas between. A line that cannot be read
 * grants nothing, and since grants only ever add, the others may stand.
 *
 *   # operators restart things; alice configures, too
 *   group:operators  solaris.smf.manage
 *   user:alice       solaris.smf.manage, solaris.smf.modify.application
 */
public final class Grants {
  /// The longest file that is read.
  public static final int MAX_BYTES = 1 << 20;

  /// How many broken lines are named.
  private static final int NAMED = 20;

  private static final int MAX_LINE = 4096;
  private static final Pattern WHO = Pattern.compile("(user|group):[^\\s,:]+");
  private static final Pattern AUTHORIZATION =
      Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(\\.\\*)?");

  /// Nothing granted to anybody.
  public static final Grants NONE = new Grants(Vector.empty(), Vector.empty());

  private record Grant(String who, Vector<String> authorizations) {}

  private final Vector<Grant> grants;
  private final Vector<String> problems;

  private Grants(Vector<Grant> grants, Vector<String> problems) {
    this.grants = grants;
    this.problems = problems;
  }

  /// Reads the text of the file. Never throws.
  public static Grants parse(String text) {
    Vector<Grant> grants = Vector.empty();
    Vector<String> problems = Vector.empty();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String said = line.replaceFirst("#.*", "").strip();
      if (said.isEmpty()) {
        continue;
      }
      Either<String, Grant> grant = grant(said);
      if (grant.isRight()) {
        grants = grants.append(grant.get());
      } else if (problems.size() < NAMED) {
        problems = problems.append("line " + number + ": " + grant.getLeft());
      }
    }
    return new Grants(grants, problems);
  }

  private static Either<String, Grant> grant(String line) {
    if (line.length() > MAX_LINE) {
      return Either.left("is longer than " + MAX_LINE + " characters");
    }
    Vector<String> words = Vector.of(line.split("[\\s,]+")).reject(String::isEmpty);
    if (words.isEmpty() || !WHO.matcher(words.head()).matches()) {
      return Either.left(
          "begins with neither user:NAME nor group:NAME: \"" + words.getOrElse("") + "\"");
    }
    if (words.size() == 1) {
      return Either.left("grants nothing to " + words.head());
    }
    return words
        .tail()
        .find(word -> !AUTHORIZATION.matcher(word).matches())
        .<Either<String, Grant>>map(
            word -> Either.left("\"" + word + "\" is not the name of an authorization"))
        .getOrElse(() -> Either.right(new Grant(words.head(), words.tail())));
  }

  /// What those that these names stand for were granted.
  public SortedSet<String> of(SortedSet<String> names) {
    return TreeSet.ofAll(
        grants.filter(grant -> names.contains(grant.who())).flatMap(Grant::authorizations));
  }

  /// What is wrong with the file, a line each, with its place.
  public Vector<String> problems() {
    return problems;
  }
}
