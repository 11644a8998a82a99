package systemk.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// That k.init is to end, how, and why. It is on record while it is carried out, for a k.init that
/// is killed on the way is followed by one that must go on.
///
/// @param reason one line
record Wish(Finish finish, String reason) {

  void record(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(temporary, finish.word() + " " + reason + "\n");
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// What is on record; nothing if there is none that can be understood.
  static Optional<Wish> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file).strip().split(" ", 2);
    return Finish.of(words[0]).map(finish -> new Wish(finish, words.length < 2 ? "" : words[1]));
  }
}
