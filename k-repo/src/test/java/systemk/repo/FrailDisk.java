package systemk.repo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The real disk until something happens: the process is killed at some instant, writes fail, or
/// forces do.
final class FrailDisk implements Disk {
  /// The process is dead. Whoever sees this, nothing it does reaches the disk any more.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /// What of each file is certainly durable.
  private final Map<Path, byte[]> forced = new HashMap<>();

  private final List<FrailFile> opened = new ArrayList<>();

  private long lives = Long.MAX_VALUE;
  private boolean full;
  private boolean failsToForce;
  private boolean failsToTruncate;
  private boolean failsToRename;
  private boolean failsToSyncDirectories;
  private boolean readOnly;

  /// Kills the process at some operation from now. A write that is hit is done in part.
  synchronized void killAfter(long operations) {
    lives = operations;
  }

  synchronized boolean isDead() {
    return lives < 0;
  }

  synchronized void full(boolean now) {
    full = now;
  }

  synchronized void failsToForce(boolean now) {
    failsToForce = now;
  }

  synchronized void failsToTruncate(boolean now) {
    failsToTruncate = now;
  }

  synchronized void failsToRename(boolean now) {
    failsToRename = now;
  }

  synchronized void failsToSyncDirectories(boolean now) {
    failsToSyncDirectories = now;
  }

  synchronized void readOnly(boolean now) {
    readOnly = now;
  }

  @Override
  public synchronized FileChannel openLock(Path path) throws IOException {
    if (readOnly) {
      throw new FileSystemException(path.toString(), null, "Read-only file system");
    }
    return Disk.REAL.openLock(path);
  }

  synchronized byte[] forced(Path path) {
    return forced.getOrDefault(path, new byte[0]);
  }

  /// Whether this operation is the one that is hit. Those after it do not happen.
  private boolean isHit() {
    if (lives < 0) {
      throw new Killed();
    }
    return --lives < 0;
  }

  private void live() {
    if (isHit()) {
      throw new Killed();
    }
  }

  private static void failIf(boolean failing) throws IOException {
    if (failing) {
      throw new IOException("Input/output error");
    }
  }

  @Override
  public synchronized WritableFile open(Path path) throws IOException {
    live();
    if (full && !Files.exists(path)) {
      throw new IOException("No space left on device");
    }
    var file = new FrailFile(path, Disk.REAL.open(path));
    opened.add(file);
    return file;
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    live();
    failIf(failsToRename);
    Disk.REAL.rename(from, to);
    for (FrailFile file : opened) {
      if (file.path.equals(from)) {
        file.path = to;
      }
    }
    byte[] durable = forced.remove(from);
    if (durable != null) {
      forced.put(to, durable);
    }
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    live();
    Disk.REAL.delete(path);
  }

  @Override
  public synchronized void link(Path file, Path name) throws IOException {
    live();
    if (full) {
      throw new IOException("No space left on device");
    }
    Disk.REAL.link(file, name);
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    live();
    failIf(failsToSyncDirectories);
    Disk.REAL.syncDirectory(directory);
  }

  private final class FrailFile implements WritableFile {
    private Path path;
    private final WritableFile real;

    FrailFile(Path path, WritableFile real) {
      this.path = path;
      this.real = real;
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      synchronized (FrailDisk.this) {
        boolean hit = isHit();
        if (hit || full) {
          // How much gets through varies with the content, from nothing to all of it.
          int part = Math.floorMod(bytes.hashCode(), bytes.remaining() + 1);
          real.write(bytes.slice(bytes.position(), part), position);
        }
        if (hit) {
          throw new Killed();
        }
        if (full) {
          throw new IOException("No space left on device");
        }
        real.write(bytes, position);
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (FrailDisk.this) {
        live();
        failIf(failsToForce);
        real.force();
        forced.put(path, Files.readAllBytes(path));
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (FrailDisk.this) {
        live();
        failIf(failsToTruncate);
        real.truncate(size);
      }
    }

    @Override
    public void close() throws IOException {
      synchronized (FrailDisk.this) {
        opened.remove(this);
      }
      real.close();
    }
  }
}
