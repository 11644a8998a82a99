package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Transaction;

/// A place on disk where a repository lives, with what tests do to it.
final class Site {
  static final Author AUTHOR = new Author(0, 0, 17, "svcadm enable http");
  static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678901234Z"));
  static final InstanceFmri HTTP = InstanceFmri.of("svc:/network/http:apache");

  private static final int MAX_COPIES = 100;

  final Path root;
  final List<String> notices = Collections.synchronizedList(new ArrayList<>());

  Site(Path root) {
    this.root = root;
  }

  Path directory() {
    return root.resolve("etc");
  }

  Path volatileDirectory() {
    return root.resolve("run");
  }

  Options options(String boot) {
    return options(boot, Options.Limits.DEFAULT);
  }

  Options options(String boot, Options.Limits limits) {
    return new Options(directory(), volatileDirectory(), boot, CLOCK, limits, false, notices::add);
  }

  JournalRepository open(String boot) {
    return JournalRepository.open(options(boot));
  }

  /// What is on disk now, elsewhere. A file that a checkpoint takes away meanwhile is no fault, but
  /// what was copied then never was on disk together: it is copied again.
  Site copyTo(Path target) {
    for (int attempt = 1; ; attempt++) {
      try {
        return copyOnceTo(target);
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException) || attempt == MAX_COPIES) {
          throw e;
        }
        delete(target);
      }
    }
  }

  private static void delete(Path target) {
    if (Files.notExists(target)) {
      return;
    }
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Site copyOnceTo(Path target) {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted().toList()) {
        Path copy = target.resolve(root.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Site(target);
  }

  /// The one file whose name begins so, the last in order.
  Path last(String prefix) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .reduce((_, later) -> later)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many names of persistent files begin so.
  long count(String prefix) {
    try (Stream<Path> files = Files.list(directory())) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CommitResult commit(Repository repository, Change... changes) {
    return commit(repository, Transaction.of(AUTHOR, List.of(changes)));
  }

  static CommitResult commit(Repository repository, Transaction transaction) {
    return await(repository, _ -> Option.some(transaction));
  }

  static CommitResult await(Repository repository, Repository.Proposal proposal) {
    return repository.submit(proposal).toCompletableFuture().join();
  }

  /// Fails the test unless it was committed.
  static CommitResult.Done done(CommitResult result) {
    if (result instanceof CommitResult.Done done) {
      return done;
    }
    throw new CompletionException("not committed: " + result, null);
  }

  /// The service and instance most tests work on.
  static Change[] http() {
    return new Change[] {
      new Change.AddService(HTTP.service()),
      new Change.AddInstance(HTTP),
      new Change.AddGroup(HTTP, "general", "framework", true, Layer.ADMIN, true),
      enabled(true)
    };
  }

  static Change enabled(boolean value) {
    return set(Property.of("enabled", value));
  }

  static Change set(Property property) {
    return new Change.SetProperty(HTTP, "general", property, Layer.ADMIN, Option.none());
  }

  /// What a restarter would write.
  static Change state(String state) {
    return new Change.Report(
        HTTP, "restarter", "framework", Vector.of(Property.of("state", state)), Vector.empty());
  }
}
