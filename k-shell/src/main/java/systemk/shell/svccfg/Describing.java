package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.check.Checks;
import systemk.core.check.GroupPattern;
import systemk.core.check.GroupPattern.PropertyPattern;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;
import systemk.shell.text.Options;
import systemk.shell.view.Protection;

/// The `describe` command: what is set and what it means, as far as templates say (smf.md §1.5).
final class Describing {
  private final Session session;
  private final EntityFmri entity;
  private final boolean verbose;
  private final Vector<GroupPattern> patterns;

  /// A line about something, and the lines about it below.
  private record Entry(String name, String type, String values, Vector<String> below) {}

  private Describing(Session session, EntityFmri entity, boolean verbose) {
    this.session = session;
    this.entity = entity;
    this.verbose = verbose;
    this.patterns = Checks.patterns(session.state(), entity);
  }

  static void describe(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("tv", line.words());
    if (parsed.isLeft() || parsed.get().operands().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Options options = parsed.get();
    for (EntityFmri entity : session.entity()) {
      new Describing(session, entity, options.has('v'))
          .describe(options.operands().headOption(), options.has('t'));
    }
  }

  private void describe(Option<String> operand, boolean templates) {
    Selector selector = operand.map(Selector::of).getOrElse(Selector.ALL);
    Vector<Entry> entries = templates ? Vector.empty() : set(selector);
    if (templates || (operand.isDefined() && entries.isEmpty())) {
      entries = patterns.flatMap(pattern -> template(pattern, selector));
    }
    if (operand.isDefined() && entries.isEmpty() && !operand.get().matches(".*[*?\\[].*")) {
      session.fail(
          selector.property().isDefined()
              ? "No such property."
              : "No such property group \"" + operand.get() + "\".");
      return;
    }
    if (operand.isEmpty()) {
      head();
    }
    int names = entries.map(entry -> entry.name().length()).max().getOrElse(0);
    for (Entry entry : entries) {
      session.output().line(line(entry, names));
      entry.below().forEach(session.output()::line);
    }
  }

  /// A line as `listprop` shows it.
  private static String line(Entry entry, int width) {
    String start = entry.name() + " ".repeat(width - entry.name().length()) + "  ";
    return entry.values().isEmpty()
        ? start + entry.type()
        : start
            + entry.type()
            + " ".repeat(Math.max(0, 7 - entry.type().length()))
            + " "
            + entry.values();
  }

  /// What the service is.
  private void head() {
    var name = text(entity, "tm_common_name");
    var description = text(entity, "tm_description");
    String words = name.anyText().map(text -> "  " + text.strip()).getOrElse("");
    session.output().line(entity + words);
    description
        .anyText()
        .toVector()
        .flatMap(TemplateText::indented)
        .forEach(session.output()::line);
  }

  // What is set

  private Vector<Entry> set(Selector selector) {
    return session
        .groups()
        .reject(group -> group.type().startsWith("template"))
        .flatMap(group -> set(group, selector));
  }

  private Vector<Entry> set(PropertyGroup group, Selector selector) {
    Vector<GroupPattern> about = patterns.filter(p -> p.matches(group.name(), group.type()));
    Vector<Entry> entries = Vector.empty();
    if (selector.matches(group.name())) {
      entries =
          entries.append(
              new Entry(group.name(), group.type(), "", about.flatMap(this::below).distinct()));
    }
    boolean readable =
        Protection.isReadable(session.invocation(), session.state().current(entity), group.name());
    return entries.appendAll(
        session
            .properties(group)
            .filter(property -> selector.matches(group.name(), property.name()))
            .map(property -> set(group, property, about, readable)));
  }

  private Entry set(
      PropertyGroup group, Property property, Vector<GroupPattern> about, boolean readable) {
    Vector<String> below =
        about.flatMap(
            pattern ->
                pattern
                    .properties()
                    .filter(one -> one.name().equals(property.name()))
                    .flatMap(one -> below(pattern, one)));
    return new Entry(
        group.name() + "/" + property.name(),
        property.type().token(),
        readable ? PropertyListing.values(property) : "",
        below);
  }

  // What templates say

  private Vector<Entry> template(GroupPattern pattern, Selector selector) {
    String name = pattern.name().isEmpty() ? "*" : pattern.name();
    String type = pattern.type().isEmpty() ? "*" : pattern.type();
    Vector<Entry> entries =
        selector.matches(name)
            ? Vector.of(new Entry(name, type, "", below(pattern)))
            : Vector.empty();
    return entries.appendAll(
        pattern
            .properties()
            .filter(property -> selector.matches(name, property.name()))
            .map(
                property ->
                    new Entry(
                        name + "/" + property.name(),
                        property.type().map(ValueType::token).getOrElse("*"),
                        "",
                        below(pattern, property))));
  }

  private Vector<String> below(GroupPattern pattern) {
    TemplateText text = text(pattern, pattern.group());
    return verbose ? text.of(pattern) : text.description();
  }

  private Vector<String> below(GroupPattern pattern, PropertyPattern property) {
    TemplateText text = text(pattern, property.group());
    return verbose ? text.of(property) : text.description();
  }

  private TemplateText text(GroupPattern pattern, String group) {
    return text(pattern.template(), group);
  }

  private TemplateText text(EntityFmri of, String group) {
    return new TemplateText(session.state().current(of), group, session.invocation().tongue());
  }
}
