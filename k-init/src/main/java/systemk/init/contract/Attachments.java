package systemk.init.contract;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import systemk.linux.Descriptors;

/// What a new process gets from k.init beside what was asked for: where it can send messages, and
/// descriptors. Closed once the process has been made.
///
/// @param environment more variables
/// @param own the variables that shall have the number of the service's own process
/// @param passed descriptors by their number in the process
/// @param lent those of them that nobody else keeps
record Attachments(
    SortedMap<String, String> environment,
    List<String> own,
    SortedMap<Integer, Integer> passed,
    List<Integer> lent)
    implements AutoCloseable {
  static final Attachments NONE =
      new Attachments(new TreeMap<>(), List.of(), new TreeMap<>(), List.of());

  Attachments {
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    own = List.copyOf(own);
    passed = Collections.unmodifiableSortedMap(new TreeMap<>(passed));
    lent = List.copyOf(lent);
  }

  @Override
  public void close() {
    lent.forEach(Descriptors::close);
  }
}
