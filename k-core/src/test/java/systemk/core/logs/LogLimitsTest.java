package systemk.core.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.Configuration;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Composition;

final class LogLimitsTest {
  private static final InstanceFmri WEB = Fmri.parseInstance("svc:/site/web:default").get();

  private static Composition with(String property, String value) {
    return Configuration.of(WEB)
        .with("logs", new Property(property, ValueType.COUNT, Vector.of(value)))
        .composition();
  }

  @Test
  void whoSaysNothingHasTheDefaults() {
    assertThat(LogLimits.of(Composition.EMPTY, Composition.EMPTY)).isEqualTo(LogLimits.DEFAULT);
    assertThat(LogLimits.total(Composition.EMPTY)).isEqualTo(LogLimits.DEFAULT_TOTAL);
  }

  @Test
  void theInstanceGoesBeforeTheRestarter() {
    Composition own = with("max_size", "200000");
    Composition restarter = with("max_archives", "3");
    assertThat(LogLimits.of(own, restarter)).isEqualTo(new LogLimits(200_000, 3));
    assertThat(LogLimits.of(own, with("max_size", "300000")).maxSize()).isEqualTo(200_000);
    assertThat(LogLimits.total(with("max_total", "0"))).isZero();
  }

  @Test
  void sizesAreBroughtIntoBounds() {
    assertThat(LogLimits.of(with("max_size", "1"), Composition.EMPTY).maxSize())
        .isEqualTo(LogLimits.SMALLEST);
    assertThat(LogLimits.of(with("max_size", "0"), Composition.EMPTY).next(Long.MAX_VALUE))
        .isEmpty();
    assertThat(LogLimits.of(with("max_archives", "100000"), Composition.EMPTY).maxArchives())
        .isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:b.log",
        "a:b.log.7",
        "a:b.log.00000007.bz2",
        "a:b.log.00000007.part",
        "a:b.log.000000007",
        "a:b.log.00000007.0123.taken",
        "00000007.gz"
      })
  void otherFilesAreNoPieces(String name) {
    assertThat(LogPiece.ofName(name)).isEmpty();
  }
}
