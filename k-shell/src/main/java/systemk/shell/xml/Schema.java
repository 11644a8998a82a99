package systemk.shell.xml;

import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a service bundle may consist of: service_bundle(5) as data (smf.md §6.1).
/* A line is an element: its attributes, and the elements it may have in this order. Of an attribute, `!`
 * says that it must be there, `@` that it must unless the document is in the profile mode of the
 * definition, `=` what it is if it is not there, and words in parentheses that it must be one of these.
 * Of elements, `?`, `*` and `+` mean what they always do, and `|` stands between those of which each may
 * come at any place. `#` stands for text.
 *
 * That `enabled` may be left out and `complete` be there is so in Solaris 11.
 */
final class Schema {
  private static final String TABLE =
      """
      service_bundle | type!(manifest|profile|archive) name! | service_bundle|service*
      service | name! version! type!(service|restarter|milestone) \
      | create_default_instance? single_instance? restarter? dependency* dependent* \
        method_context? exec_method* notification_parameters* property_group* instance* \
        stability? template?
      instance | name! enabled(true|false) complete(true|false) \
      | restarter? dependency* dependent* method_context? exec_method* \
        notification_parameters* property_group* template?
      create_default_instance | enabled!(true|false) complete(true|false) |
      single_instance | |
      restarter | | service_fmri
      dependency \
      | name! grouping!(require_all|require_any|exclude_all|optional_all) \
        restart_on!(error|restart|refresh|none) type! delete=false(true|false) \
      | service_fmri* stability? propval|property*
      dependent \
      | name! grouping!(require_all|require_any|exclude_all|optional_all) \
        restart_on!(error|restart|refresh|none) delete=false(true|false) \
        override=false(true|false) \
      | service_fmri stability? propval|property*
      service_fmri | value! |
      exec_method | type!(method|monitor) name! exec! timeout_seconds! delete=false(true|false) \
      | method_context? stability? propval|property*
      method_context | security_flags working_directory project resource_pool corefile_pattern \
      | method_profile|method_credential? method_environment?
      method_profile | name! |
      method_credential | user! group supp_groups privileges limit_privileges |
      method_environment | | envvar+
      envvar | name! value! |
      property_group | name! type@ delete=false(true|false) | stability? propval|property*
      property \
      | name! type@(TYPES) override=false(true|false) \
      | LISTS?
      propval | name! type@(TYPES) value! override=false(true|false) |
      value_node | value! |
      stability | value!(Standard|Stable|Evolving|Unstable|External|Obsolete) |
      template | | common_name description? documentation? pg_pattern*
      common_name | | loctext+
      description | | loctext+
      units | | loctext+
      loctext | xml:lang! | #
      documentation | | doc_link|manpage*
      doc_link | name! uri! |
      manpage | title! section! manpath=:default |
      pg_pattern \
      | name= type= required=false(true|false) target=this(this|instance|delegate|all) \
      | common_name? description? prop_pattern*
      prop_pattern | name! type(TYPES) required=false(true|false) \
      | common_name? description? units? visibility? cardinality? internal_separators? \
        values? constraints? choices?
      visibility | value!(hidden|readonly|readwrite) |
      cardinality | min=0 max=18446744073709551615 |
      internal_separators | | #
      values | | value+
      constraints | | value* range*
      choices | | value* range* include_values*
      value | name! | common_name? description?
      range | min! max! |
      include_values | type!(constraints|values) |
      notification_parameters | | event type+
      event | value! |
      type | name! active=true(true|false) | parameter|paramval*
      parameter | name! | value_node*
      paramval | name! value! |
      """;

  private static final Vector<String> TYPES =
      Vector.of(
          "count",
          "integer",
          "opaque",
          "host",
          "hostname",
          "net_address",
          "net_address_v4",
          "net_address_v6",
          "time",
          "astring",
          "ustring",
          "boolean",
          "fmri",
          "uri");

  private static final Pattern ATTRIBUTE =
      Pattern.compile("([a-z_:]+)([!@]?)(=[^(]*)?(?:\\(([^)]*)\\))?");

  private static final Map<String, Rule> RULES = rules();

  private Schema() {}

  /// Whether an attribute must be there.
  enum Need {
    ALWAYS,
    IN_MANIFESTS,
    NEVER
  }

  /// What is said of an attribute.
  ///
  /// @param otherwise what it is if the document does not say
  /// @param words what it may be; empty if anything
  record AttributeRule(String name, Need need, Option<String> otherwise, Vector<String> words) {}

  /// A part of what an element consists of: any of some elements, so many times.
  record Slot(Vector<String> names, int min, int max) {}

  /// What is said of an element.
  record Rule(String name, Vector<AttributeRule> attributes, Vector<Slot> content, boolean text) {
    Option<AttributeRule> attribute(String named) {
      return attributes.find(attribute -> attribute.name.equals(named));
    }

    Vector<String> elements() {
      return content.flatMap(Slot::names);
    }
  }

  static Option<Rule> rule(String element) {
    return RULES.get(element);
  }

  static Vector<String> elements() {
    return RULES.keySet().toVector();
  }

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = HashMap.empty();
    String table =
        TABLE
            .replace("TYPES", TYPES.mkString("|"))
            .replace("LISTS", TYPES.map(type -> type + "_list").mkString("|"));
    for (String line : table.lines().toList()) {
      Rule rule = rule(line.split("(?<=\\s)\\|(?=\\s|$)", 3));
      rules = rules.put(rule.name, rule);
    }
    for (String type : TYPES) {
      Rule rule = rule(new String[] {type + "_list", "", "value_node+"});
      rules = rules.put(rule.name, rule);
    }
    return rules;
  }

  private static Rule rule(String[] cells) {
    Vector<String> content = words(cells[2]);
    return new Rule(
        cells[0].strip(),
        words(cells[1]).map(Schema::attribute),
        content.remove("#").map(Schema::slot),
        content.contains("#"));
  }

  private static Vector<String> words(String cell) {
    return cell.isBlank() ? Vector.empty() : Vector.of(cell.strip().split("\\s+"));
  }

  private static AttributeRule attribute(String text) {
    Matcher parts = ATTRIBUTE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalStateException("not an attribute: " + text);
    }
    return new AttributeRule(
        String.valueOf(parts.group(1)),
        switch (String.valueOf(parts.group(2))) {
          case "!" -> Need.ALWAYS;
          case "@" -> Need.IN_MANIFESTS;
          default -> Need.NEVER;
        },
        Option.of(parts.group(3)).map(given -> given.substring(1)),
        Option.of(parts.group(4))
            .map(words -> Vector.of(words.split("\\|")))
            .getOrElse(Vector.empty()));
  }

  private static Slot slot(String text) {
    char last = text.charAt(text.length() - 1);
    boolean counted = last == '?' || last == '*' || last == '+';
    return new Slot(
        Vector.of((counted ? text.substring(0, text.length() - 1) : text).split("\\|")),
        last == '?' || last == '*' ? 0 : 1,
        last == '*' || last == '+' ? Integer.MAX_VALUE : 1);
  }
}
