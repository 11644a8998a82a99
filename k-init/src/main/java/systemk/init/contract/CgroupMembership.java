package systemk.init.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import systemk.linux.CgroupTree;
import systemk.linux.Kernel;
import systemk.linux.PopulationWatch;
import systemk.linux.ProcessStat;

/// Membership by cgroup v2: one leaf for each contract. Exact, and cheap to ask.
final class CgroupMembership implements Membership {
  private static final String LEAF = "ct-";

  // The event loop waits as long where a member waits for a disk. Else it waits until each member
  // has had its turn, which takes milliseconds, but more for a fork bomb on a slow processor.
  private static final Duration HOLD_BOUND = Duration.ofSeconds(1);

  private final Kernel kernel;
  private final CgroupTree tree;
  private final PopulationWatch watch = new PopulationWatch();

  CgroupMembership(Kernel kernel, CgroupTree tree) {
    this.kernel = kernel;
    this.tree = tree;
    for (String leaf : tree.leaves()) {
      // An earlier k.init may have been killed while it held the members.
      tree.thaw(leaf);
      watch.add(leaf, tree.leaf(leaf));
    }
  }

  /// Readable when [#notifyChanges] has something to say.
  int descriptor() {
    return watch.descriptor();
  }

  /// Tells which contracts may have become empty.
  void notifyChanges(LongConsumer changed) {
    for (String leaf : watch.changed()) {
      number(leaf).ifPresent(changed);
    }
  }

  /// The contracts that have a leaf.
  List<Long> leaves() {
    return tree.leaves().stream().flatMapToLong(leaf -> number(leaf).stream()).boxed().toList();
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public Path prepare(long id) {
    Path leaf = tree.createLeaf(LEAF + id);
    // Without a watch the end of the last member shows only when k.init reaps a member, which for
    // the last one it always does unless it has itself been restarted.
    watch.add(LEAF + id, leaf);
    return leaf;
  }

  /// Whoever was in a leaf has used its processor there, if only to become the service.
  @Override
  public boolean takeBack(long id) {
    boolean used = tree.count(LEAF + id, "cpu.stat", "usage_usec").orElse(0) > 0;
    return !used && remove(id);
  }

  @Override
  public List<String> limit(long id, Resources resources) {
    return resources.apply((file, text) -> tree.write(LEAF + id, file, text));
  }

  @Override
  public SortedMap<String, Long> limitHits(long id) {
    SortedMap<String, Long> hits = new TreeMap<>();
    // One that is killed because the machine has no memory left has not hit a limit of its own.
    if (tree.count(LEAF + id, "memory.events", "oom").orElse(0) > 0) {
      tree.count(LEAF + id, "memory.events", "oom_kill").ifPresent(n -> hits.put("memory", n));
    }
    tree.count(LEAF + id, "pids.events", "max").ifPresent(n -> hits.put("pids", n));
    return hits;
  }

  @Override
  public void started(long id, ProcessStat first) {}

  @Override
  public void refresh(Collection<Long> live) {}

  @Override
  public OptionalLong contractOf(ProcessStat process) {
    Optional<String> leaf = kernel.cgroup(process.pid()).flatMap(tree::leafOf);
    return leaf.isEmpty() ? OptionalLong.empty() : number(leaf.get());
  }

  private static OptionalLong number(String leaf) {
    return leaf.matches(LEAF + "[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(leaf.substring(LEAF.length())))
        : OptionalLong.empty();
  }

  @Override
  public List<ProcessStat> members(long id) {
    return tree.members(LEAF + id).stream()
        .flatMap(pid -> kernel.stat(pid).stream())
        .filter(ProcessStat::isAlive)
        .sorted(Comparator.comparingLong(ProcessStat::startTime))
        .toList();
  }

  @Override
  public boolean isEmpty(long id) {
    return !tree.isPopulated(LEAF + id);
  }

  @Override
  public boolean kill(long id) {
    return tree.kill(LEAF + id);
  }

  @Override
  public boolean hold(long id) {
    return tree.freeze(LEAF + id, HOLD_BOUND);
  }

  @Override
  public void letGo(long id) {
    tree.thaw(LEAF + id);
  }

  @Override
  public void release(long id) {
    if (isEmpty(id)) {
      boolean _ = remove(id);
    }
  }

  private boolean remove(long id) {
    boolean removed = tree.remove(LEAF + id);
    if (removed) {
      watch.remove(LEAF + id);
    }
    return removed;
  }

  @Override
  public void close() {
    tree.remove();
    watch.close();
  }
}
