package systemk.bench.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Runs programs under strace and learns what they did to the files below some directories, which
/// must be empty before the first.
/* Every call that can change a file is traced, known here or not. One that touches a recorded file and
 * is not known here ends the recording with an error: what is not understood must not be passed over.
 * A program that forks is followed, but only one of its processes may use recorded files.
 */
public final class Recorder {
  /// Calls that change files or names, move a position, say something, or tell which descriptor is
  /// what.
  private static final String CALLS =
      "read,readv,write,pwrite64,writev,pwritev,pwritev2,open,openat,openat2,creat,ftruncate,truncate,fallocate,"
          + "fsync,fdatasync,sync_file_range,sync,syncfs,msync,mmap,unlink,unlinkat,rename,renameat,"
          + "renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,rmdir,close,dup,dup2,dup3,fcntl,lseek,"
          + "copy_file_range,sendfile,splice,tee,vmsplice,io_uring_setup,io_submit,sendto,sendmsg,sendmmsg";

  private final List<String> recorded;
  private final List<Op> ops = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final TreeMap<String, Integer> names = new TreeMap<>();
  private int channels;

  /// @param recorded directories that exist and are empty
  public Recorder(List<Path> recorded) {
    this.recorded = recorded.stream().map(Path::toString).toList();
  }

  /// How a command line begins that leaves a record in a file. The process that is started so
  /// becomes the program itself, so signals reach it.
  public static List<String> strace(Path record) {
    return List.of(
        "strace",
        "-D",
        "-f",
        "-y",
        "-xx",
        "-s",
        String.valueOf(1 << 28),
        "--seccomp-bpf",
        "-o",
        record.toString(),
        "-e",
        "trace=" + CALLS);
  }

