package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Users and groups as libc's name service knows them, whatever nsswitch.conf(5) draws on.
public final class NameService {
  private static final int FIRST_BUFFER_BYTES = 4096;
  private static final int MAX_BUFFER_BYTES = 1 << 22;
  private static final int MAX_GROUPS = 65536;

  private interface Lookup {
    int into(long entry, long buffer, long length, long result);
  }

  public Optional<Account> user(String name) {
    try (Arena arena = Arena.ofConfined()) {
      long text = Libc.string(arena, name);
      return find(
              arena,
              "user " + name,
              (entry, buffer, length, result) ->
                  Libc.error(Libc.GETPWNAM_R, text, entry, buffer, length, result))
          .map(NameService::account);
    }
  }

  public Optional<Account> user(int uid) {
    try (Arena arena = Arena.ofConfined()) {
      return find(
              arena,
              "user " + uid,
              (entry, buffer, length, result) ->
                  Libc.error(
                      Libc.GETPWUID_R, Integer.toUnsignedLong(uid), entry, buffer, length, result))
          .map(NameService::account);
    }
  }

  public OptionalInt group(String name) {
    try (Arena arena = Arena.ofConfined()) {
      long text = Libc.string(arena, name);
      Optional<MemorySegment> entry =
          find(
              arena,
              "group " + name,
              (group, buffer, length, result) ->
                  Libc.error(Libc.GETGRNAM_R, text, group, buffer, length, result));
      // struct group: gr_name 0, gr_passwd 8, gr_gid 16.
      return entry.isPresent()
          ? OptionalInt.of(entry.get().get(JAVA_INT, 16))
          : OptionalInt.empty();
    }
  }

  /// The name of a group.
  public Optional<String> group(int gid) {
    try (Arena arena = Arena.ofConfined()) {
      return find(
              arena,
              "group " + gid,
              (group, buffer, length, result) ->
                  Libc.error(
                      Libc.GETGRGID_R, Integer.toUnsignedLong(gid), group, buffer, length, result))
          .map(entry -> Libc.text(entry.get(JAVA_LONG, 0)));
    }
  }

  /// All groups a user is in, the main one included.
  public List<Integer> groups(Account account) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(4, 4);
      MemorySegment list = arena.allocate(4L * MAX_GROUPS, 4);
      count.set(JAVA_INT, 0, MAX_GROUPS);
      int found =
          Libc.status(
              Libc.GETGROUPLIST,
              Libc.string(arena, account.name()),
              account.gid(),
              list.address(),
              count.address());
      Libc.check(found, "list the groups of " + account.name());
      List<Integer> groups = new ArrayList<>();
      for (int i = 0; i < found; i++) {
        groups.add(list.getAtIndex(JAVA_INT, i));
      }
      return groups;
    }
  }

  /// Repeats the lookup with a larger buffer for as long as libc asks for one.
  private static Optional<MemorySegment> find(Arena arena, String what, Lookup lookup) {
    MemorySegment entry = arena.allocate(64, 8);
    MemorySegment result = arena.allocate(8, 8);
    for (int size = FIRST_BUFFER_BYTES; ; size *= 4) {
      long buffer = arena.allocate(size, 8).address();
      int error = lookup.into(entry.address(), buffer, size, result.address());
      if (error == Libc.ERANGE && size < MAX_BUFFER_BYTES) {
        continue;
      }
      // POSIX lets "no such entry" be zero or one of these numbers.
      if (error != 0 && error != Libc.ENOENT && error != Libc.ESRCH) {
        throw new KernelException("look up " + what, error);
      }
      return result.get(JAVA_LONG, 0) == 0 ? Optional.empty() : Optional.of(entry);
    }
  }

  /// struct passwd: pw_name 0, pw_passwd 8, pw_uid 16, pw_gid 20, pw_gecos 24, pw_dir 32, pw_shell
  /// 40.
  private static Account account(MemorySegment entry) {
    return new Account(
        Libc.text(entry.get(JAVA_LONG, 0)),
        entry.get(JAVA_INT, 16),
        entry.get(JAVA_INT, 20),
        Libc.text(entry.get(JAVA_LONG, 32)),
        Libc.text(entry.get(JAVA_LONG, 40)));
  }
}
