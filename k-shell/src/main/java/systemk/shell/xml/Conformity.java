package systemk.shell.xml;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.shell.manifest.Spelling;

/// Compares a document with the definition of service bundles, and gives attributes that are not
/// there the values the definition has for them.
///
/// @param profile whether the document is in the profile mode, in which types may be left out
record Conformity(Faults faults, boolean profile) {

  /// The element with what the definition adds. What the definition has no place for is not in it.
  Node.Element complete(Node.Element element) {
    Option<Schema.Rule> rule = Schema.rule(element.name());
    if (rule.isEmpty()) {
      return element;
    }
    order(element, rule.get());
    text(element, rule.get());
    Vector<Node> content = Vector.empty();
    for (Node node : element.content()) {
      switch (node) {
        case Node.Text text -> content = content.append(text);
        case Node.Element child -> {
          if (rule.get().elements().contains(child.name())) {
            content = content.append(complete(child));
          }
        }
      }
    }
    return element.withAttributes(attributes(element, rule.get())).withContent(content);
  }

  private LinkedHashMap<String, Node.Attribute> attributes(Node.Element element, Schema.Rule rule) {
    LinkedHashMap<String, Node.Attribute> known = LinkedHashMap.empty();
    for (var entry : element.attributes()) {
      Option<Schema.AttributeRule> said = rule.attribute(entry._1);
      if (said.isDefined()) {
        known = known.put(entry._1, entry._2);
        words(entry._2, said.get());
      } else if (!entry._1.startsWith("xml:")) {
        faults.error(
            entry._2.at(),
            "<"
                + element.name()
                + "> has no attribute "
                + entry._1
                + meant(entry._1, rule.attributes().map(Schema.AttributeRule::name)));
      }
    }
    for (Schema.AttributeRule attribute : rule.attributes()) {
      if (!element.attributes().containsKey(attribute.name())) {
        known = absent(element, attribute, known);
      }
    }
    return known;
  }

  private LinkedHashMap<String, Node.Attribute> absent(
      Node.Element element,
      Schema.AttributeRule attribute,
      LinkedHashMap<String, Node.Attribute> known) {
    boolean needed =
        switch (attribute.need()) {
          case ALWAYS -> true;
          case IN_MANIFESTS -> !profile;
          case NEVER -> false;
        };
    if (needed) {
      faults.error(
          element.at(), "<" + element.name() + "> lacks the attribute " + attribute.name());
    }
    return attribute
        .otherwise()
        .map(value -> known.put(attribute.name(), new Node.Attribute(value, element.at())))
        .getOrElse(known);
  }

  private void words(Node.Attribute attribute, Schema.AttributeRule rule) {
    if (!rule.words().isEmpty() && !rule.words().contains(attribute.value())) {
      faults.error(
          attribute.at(),
          rule.name()
              + ": \""
              + attribute.value()
              + "\" is none of "
              + rule.words().mkString(", ")
              + meant(attribute.value(), rule.words()));
    }
  }

  private static String meant(String word, Vector<String> known) {
    return Spelling.nearest(word, known)
        .map(nearest -> "; did you mean " + nearest + "?")
        .getOrElse("");
  }

  private void text(Node.Element element, Schema.Rule rule) {
    boolean stray =
        !rule.text()
            && element.content().exists(n -> n instanceof Node.Text text && !text.isBlank());
    if (stray) {
      faults.error(
          element.at(), "<" + element.name() + "> contains text, which means nothing there");
    }
  }

  /// Goes through the children and the slots side by side.
  private void order(Node.Element element, Schema.Rule rule) {
    int slot = 0;
    int filled = 0;
    String previous = element.name();
    for (Node.Element child : element.children()) {
      int found = slotOf(child.name(), rule);
      if (found < 0) {
        misplaced(element, child, rule);
      } else if (found < slot) {
        faults.error(
            child.at(),
            "<"
                + child.name()
                + "> must come before <"
                + previous
                + "> in <"
                + element.name()
                + ">");
      } else {
        if (found > slot) {
          missing(element, rule, slot, found, filled);
          slot = found;
          filled = 0;
        }
        filled++;
        if (filled > rule.content().get(slot).max()) {
          faults.error(child.at(), "a second <" + child.name() + "> in <" + element.name() + ">");
        }
      }
      previous = child.name();
    }
    missing(element, rule, slot, rule.content().size(), filled);
  }

  private static int slotOf(String child, Schema.Rule rule) {
    return rule.content().indexWhere(slot -> slot.names().contains(child));
  }

  private void misplaced(Node.Element element, Node.Element child, Schema.Rule rule) {
    String what =
        Schema.rule(child.name()).isDefined()
            ? "<" + child.name() + "> does not belong into <" + element.name() + ">"
            : "there is no element <" + child.name() + ">";
    faults.error(child.at(), what + meant(child.name(), rule.elements()));
  }

  /// Tells of the slots from one to another that have too few elements.
  private void missing(Node.Element element, Schema.Rule rule, int from, int to, int inFirst) {
    for (int i = from; i < to; i++) {
      Schema.Slot slot = rule.content().get(i);
      if ((i == from ? inFirst : 0) < slot.min()) {
        faults.error(
            element.at(),
            "<" + element.name() + "> lacks <" + slot.names().mkString("> or <") + ">");
      }
    }
  }
}
