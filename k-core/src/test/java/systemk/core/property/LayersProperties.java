package systemk.core.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class LayersProperties {
  private static final Provenance NOW = new Provenance(99, Option.none());

  private record Edit(int kind, Layer layer, String name, int value) {}

  @Provide
  Arbitrary<PropertyGroup> groups() {
    Arbitrary<Edit> edit =
        Combinators.combine(
                Arbitraries.integers().between(0, 4),
                Arbitraries.of(Layer.class),
                Arbitraries.of("p", "q"),
                Arbitraries.integers())
            .as(Edit::new);
    return Combinators.combine(Arbitraries.of(Layer.class), edit.list().ofMaxSize(12))
        .as(LayersProperties::group);
  }

  private static PropertyGroup group(Layer first, List<Edit> edits) {
    PropertyGroup group =
        PropertyGroup.declared("g", "application", true, first, new Provenance(1, Option.none()));
    long generation = 1;
    for (Edit edit : edits) {
      var provenance = new Provenance(++generation, Option.none());
      group =
          switch (edit.kind()) {
            case 0 -> group.delete(edit.layer(), edit.name(), provenance);
            case 1 -> group.withdraw(edit.layer(), edit.name(), generation);
            case 2 -> group.declaredBy(edit.layer(), provenance);
            default ->
                group.supply(
                    edit.layer(),
                    systemk.core.property.Property.integer(edit.name(), edit.value()),
                    provenance);
          };
    }
    return group;
  }

  private static systemk.core.property.Property value(long number) {
    return systemk.core.property.Property.integer("p", number);
  }

  @Property
  void theHighestLayerThatSaysSomethingWins(@ForAll("groups") PropertyGroup group) {
    group
        .layered()
        .values()
        .forEach(
            property -> {
              Layer winner = property.settings().keySet().max().get();
              assertThat(property.winner()).containsExactly(winner);
              assertThat(property.effective()).isEqualTo(property.valueAt(winner));
            });
  }

  @Property
  void supplyingAndWithdrawingRevealsWhatWasBelow(
      @ForAll("groups") PropertyGroup group, @ForAll Layer layer, @ForAll long number) {
    PropertyGroup silent = group.withdraw(layer, "p", 98);
    PropertyGroup supplied = silent.supply(layer, value(number), NOW);
    assertThat(supplied.layered().get("p").get().valueAt(layer)).containsExactly(value(number));
    assertThat(supplied.withdraw(layer, "p", 98).layered()).isEqualTo(silent.layered());
  }

  @Property
  void deletingAtTheTopHidesAndWithdrawingTheMaskReveals(
      @ForAll("groups") PropertyGroup group, @ForAll long number) {
    PropertyGroup below =
        group.withdraw(Layer.ADMIN, "p", 98).supply(Layer.MANIFEST, value(number), NOW);
    PropertyGroup deleted = below.delete(Layer.ADMIN, "p", NOW);
    assertThat(deleted.property("p")).isEmpty();
    PropertyGroup upgraded = deleted.supply(Layer.MANIFEST, value(~number), NOW);
    boolean masked = deleted.layered().get("p").exists(p -> p.settings().containsKey(Layer.ADMIN));
    if (masked) {
      assertThat(upgraded.property("p")).isEmpty();
    }
    assertThat(deleted.withdraw(Layer.ADMIN, "p", 98).property("p")).isEqualTo(below.property("p"));
  }

  @Property
  void deletingAllOfAGroupHidesAllOfIt(@ForAll("groups") PropertyGroup group) {
    Option<PropertyGroup> deleted = group.delete(Layer.ADMIN, NOW);
    deleted.forEach(
        hidden -> {
          assertThat(hidden.isVisible()).isFalse();
          assertThat(hidden.properties()).isEmpty();
          assertThat(hidden.isDeclaredBy(Layer.ADMIN)).isFalse();
        });
    boolean lower =
        group.layers().exists(l -> l._1 != Layer.ADMIN && l._2 instanceof Setting.Supplied);
    assertThat(deleted.isDefined()).isEqualTo(lower);
  }

  @Property
  void withdrawingALayerLeavesTheOthersAsTheyAre(
      @ForAll("groups") PropertyGroup group, @ForAll Layer layer) {
    Option<PropertyGroup> rest = group.withdraw(layer, 98);
    rest.forEach(
        left -> {
          assertThat(left.layers()).isEqualTo(group.layers().remove(layer));
          for (LayeredProperty property : group.layered().values()) {
            assertThat(
                    left.layered()
                        .get(property.name())
                        .map(LayeredProperty::settings)
                        .getOrElse(io.vavr.collection.TreeMap.empty()))
                .isEqualTo(property.settings().remove(layer));
          }
        });
  }

  @Property
  void sayingNothingChangesNothing(@ForAll("groups") PropertyGroup group) {
    PropertyGroup silent = group.withdraw(Layer.SITE_PROFILE, 98).getOrElse(group);
    if (!silent.layers().containsKey(Layer.SITE_PROFILE)) {
      assertThat(silent.withdraw(Layer.SITE_PROFILE, 99)).containsExactly(silent);
      assertThat(silent.withdraw(Layer.SITE_PROFILE, "p", 99)).isSameAs(silent);
    }
  }

  @Property
  void whatIsSuppliedIsDeclared(@ForAll("groups") PropertyGroup group) {
    for (LayeredProperty property : group.layered().values()) {
      for (Layer layer : property.settings().keySet()) {
        if (property.valueAt(layer).isDefined()) {
          assertThat(group.isDeclaredBy(layer)).isTrue();
        }
      }
    }
  }
}
