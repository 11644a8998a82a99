package systemk.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Records written by hand. `\x41` is `A`.
final class TraceTest {
  @TempDir Path directory;

  private Recording recorded(String... lines) throws IOException {
    Path file = Files.write(directory.resolve("record"), List.of(lines));
    Recorder recorder = new Recorder(List.of(Path.of("/r")));
    recorder.add(file);
    return recorder.recording();
  }

  private static String content(Recording recording) {
    byte[] bytes =
        new Simulator(recording)
            .crash(Mode.KILL, recording.size(), new SplittableRandom(1))
            .files()
            .getOrDefault("/r/f", new byte[0]);
    return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Test
  void writesAtPositions() throws IOException {
    Recording recording =
        recorded(
            "7 openat(AT_FDCWD</>, \"/r/f\", O_WRONLY|O_CREAT, 0666) = 5</r/f>",
            "7 write(5</r/f>, \"\\x41\\x42\\x43\", 3) = 3",
            "7 pwrite64(5</r/f>, \"\\x61\", 1, 1) = 1",
            "7 write(5</r/f>, \"\\x44\", 1) = 1",
            "7 lseek(5</r/f>, 0, SEEK_SET) = 0",
            "7 writev(5</r/f>, [{iov_base=\"\\x78\", iov_len=1}], 1) = 1");

    assertThat(content(recording)).isEqualTo("xaCD");
  }

  @Test
  void aCallCutInTwoByAnother() throws IOException {
    Recording recording =
        recorded(
            "7 openat(AT_FDCWD</>, \"/r/f\", O_WRONLY|O_CREAT|O_APPEND, 0666) = 5</r/f>",
            "7 write(5</r/f>, \"\\x41\", 1 <unfinished ...>",
            "8 close(3</x>) = 0",
            "7 <... write resumed>) = 1");

    assertThat(content(recording)).isEqualTo("A");
  }

  @Test
  void aWriteDuringASyncIsNotCovered() throws IOException {
    Recording recording =
        recorded(
            "7 openat(AT_FDCWD</>, \"/r/f\", O_WRONLY|O_CREAT|O_APPEND, 0666) = 5</r/f>",
            "7 fsync(5</r/f> <unfinished ...>",
            "8 write(5</r/f>, \"\\x41\", 1) = 1",
            "7 <... fsync resumed>) = 0");

    assertThat(recording.ops()).last().isEqualTo(new Op.Sync(0, 1));
  }

  @Test
  void whatIsSaidCountsFromItsBeginning() throws IOException {
    Recording recording =
        recorded(
            "7 sendto(9<socket:[1]>, \"\\x41\\x42\", 2, 0, NULL, 0 <unfinished ...>",
            "8 openat(AT_FDCWD</>, \"/r/f\", O_WRONLY|O_CREAT, 0666) = 5</r/f>",
            "7 <... sendto resumed>) = 1");

    assertThat(recording.ops().getFirst()).isInstanceOf(Op.Said.class);
    StringBuilder said = new StringBuilder();
    recording.replay(0, 1, (_, bytes) -> said.append((char) bytes[0]));
    assertThat(said).hasToString("A");
  }

  @Test
  void whatIsNotUnderstoodIsNotPassedOver() {
    String open = "7 openat(AT_FDCWD</>, \"/r/f\", O_RDWR|O_CREAT, 0666) = 5</r/f>";
    for (String call :
        List.of(
            "7 copy_file_range(3</x>, NULL, 5</r/f>, NULL, 9, 0) = 9",
            "7 symlink(\"x\", \"/r/g\") = 0",
            "7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 5</r/f>, 0) = 0x7f0000000000",
            "7 fallocate(5</r/f>, FALLOC_FL_PUNCH_HOLE, 0, 9) = 0",
            "7 rename(\"/r/f\", \"/elsewhere\") = 0",
            "7 pwrite64(6</r/f>, \"\\x41\", 1, 0) = 1")) {
      assertThatThrownBy(() -> recorded(open, call)).as(call).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatStraceCutShortIsNotPassedOver() {
    assertThatThrownBy(
            () ->
                recorded(
                    "7 openat(AT_FDCWD</>, \"/r/f\", O_WRONLY|O_CREAT, 0666) = 5</r/f>",
                    "7 write(5</r/f>, \"\\x41\"..., 100) = 100"))
        .hasMessageContaining("only the beginning");
  }
}
