package systemk.repo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Commits one transaction after the other and says so, until it is killed. The process that
/// `KillIT` kills.
final class KillWriter {
  private KillWriter() {}

  public static void main(String[] args) throws IOException {
    var site = new Site(Path.of(args[0]));
    // So small that checkpoints and new bases are being written all the time.
    var limits = new Options.Limits(20_000, 20_000, 256, 100, 1 << 20);
    var out = new FileOutputStream(FileDescriptor.out);
    var repository = JournalRepository.open(site.options(args[1], limits));
    if (repository.read().instances().isEmpty()) {
      Site.done(Site.commit(repository, Site.http()));
    }
    while (true) {
      var done = Site.done(Site.await(repository, KillIT::next));
      String line = "ACK " + KillIT.number(done.after()) + "\n";
      out.write(line.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
