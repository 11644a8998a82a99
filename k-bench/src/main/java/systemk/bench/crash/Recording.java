package systemk.bench.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// All that happened to the files below some directories while programs ran.
///
/// @param directories those that were there from the beginning
/// @param labels for each file, the path it was made under
public record Recording(List<Op> ops, List<String> directories, List<String> labels) {
  public Recording {
    ops = List.copyOf(ops);
    directories = List.copyOf(directories);
    labels = List.copyOf(labels);
  }

  public int size() {
    return ops.size();
  }

  /// The instants at which the files differ from those before: each is a number of operations, and
  /// includes all that was said before the next file operation.
  public List<Integer> instants() {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      if (!(ops.get(i) instanceof Op.Said)) {
        found.add(i);
      }
    }
    found.add(ops.size());
    return found;
  }

  /// How many files were renamed to such a name.
  public int renamedTo(Predicate<String> name) {
    return (int)
        ops.stream()
            .filter(op -> op instanceof Op.Rename rename && name.test(rename.path()))
            .count();
  }

  /// What kind of operation comes at an instant: operations of one kind on files of one purpose are
  /// alike.
  String kind(int instant) {
    if (instant == ops.size()) {
      return "end";
    }
    return switch (ops.get(instant)) {
      case Op.Naming naming -> naming.getClass().getSimpleName() + purpose(naming.path());
      case Op.Write write -> "Write" + purpose(labels.get(write.file()));
      case Op.Resize resize -> "Resize" + purpose(labels.get(resize.file()));
      case Op.Sync sync -> "Sync" + purpose(labels.get(sync.file()));
      case Op.SyncDirectory sync -> "Sync" + sync.path();
      case Op.Said _ -> "Said";
    };
  }

  private static String purpose(String path) {
    return path.substring(path.lastIndexOf('/')).replaceAll("[0-9]+", "#");
  }

  /// Hears what was said, in order.
  public interface Listener {
    /// Bytes on a connection.
    void said(int channel, byte[] bytes);
  }

  /// Tells what was said from one instant to another.
  public void replay(int from, int to, Listener listener) {
    for (Op op : ops.subList(from, to)) {
      if (op instanceof Op.Said(int channel, Bytes bytes)) {
        listener.said(channel, bytes.array());
      }
    }
  }
}
