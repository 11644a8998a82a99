package systemk.core.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import systemk.core.logs.LogPiece.Stage;

final class LogLimitsProperties {

  @Provide
  Arbitrary<LogLimits> limits() {
    return Combinators.combine(
            Arbitraries.longs().between(LogLimits.SMALLEST, 1L << 30),
            Arbitraries.integers().between(0, 1000))
        .as(LogLimits::new);
  }

  @Property
  void aCutIsWholeBlocksAndLeavesSomething(
      @ForAll("limits") LogLimits limits, @ForAll @LongRange(min = 0, max = 1L << 40) long size) {
    for (Cut cut : limits.next(size)) {
      assertThat(cut.bytes() % LogLimits.BLOCK).isZero();
      assertThat(cut.bytes()).isPositive().isLessThan(size).isLessThanOrEqualTo(limits.maxSize());
    }
    assertThat(limits.next(size).isDefined()).isEqualTo(size >= limits.maxSize());
  }

  @Property
  void whatIsNotKeptWouldHaveBeenDeletedAnyway(
      @ForAll("limits") LogLimits limits, @ForAll @IntRange(min = 1, max = 3000) int times) {
    long size = limits.maxSize() * times;
    for (Cut cut : limits.next(size)) {
      long archivesAfterIt = (size - cut.bytes()) / limits.maxSize();
      if (!cut.kept()) {
        assertThat(archivesAfterIt).isGreaterThanOrEqualTo(limits.maxArchives());
      }
      if (limits.maxArchives() > 0 && size < 2 * limits.maxSize()) {
        assertThat(cut.kept()).isTrue();
      }
    }
  }

  @Property
  void theNewestArchivesStay(
      @ForAll("limits") LogLimits limits,
      @ForAll Set<@LongRange(min = 1, max = 5000) Long> numbers) {
    Vector<LogPiece> archives =
        Vector.ofAll(numbers).map(number -> new LogPiece("a:b.log", number, Stage.ARCHIVED, ""));

    Vector<LogPiece> surplus = limits.surplus(archives);

    Vector<LogPiece> rest = archives.removeAll(surplus);
    assertThat(rest.size()).isEqualTo(Math.min(numbers.size(), limits.maxArchives()));
    for (LogPiece deleted : surplus) {
      assertThat(rest).allMatch(kept -> kept.number() > deleted.number());
    }
  }

  @Provide
  Arbitrary<LogPiece> pieces() {
    return Combinators.combine(
            Arbitraries.strings().withChars("abc-:.01").ofMinLength(1).ofMaxLength(12),
            Arbitraries.longs().between(1, 999_999_999_999_999L),
            Arbitraries.of(Stage.class),
            Arbitraries.strings().withChars("0123456789abcdef").ofLength(32))
        .as(
            (log, number, stage, nonce) ->
                new LogPiece(log + ".log", number, stage, nonce).at(stage));
  }

  @Property
  void aPieceIsKnownByItsName(@ForAll("pieces") LogPiece piece) {
    assertThat(LogPiece.ofName(piece.name())).containsExactly(piece);
  }

  @Property
  void onlyItsOwnMarkerIsRead(
      @ForAll("pieces") LogPiece piece,
      @ForAll("pieces") LogPiece other,
      @ForAll @LongRange(min = 1, max = 1L << 40) long bytes,
      @ForAll String rest) {
    LogPiece taken = new LogPiece("a.log", 1, Stage.TAKEN, "0".repeat(31) + "a");
    LogPiece stranger = new LogPiece("a.log", 1, Stage.TAKEN, "0".repeat(31) + "b");
    assertThat(taken.marked(taken.marker(bytes) + rest)).containsExactly(bytes);
    assertThat(taken.marked(stranger.marker(bytes) + rest)).isEmpty();
    assertThat(taken.marked(rest + "x" + taken.marker(bytes))).isEmpty();
    assertThat(piece.at(Stage.TAKEN).log()).isEqualTo(piece.log());
    assertThat(other.at(Stage.ARCHIVED).nonce()).isEmpty();
  }
}
