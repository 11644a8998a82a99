package systemk.core.check;

import static systemk.core.property.ValueType.ASTRING;
import static systemk.core.property.ValueType.BOOLEAN;
import static systemk.core.property.ValueType.COUNT;
import static systemk.core.property.ValueType.FMRI;
import static systemk.core.property.ValueType.INTEGER;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.context.MethodContext;
import systemk.core.graph.Dependency;
import systemk.core.logs.LogLimits;
import systemk.core.method.HealthCheck;
import systemk.core.method.Resources;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

/// The properties SMF gives a meaning to, and what each may hold (smf.md §2.6): the table, and who
/// disagrees with it.
final class StandardProperties {
  /// What a property may hold.
  ///
  /// @param types a value of any of these will do
  /// @param single whether it has exactly one value
  /// @param words the values it may have; empty if any
  private record Rule(Vector<ValueType> types, boolean single, Vector<String> words) {}

  private static final Rule FLAG = one(BOOLEAN);
  private static final Rule TEXT = one(ASTRING);
  private static final Rule TEXTS = many(ASTRING);

  /// A number that may be written with or without a sign, because who reads it takes both.
  private static final Rule NUMBER = one(COUNT, INTEGER);

  private static final TreeMap<String, Rule> CONTEXT =
      TreeMap.<String, Rule>empty()
          .put("use_profile", FLAG)
          .put("profile", TEXT)
          .put("user", TEXT)
          .put("group", TEXT)
          .put("supp_groups", TEXT)
          .put("privileges", TEXT)
          .put("limit_privileges", TEXT)
          .put("working_directory", TEXT)
          .put("project", TEXT)
          .put("resource_pool", TEXT)
          .put("security_flags", TEXT)
          .put("corefile_pattern", TEXT)
          .put("umask", TEXT)
          .put("nice", NUMBER)
          .put("no_new_privileges", FLAG)
          .put("limits", TEXTS)
          .put("environment", TEXTS);

  /// By the name of the group.
  private static final TreeMap<String, TreeMap<String, Rule>> BY_NAME =
      TreeMap.<String, TreeMap<String, Rule>>empty()
          .put(
              "general",
              TreeMap.<String, Rule>empty()
                  .put("enabled", FLAG)
                  .put("comment", TEXT)
                  .put("restarter", one(FMRI))
                  .put("single_instance", FLAG)
                  .put("entity_stability", TEXT)
                  .put("package", TEXT)
                  .put("action_authorization", TEXTS)
                  .put("modify_authorization", TEXTS)
                  .put("value_authorization", TEXTS))
          .put(
              "startd",
              TreeMap.<String, Rule>empty()
                  .put("duration", word("contract", "transient", "child", "wait"))
                  .put("ignore_error", TEXTS)
                  .put("need_session", FLAG)
                  .put("utmpx_prefix", TEXT)
                  .put("timeout_retry", FLAG)
                  .put("critical_failure_count", NUMBER)
                  .put("critical_failure_period", NUMBER)
                  .put("retry_delay", NUMBER)
                  .put("retry_factor", NUMBER)
                  .put("readiness", word("exit", "notify", "fd"))
                  .put("readiness_fd", NUMBER)
                  .put("watchdog", NUMBER)
                  .put("fd_store", NUMBER))
          .put(
              Resources.GROUP,
              TreeMap.<String, Rule>empty()
                  .put("memory_max", NUMBER)
                  .put("memory_high", NUMBER)
                  .put("cpu_weight", NUMBER)
                  .put("cpu_max", NUMBER)
                  .put("pids_max", NUMBER)
                  .put("io_weight", NUMBER))
          .put(
              HealthCheck.GROUP,
              TreeMap.<String, Rule>empty()
                  .put("exec", TEXT)
                  .put("tcp", TEXT)
                  .put("http", TEXT)
                  .put("unix", TEXT)
                  .put("interval_seconds", NUMBER)
                  .put("timeout_seconds", NUMBER)
                  .put("failures", NUMBER)
                  .put("successes", NUMBER)
                  .put("action", word("degraded", "restart")))
          .put(
              LogLimits.GROUP,
              TreeMap.<String, Rule>empty()
                  .put("max_size", NUMBER)
                  .put("max_archives", NUMBER)
                  .put("max_total", NUMBER))
          .put(MethodContext.GROUP, CONTEXT);

  /// By the type of the group. Whether a dependency has what it needs is not asked here.
  private static final TreeMap<String, TreeMap<String, Rule>> BY_TYPE =
      TreeMap.<String, TreeMap<String, Rule>>empty()
          .put(
              Dependency.GROUP_TYPE,
              TreeMap.<String, Rule>empty()
                  .put("grouping", many(ASTRING))
                  .put("restart_on", many(ASTRING))
                  .put("type", many(ASTRING))
                  .put("entities", many(FMRI))
                  .put("external", FLAG))
          .put(
              "method",
              CONTEXT
                  .put("type", word("method", "monitor"))
                  .put("exec", many(ASTRING))
                  .put("timeout_seconds", NUMBER));

  private StandardProperties() {}

  private static Rule one(ValueType... types) {
    return new Rule(Vector.of(types), true, Vector.empty());
  }

  private static Rule many(ValueType... types) {
    return new Rule(Vector.of(types), false, Vector.empty());
  }

  private static Rule word(String... words) {
    return new Rule(Vector.of(ASTRING), true, Vector.of(words));
  }

  static Vector<Violation> violations(Subject subject) {
    return subject
        .configuration()
        .groupNames()
        .toVector()
        .flatMap(group -> violations(subject, group));
  }

  private static Vector<Violation> violations(Subject subject, String group) {
    if (group.equals("dependents")) {
      return subject
          .configuration()
          .properties(group)
          .toVector()
          .flatMap(property -> violations(subject, group, property, one(FMRI)));
    }
    Option<TreeMap<String, Rule>> rules =
        BY_NAME
            .get(group)
            .orElse(() -> subject.configuration().groupType(group).flatMap(BY_TYPE::get));
    return rules
        .toVector()
        .flatMap(known -> known)
        .flatMap(
            rule ->
                subject
                    .configuration()
                    .property(group, rule._1)
                    .toVector()
                    .flatMap(property -> violations(subject, group, property, rule._2)));
  }

  private static Vector<Violation> violations(
      Subject subject, String group, Property property, Rule rule) {
    String name = property.name();
    Vector<Violation> found = Vector.empty();
    if (!rule.types.exists(property.type()::isCompatibleWith)) {
      found =
          found.append(
              new Violation.WrongType(
                  subject.owner(group, name),
                  group,
                  name,
                  property.type().token(),
                  rule.types.map(ValueType::token)));
    }
    if (rule.single && property.values().size() != 1) {
      found =
          found.append(
              new Violation.WrongCount(
                  subject.owner(group, name), group, name, property.values().size(), "1"));
    }
    return rule.words.isEmpty()
        ? found
        : found.appendAll(
            property
                .values()
                .filter(value -> !rule.words.contains(value))
                .map(
                    value ->
                        new Violation.WrongValue(
                            subject.owner(group, name), group, name, value, rule.words)));
  }
}