  /// Whether there is a strace that can trace here.
  public static boolean isAvailable() throws InterruptedException {
    try {
      return new ProcessBuilder("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// Takes in the record of a program that has ended, after those before it.
  ///
  /// @throws IOException if there is something in it that is not understood
  public void add(Path record) throws IOException {
    Reading reading = new Reading();
    Trace.read(record, reading);
    if (reading.trouble != null) {
      throw new IOException(reading.trouble);
    }
  }

  public Recording recording() {
    return new Recording(ops, recorded, labels);
  }

  private boolean isRecorded(String path) {
    return recorded.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }

  /// What is open under a descriptor.
  private static final class Open {
    final int file;
    final String path;
    final boolean append;
    final boolean synchronous;
    long position;

    /// @param file -1 for a directory
    Open(int file, String path, String flags) {
      this.file = file;
      this.path = path;
      this.append = flags.contains("O_APPEND");
      this.synchronous = flags.contains("O_SYNC") || flags.contains("O_DSYNC");
    }
  }

  /// The reading of one program's record.
  private final class Reading implements Trace.Listener {
    private final Map<Integer, Open> open = new HashMap<>();
    private final Map<Integer, Integer> channelOf = new HashMap<>();
    private final Map<Integer, Long> sizes = new HashMap<>();
    // By the line on which the call was entered.
    private final Map<Long, Integer> entered = new HashMap<>();
    @Nullable String trouble;

    @Override
    public void entered(long line, String text) {
      if (text.startsWith("close(")) {
        // From now on another thread may be given the number.
        int descriptor = Integer.parseInt(text.replaceFirst("close\\((\\d+).*", "$1"));
        open.remove(descriptor);
        channelOf.remove(descriptor);
      } else if (text.startsWith("fsync(") || text.startsWith("fdatasync(")) {
        entered.put(line, ops.size());
      } else if (says(text)) {
        entered.put(line, ops.size());
        ops.add(new Op.Said(-1, new Bytes(new byte[0])));
      }
    }

    private static boolean says(String text) {
      return text.startsWith("send")
          || ((text.startsWith("write(") || text.startsWith("writev("))
              && (text.contains("<\\x73\\x6f\\x63\\x6b\\x65\\x74\\x3a")
                  || text.contains("<\\x70\\x69\\x70\\x65\\x3a")));
    }

    @Override
    public void returned(Call call) {
      try {
        if (trouble == null && call.result() >= 0) {
          take(call);
        }
      } catch (IOException | RuntimeException e) {
        trouble = call.name() + " on line " + call.entered() + " of the record: " + e.getMessage();
      }
    }

    private void take(Call call) throws IOException {
      switch (call.name()) {
        case "openat" -> opened(call, resolve(call, 0, 1), call.argument(2));
        case "open" -> opened(call, resolve(call, -1, 0), call.argument(1));
        case "write", "pwrite64", "writev", "pwritev" -> written(call);
        case "sendto", "sendmsg" -> said(call);
        case "ftruncate" -> resized(call, call.number(1));
        case "fallocate" -> allocated(call);
        case "fsync", "fdatasync" -> synced(call);
        case "lseek" -> sought(call);
        case "read", "readv" -> passed(call);
        case "unlink" -> unlinked(resolve(call, -1, 0));
        case "unlinkat" -> unlinked(resolve(call, 0, 1));
        case "rename" -> renamed(resolve(call, -1, 0), resolve(call, -1, 1));
        case "renameat", "renameat2" -> renamed(resolve(call, 0, 1), resolve(call, 2, 3));
        case "link" -> linked(resolve(call, -1, 0), resolve(call, -1, 1));
        case "linkat" -> linked(resolve(call, 0, 1), resolve(call, 2, 3));
        case "mkdir" -> made(resolve(call, -1, 0));
        case "mkdirat" -> made(resolve(call, 0, 1));
        case "dup", "dup2", "dup3" -> copied(call);
        case "fcntl" -> {
          if (call.argument(1).startsWith("F_DUPFD")) {
            copied(call);
          }
        }
        case "mmap" -> mapped(call);
        case "close" -> {}
        default -> refuseIfRecorded(call);
      }
    }

    /// The absolute path an argument names.
    ///
    /// @param directory the argument it is relative to; -1 for the working directory
    private String resolve(Call call, int directory, int argument) throws IOException {
      String path = Trace.path(call.argument(argument));
      if (path.startsWith("/")) {
        return Path.of(path).normalize().toString();
      }
      if (directory < 0) {
        return path;
      }
      return Path.of(Trace.path(call.argument(directory))).resolve(path).normalize().toString();
    }

    private void refuseIfRecorded(Call call) throws IOException {
      for (String argument : call.arguments()) {
        boolean path = argument.indexOf('<') >= 0 || argument.startsWith("\"");
        if (path && isRecorded(Trace.path(argument))) {
          throw new IOException("not understood, on " + Trace.path(argument));
        }
      }
    }

    private void opened(Call call, String path, String flags) {
      int descriptor = (int) call.result();
      open.remove(descriptor);
      channelOf.remove(descriptor);
      if (!isRecorded(path)) {
        return;
      }
      Integer file = names.get(path);
      if (file == null && !flags.contains("O_CREAT")) {
        open.put(descriptor, new Open(-1, path, flags));
        return;
      }
      if (file == null) {
        file = labels.size();
        labels.add(path);
        names.put(path, file);
        ops.add(new Op.Create(path, file));
      }
      if (flags.contains("O_TRUNC")) {
        resize(file, 0);
      }
      open.put(descriptor, new Open(file, path, flags));
    }

    /// The recorded file a call is about; null if it is about something else.
    private @Nullable Open file(Call call, int argument) throws IOException {
      Open found = open.get(call.descriptor(argument));
      if (found == null) {
        refuseIfRecorded(call);
      }
      return found;
    }

    private void written(Call call) throws IOException {
      if (entered.containsKey(call.entered())) {
        said(call);
        return;
      }
      Open found = file(call, 0);
      if (found == null) {
        return;
      }
      byte[] bytes = Trace.bytes(call.argument(1));
      if (bytes.length < call.result()) {
        throw new IOException("the record lacks some of what was written");
      }
      byte[] taken = Arrays.copyOf(bytes, (int) call.result());
      boolean positioned = call.name().startsWith("p");
      long size = sizes.getOrDefault(found.file, 0L);
      long at = positioned ? call.number(3) : found.append ? size : found.position;
      if (!positioned) {
        found.position = at + taken.length;
      }
      sizes.put(found.file, Math.max(size, at + taken.length));
      ops.add(new Op.Write(found.file, at, new Bytes(taken)));
      if (found.synchronous) {
        ops.add(new Op.Sync(found.file, ops.size()));
      }
    }

    private void said(Call call) throws IOException {
      Integer place = entered.remove(call.entered());
      if (place == null) {
        throw new IllegalStateException("said before it was begun");
      }
      byte[] bytes = Trace.bytes(call.argument(1));
      int channel = channelOf.computeIfAbsent(call.descriptor(0), _ -> channels++);
      int length = (int) Math.min(bytes.length, call.result());
      ops.set(place, new Op.Said(channel, new Bytes(Arrays.copyOf(bytes, length))));
    }

    private void resized(Call call, long size) throws IOException {
      Open found = file(call, 0);
      if (found != null) {
        resize(found.file, size);
      }
    }

    private void resize(int file, long size) {
      sizes.put(file, size);
      ops.add(new Op.Resize(file, size));
    }

    private void allocated(Call call) throws IOException {
      Open found = file(call, 0);
      if (found == null) {
        return;
      }
      if (!call.argument(1).equals("0")) {
        throw new IOException("not understood: mode " + call.argument(1));
      }
      long size = sizes.getOrDefault(found.file, 0L);
      resize(found.file, Math.max(size, call.number(2) + call.number(3)));
    }

    private void synced(Call call) throws IOException {
      int covers = entered.getOrDefault(call.entered(), ops.size());
      Open found = file(call, 0);
      if (found != null) {
        ops.add(
            found.file < 0
                ? new Op.SyncDirectory(found.path, covers)
                : new Op.Sync(found.file, covers));
      }
    }

    private void sought(Call call) throws IOException {
      Open found = file(call, 0);
      if (found != null) {
        found.position = call.result();
      }
    }

    private void passed(Call call) throws IOException {
      Open found = file(call, 0);
      if (found != null) {
        found.position += call.result();
      }
    }

    private void unlinked(String path) throws IOException {
      if (isRecorded(path)) {
        known(path);
        names.remove(path);
        ops.add(new Op.Unlink(path));
      }
    }

    private int known(String path) throws IOException {
      Integer file = names.get(path);
      if (file == null) {
        throw new IOException("nobody has made " + path);
      }
      return file;
    }

    private void renamed(String from, String to) throws IOException {
      if (isRecorded(from) || isRecorded(to)) {
        names.put(inside(to), known(inside(from)));
        names.remove(from);
        ops.add(new Op.Rename(from, to));
      }
    }

    private void linked(String from, String to) throws IOException {
      if (isRecorded(from) || isRecorded(to)) {
        names.put(inside(to), known(inside(from)));
        ops.add(new Op.Link(from, to));
      }
    }

    private String inside(String path) throws IOException {
      if (!isRecorded(path)) {
        throw new IOException("a file moves between what is recorded and " + path);
      }
      return path;
    }

    private void made(String path) {
      if (isRecorded(path)) {
        ops.add(new Op.Mkdir(path));
      }
    }

    private void copied(Call call) {
      int copy = (int) call.result();
      Open found = open.get(call.descriptor(0));
      if (found == null) {
        open.remove(copy);
      } else {
        open.put(copy, found);
      }
    }

    private void mapped(Call call) throws IOException {
      if (call.argument(4).startsWith("-1")) {
        return;
      }
      Open found = file(call, 4);
      boolean writes =
          call.argument(2).contains("PROT_WRITE") && call.argument(3).contains("MAP_SHARED");
      if (found != null && writes) {
        throw new IOException("writes to memory cannot be recorded: " + found.path);
      }
    }
  }
}
