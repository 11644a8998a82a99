package systemk.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.Configuration;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

class DependencyTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private static final TreeMap<String, String> GOOD =
      TreeMap.of(
          "grouping", "require_all", "restart_on", "none", "type", "service", "entities", "svc:/a");

  private static Either<String, Vector<Dependency>> read(TreeMap<String, String> properties) {
    Configuration configuration = Configuration.of(WEB).group("net", Dependency.GROUP_TYPE);
    for (var property : properties) {
      Vector<String> values =
          property._2.isEmpty() ? Vector.empty() : Vector.of(property._2.split(" "));
      configuration =
          configuration.and("net", new Property(property._1, ValueType.ASTRING, values));
    }
    return Dependency.readAll(configuration.composition());
  }

  @Test
  void readsServicesInstancesAndFilesInOneList() {
    assertThat(read(GOOD.put("entities", "svc:/a svc:/b:x file://localhost/etc/c")).get())
        .containsExactly(
            new Dependency(
                "net",
                Grouping.REQUIRE_ALL,
                RestartOn.NONE,
                Vector.of("svc:/a", "svc:/b:x", "file://localhost/etc/c")
                    .map(text -> Fmri.parse(text).get())));
  }

  @Test
  void mayNameNothing() {
    assertThat(read(GOOD.put("entities", "")).get().head().targets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grouping", "restart_on", "type", "entities"})
  void isInvalidWithout(String property) {
    assertThat(read(GOOD.remove(property)).getLeft()).contains("\"net\"").contains(property);
  }

  @ParameterizedTest
  @CsvSource({
    "grouping,require_some",
    "restart_on,always",
    "type,host",
    "entities,svc:/a/:b",
    "entities,svc:/a:b/:properties/c",
    "entities,svc:/a:b/:properties/c/d"
  })
  void isInvalidWith(String property, String value) {
    assertThat(read(GOOD.put(property, value)).getLeft()).contains("\"net\"");
  }
}
