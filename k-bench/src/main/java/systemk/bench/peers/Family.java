package systemk.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The processes that belong to a site, as /proc shows them: the sleepers, and the manager's.
/* Of a manager is who was given its mark, who names its directory, and who descends from such a process. What is
 * above the manager in a namespace of its own only waits for it, and does not count.
 */
record Family(List<Member> managers, List<Member> sleepers) {
  private static final Set<String> WAITING = Set.of("unshare", "begin", "boot");

  /// A process.
  ///
  /// @param number the service, or -1
  record Member(long pid, long parent, String name, int number) {
    /// The kilobytes of memory it has, where pages that are shared count in parts.
    long pss() {
      for (String line : read(pid, "smaps_rollup").split("\n", -1)) {
        if (line.startsWith("Pss:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return 0;
    }
  }

  static Family of(Site site) throws IOException {
    String directory = site.directory().toString();
    Set<Long> known = new HashSet<>();
    List<Member> all = new ArrayList<>();
    List<Member> others = new ArrayList<>();
    for (long pid : pids()) {
      String words = read(pid, "cmdline");
      if (words.isEmpty()) {
        continue;
      }
      Member member = member(site, pid, words);
      if (words.contains(directory)
          || read(pid, "environ").contains("SYSTEMK_BENCH_SITE=" + directory + "\0")) {
        known.add(pid);
        all.add(member);
      } else {
        others.add(member);
      }
    }
    // Parents mostly come before their children; who does not is found in another turn.
    for (boolean found = true; found; ) {
      found = false;
      for (Member member : List.copyOf(others)) {
        if (known.contains(member.parent())) {
          found = true;
          known.add(member.pid());
          all.add(member);
          others.remove(member);
        }
      }
    }
    return new Family(
        all.stream()
            .filter(member -> member.number() < 0 && !WAITING.contains(member.name()))
            .toList(),
        all.stream().filter(member -> member.number() >= 0).toList());
  }

  private static Member member(Site site, long pid, String commandLine) {
    String stat = read(pid, "stat");
    int end = stat.lastIndexOf(')');
    String name = end < 0 ? "" : stat.substring(stat.indexOf('(') + 1, end);
    String[] fields = end < 0 ? new String[] {} : stat.substring(end + 2).split(" ", -1);
    return new Member(
        pid,
        fields.length > 1 ? Long.parseLong(fields[1]) : 0,
        name,
        number(site, List.of(commandLine.split("\0", -1))));
  }

  /// Which service this is the process of; -1 if of none.
  private static int number(Site site, List<String> words) {
    return site.probe()
        .program()
        .map(
            probe ->
                words.size() > 3
                        && words.get(0).equals(probe.toString())
                        && words.get(1).equals("sleep")
                        && words.get(2).equals(site.reports().toString())
                    ? Integer.parseInt(words.get(3))
                    : -1)
        .getOrElse(() -> -1);
  }

  boolean isEmpty() {
    return managers.isEmpty() && sleepers.isEmpty();
  }

  /// The processes of each service, oldest first.
  Map<Integer, List<Long>> byService() {
    Map<Integer, List<Long>> pids = new TreeMap<>();
    for (Member sleeper : sleepers) {
      pids.computeIfAbsent(sleeper.number(), _ -> new ArrayList<>()).add(sleeper.pid());
    }
    return pids;
  }

  double megabytes() {
    return managers.stream().mapToLong(Member::pss).sum() / 1024.0;
  }

  private static List<Long> pids() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::parseLong)
          .sorted()
          .toList();
    }
  }

  /// A file of a process; empty if the process is gone, which is what one finds out by reading.
  private static String read(long pid, String file) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc", String.valueOf(pid), file)),
          StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
