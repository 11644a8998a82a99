package systemk.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.Configuration;
import systemk.core.property.ValueType;

class MethodContextProperties {
  private static final Configuration EMPTY = Configuration.of(InstanceFmri.of("svc:/web:main"));

  /// What SMF has for what is as if it were not there, and what is so here.
  private static final List<String> SAYS_NOTHING = List.of("", ":default", "/", "default");

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
        "user",
        "group",
        "supp_groups",
        "privileges",
        "limit_privileges",
        "working_directory",
        "umask",
        "nice",
        "no_new_privileges",
        "limits",
        "environment",
        "profile",
        "use_profile",
        "project",
        "resource_pool",
        "security_flags",
        "corefile_pattern");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of(SAYS_NOTHING),
        Arbitraries.of("/srv", "027", "12", "a b", "A=1", "nofile=1:2", "core=unlimited", "kill"),
        Arbitraries.strings().withChars(" ,:=!-/07ax\t").ofMaxLength(6),
        Arbitraries.strings().ascii().excludeChars('\0').ofMaxLength(8));
  }

  /// Whoever configures something gets it, is told why not, or that it is not applied.
  @Property
  void nothingIsIgnoredInSilence(
      @ForAll("names") String name, @ForAll @Size(max = 3) List<@From("texts") String> values) {
    Either<Vector<Problem>, MethodContext> read =
        MethodContext.in(
            EMPTY
                .with(
                    "start",
                    new systemk.core.property.Property(
                        name, ValueType.ASTRING, Vector.ofAll(values)))
                .composition(),
            "start");

    boolean isList = name.equals("limits") || name.equals("environment");
    boolean isPlain = values.size() == 1 && SAYS_NOTHING.contains(values.getFirst());
    boolean says = isList ? !values.isEmpty() : !isPlain;
    if (says) {
      assertThat(read.contains(MethodContext.NONE)).isFalse();
    }
    read.peekLeft(
        problems ->
            assertThat(problems).isNotEmpty().allMatch(problem -> problem.property().equals(name)));
  }

  /// What a set has is what its words say one after the other.
  @Property
  void aSetIsReadFromTheLeft(
      @ForAll @Size(min = 1, max = 8) List<Capability> capabilities, @ForAll List<Boolean> signs) {
    boolean[] has = new boolean[Capability.values().length];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < capabilities.size(); i++) {
      boolean away = i < signs.size() && signs.get(i);
      if (i == 0) {
        Arrays.fill(has, away);
      }
      Capability capability = capabilities.get(i);
      has[capability.number()] = !away;
      text.append(i == 0 ? "" : ",").append(away ? "!" : "").append(capability.token());
    }

    CapabilitySet set = CapabilitySet.parse(text.toString()).get();

    for (Capability capability : Capability.values()) {
      assertThat(set.has(capability))
          .as("%s in %s", capability, text)
          .isEqualTo(has[capability.number()]);
    }
  }
}
