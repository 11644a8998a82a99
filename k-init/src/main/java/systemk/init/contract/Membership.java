package systemk.init.contract;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import systemk.linux.ProcessStat;

/// Which process belongs to which contract.
sealed interface Membership permits CgroupMembership, WalkMembership {
  /// Whether the kernel keeps the members, so that none can escape.
  boolean isExact();

  /// Makes ready for a contract whose process is about to be made. Answers the directory the
  /// process has to enter; null if it has to enter none.
  @Nullable Path prepare(long id);

  /// Takes back what was prepared, so that nobody can enter any more. Says false if somebody is a
  /// member, or is known to have been one, and then changes nothing.
  boolean takeBack(long id);

  /// Limits what the members of a contract that has none yet may use. Answers the names of the
  /// limits that cannot be applied here.
  List<String> limit(long id, Resources resources);

  /// How often a limit ended a member, or kept one from being made, by the name of what is limited.
  SortedMap<String, Long> limitHits(long id);

  /// A process was made for a contract.
  void started(long id, ProcessStat first);

  /// Looks at the world again, once for any number of questions.
  ///
  /// @param live the contracts processes may belong to
  void refresh(Collection<Long> live);

  /// The contract a process belongs to, also one that ended and waits to be reaped.
  OptionalLong contractOf(ProcessStat process);

  /// The living members, the oldest first.
  List<ProcessStat> members(long id);

  boolean isEmpty(long id);

  /// Kills all members at once. Says false if that is not possible here.
  boolean kill(long id);

  /// Keeps all members from running, and so from making others, until [#letGo]. Says false if that
  /// is not possible here or now; then nobody is kept.
  boolean hold(long id);

  void letGo(long id);

  /// Nothing will be asked about the contract again; it may still have members.
  void release(long id);

  /// Removes what is left of contracts of the past.
  void close();
}
