package systemk.shell.manifest;

import io.vavr.collection.Vector;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

/// Services of which the groups, properties and values are those that manifests have words for, in
/// any combination.
public final class GeneratedServices {
  private GeneratedServices() {}

  private static Arbitrary<Property> properties() {
    Arbitrary<String> names =
        Arbitraries.of(
            "exec",
            "timeout_seconds",
            "type",
            "grouping",
            "restart_on",
            "entities",
            "enabled",
            "restarter",
            "environment",
            "nice",
            "user",
            "stability",
            "C",
            "external",
            "other",
            "single_instance",
            "supp_groups",
            "use_profile",
            "profile",
            "smtp,to",
            "smtp,active",
            "name",
            "pg_pattern",
            "required",
            "target",
            "title",
            "section",
            "manpath",
            "uri",
            "common_name_C",
            "description_de",
            "cardinality_min",
            "visibility",
            "internal_separators",
            "constraint_name",
            "constraint_range",
            "choice_include_values",
            "value_a_description_C",
            "value_name");
    Arbitrary<Property> typed =
        Combinators.combine(names, Arbitraries.of(ValueType.values()))
            .flatAs(
                (name, type) ->
                    values(type)
                        .list()
                        .ofMaxSize(2)
                        .map(v -> new Property(name, type, Vector.ofAll(v))));
    return typed;
  }

  private static Arbitrary<String> values(ValueType type) {
    return switch (type) {
      case BOOLEAN -> Arbitraries.of("true", "false");
      case COUNT -> Arbitraries.of("0", "60", "18446744073709551615");
      case INTEGER -> Arbitraries.of("-1", "0", "9");
      case TIME -> Arbitraries.of("1.000000000", "-1.500000000");
      case OPAQUE -> Arbitraries.of("", "00ff");
      case URI -> Arbitraries.of("http://x/y");
      case FMRI -> Arbitraries.of("svc:/a/b", "svc:/a/b:c", "file://localhost/x");
      case HOST, HOSTNAME -> Arbitraries.of("example.org");
      case NET_ADDRESS, NET_ADDRESS_V4 -> Arbitraries.of("10.0.0.1", "10.0.0.0/8");
      case NET_ADDRESS_V6 -> Arbitraries.of("::1");
      default ->
          Arbitraries.oneOf(
              Arbitraries.of("", "A=b", "A", "require_all", "none", "method", "service", "Stable"),
              Arbitraries.of(
                  "a", "b", "1,2", "tm_pgpatt_a", "<&>'\"", " x\n\ty\r", "\u0001\u0085\u2028é"),
              Arbitraries.of("this", "hidden", "web", "8", ":default", "values", "count"),
              Arbitraries.strings().ascii().ofMaxLength(6).filter(s -> s.indexOf('\0') < 0));
    };
  }

  private static Arbitrary<Vector<DeclaredGroup>> groups() {
    Arbitrary<DeclaredGroup> group =
        Combinators.combine(
                Arbitraries.of(
                    "general",
                    "start",
                    "startd",
                    "method_context",
                    "dependents",
                    "tm_common_name",
                    "config",
                    "net",
                    "probe",
                    "to-maintenance",
                    "tm_man_web8",
                    "tm_doc_home",
                    "tm_pgpatt_a",
                    "tm_proppat_a_b"),
                Arbitraries.of(
                    "framework",
                    "method",
                    "dependency",
                    "application",
                    "template",
                    "notify_params",
                    "template_pg_pattern",
                    "template_prop_pattern"),
                properties().list().ofMaxSize(5))
            .as(
                (name, type, properties) ->
                    new DeclaredGroup(
                        name, type, Vector.ofAll(properties).distinctBy(Property::name)));
    return group
        .list()
        .ofMaxSize(6)
        .map(list -> Vector.ofAll(list).distinctBy(DeclaredGroup::name));
  }

  /// Any service, likely or not.
  public static Arbitrary<DeclaredService> services() {
    Arbitrary<Vector<DeclaredInstance>> instances =
        Combinators.combine(Arbitraries.of("default", "other", "third"), groups())
            .as((name, groups) -> new DeclaredInstance(name, groups))
            .list()
            .ofMaxSize(3)
            .map(list -> Vector.ofAll(list).distinctBy(DeclaredInstance::name));
    return Combinators.combine(groups(), instances)
        .as((groups, named) -> new DeclaredService(new ServiceFmri("test/it"), groups, named));
  }
}
