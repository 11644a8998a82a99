package systemk.shell.xml;

import io.vavr.collection.Vector;

/// Words that are read and written.
final class Words {
  /// What an attribute of `method_context` says.
  static final Vector<String> CONTEXT =
      Vector.of(
          "security_flags", "working_directory", "project", "resource_pool", "corefile_pattern");

  static final Vector<String> STABILITIES = of("stability", "value");

  private Words() {}

  /// The words an attribute may have.
  static Vector<String> of(String element, String attribute) {
    return Schema.rule(element)
        .flatMap(rule -> rule.attribute(attribute))
        .map(Schema.AttributeRule::words)
        .getOrElse(Vector.empty());
  }
}
