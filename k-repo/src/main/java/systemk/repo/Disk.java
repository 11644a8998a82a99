package systemk.repo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The operations on files that durability rests on, so that tests can make each of them fail.
interface Disk {
  /// Opens a file for writing; makes it if absent.
  WritableFile open(Path path) throws IOException;

  /// Opens a file to lock it; makes it if absent.
  default FileChannel openLock(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /// Gives a file another name, in one step, in place of the file that has that name.
  void rename(Path from, Path to) throws IOException;

  void delete(Path path) throws IOException;

  /// Gives a file a second name, which must be free.
  void link(Path file, Path name) throws IOException;

  /// Makes the names in a directory durable.
  void syncDirectory(Path directory) throws IOException;

  /// Makes the name of a file durable.
  default void syncName(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      syncDirectory(directory);
    }
  }

  /// A file being written.
  interface WritableFile extends Closeable {
    long size() throws IOException;

    /// Writes all bytes at this position.
    void write(ByteBuffer bytes, long position) throws IOException;

    /// Returns when the content is durable.
    void force() throws IOException;

    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
  }

  /// The real one.
  Disk REAL =
      new Disk() {
        @Override
        public WritableFile open(Path path) throws IOException {
          return new ChannelFile(
              FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void delete(Path path) throws IOException {
          Files.deleteIfExists(path);
        }

        @Override
        public void link(Path file, Path name) throws IOException {
          Files.createLink(name, file);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
          try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
          }
        }
      };

  /// A file behind a channel. The channel closes if its user is interrupted, so nobody may be.
  record ChannelFile(FileChannel channel) implements WritableFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
