package systemk.bench.books;

import java.util.ArrayList;
import java.util.List;

/// What is not as it must be. Belongs to one thread.
public final class Verdict {
  private static final int SHOWN = 20;

  private final List<String> details = new ArrayList<>();
  private long lost;
  private long half;
  private long wrong;

  /// Transactions that were acknowledged and are not there.
  public void lost(long count, String detail) {
    lost += count;
    detail("lost: " + detail);
  }

  /// A transaction of which a part is there.
  public void half(String detail) {
    half++;
    detail("half: " + detail);
  }

  /// Anything else: a value nobody wrote, a transaction that happened twice, a repository that
  /// cannot be opened.
  public void wrong(String detail) {
    wrong++;
    detail("wrong: " + detail);
  }

  private void detail(String text) {
    if (details.size() < SHOWN) {
      details.add(text);
    }
  }

  /// Adds another verdict to this one.
  ///
  /// @param where what the other is about
  public void add(String where, Verdict other) {
    lost += other.lost;
    half += other.half;
    wrong += other.wrong;
    other.details.forEach(text -> detail(where + ": " + text));
  }

  public boolean isClean() {
    return lost == 0 && half == 0 && wrong == 0;
  }

  public long lost() {
    return lost;
  }

  public long half() {
    return half;
  }

  public long wrong() {
    return wrong;
  }

  /// The first of what was found, in words.
  public List<String> details() {
    return List.copyOf(details);
  }
}
