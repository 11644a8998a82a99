package systemk.init.notify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import systemk.linux.Descriptors;

/// Open files, sockets and the like that services leave with k.init, to find them again when they
/// are started the next time.
public final class DescriptorStore {
  /// One of them.
  public record Kept(String name, int descriptor) {}

  /// For all owners together, so that k.init does not run out of descriptors.
  static final int MAX_KEPT = 2048;

  private final Map<String, List<Kept>> byOwner = new HashMap<>();
  private final IntConsumer close;
  private int count;

  /// @param close gives back a descriptor
  public DescriptorStore(IntConsumer close) {
    this.close = close;
  }

  /// Keeps descriptors for an owner, up to a limit. One that is kept already is not kept twice.
  /// What is not kept is closed.
  public void keep(String owner, String name, List<Integer> descriptors, int limit) {
    List<Kept> kept = byOwner.computeIfAbsent(owner, _ -> new ArrayList<>());
    for (int descriptor : descriptors) {
      boolean known =
          kept.stream().anyMatch(one -> Descriptors.areSame(one.descriptor(), descriptor));
      if (known || kept.size() >= limit || count >= MAX_KEPT) {
        close.accept(descriptor);
      } else {
        kept.add(new Kept(name, descriptor));
        count++;
      }
    }
  }

  /// All that is kept.
  public List<Handover.Item> all() {
    List<Handover.Item> all = new ArrayList<>();
    byOwner.forEach(
        (owner, kept) ->
            kept.forEach(one -> all.add(new Handover.Item(owner, one.name(), one.descriptor()))));
    return all;
  }

  /// Keeps on what the program this process was before kept.
  public void take(List<Handover.Item> items) {
    for (Handover.Item item : items) {
      byOwner
          .computeIfAbsent(item.owner(), _ -> new ArrayList<>())
          .add(new Kept(item.name(), item.descriptor()));
      count++;
    }
  }

  /// What is kept for an owner, the oldest first.
  public List<Kept> of(String owner) {
    return List.copyOf(byOwner.getOrDefault(owner, List.of()));
  }

  /// Gives up what an owner keeps under a name.
  public void remove(String owner, String name) {
    List<Kept> kept = byOwner.getOrDefault(owner, new ArrayList<>());
    for (Kept one : List.copyOf(kept)) {
      if (one.name().equals(name)) {
        kept.remove(one);
        count--;
        close.accept(one.descriptor());
      }
    }
  }

  /// Gives up all that an owner keeps.
  public void drop(String owner) {
    List<Kept> kept = byOwner.remove(owner);
    if (kept != null) {
      count -= kept.size();
      kept.forEach(one -> close.accept(one.descriptor()));
    }
  }
}
