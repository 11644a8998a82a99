package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.check.Checks;
import systemk.core.check.GroupPattern;
import systemk.core.check.GroupPattern.PropertyPattern;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;
import systemk.core.repository.Dialogue;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Escapes;
import systemk.shell.view.Tongue;

/// `svccfg --complete TEXT`, for line editing: what the last word of a text may become, one line
/// for each. A word that ends in `/` is to go on.
final class Completing {
  static final String OPTION = "--complete";

  private static final Vector<String> GROUP_TYPES =
      Vector.of("application", "framework", "dependency", "method", "template", "configfile");

  private final RepositoryState state;
  private final Option<EntityFmri> selection;
  private final String word;

  private Completing(RepositoryState state, Option<EntityFmri> selection, String word) {
    this.state = state;
    this.selection = selection;
    this.word = word;
  }

  static Outcome run(Invocation invocation, RepositoryState repository, String text) {
    Dialogue dialogue = invocation.dialogue().getOrElse(Dialogue.START);
    RepositoryState state =
        dialogue
            .open()
            .flatMap(
                open ->
                    Transactions.apply(
                            repository, Transaction.of(invocation.caller(), open.changes()))
                        .toOption())
            .getOrElse(repository);
    String word = text.substring(lastDelimiter(text) + 1);
    var completing = new Completing(state, dialogue.selection().filter(state::exists), word);
    Vector<String> found = before(text, word).map(completing::after).getOrElse(Vector.empty());
    return Outcome.Exit.ok(
        found
            .filter(one -> one.startsWith(word))
            .distinct()
            .sorted()
            .map(one -> one + "\n")
            .mkString());
  }

  private static int lastDelimiter(String text) {
    int at = text.length() - 1;
    while (at >= 0 && Lexer.DELIMITERS.indexOf(text.charAt(at)) < 0) {
      at--;
    }
    return at;
  }

  /// The words before the last one of the command that is being typed, the last of those that were
  /// pasted. None within quotes and comments.
  private static Option<Vector<String>> before(String text, String word) {
    Option<Vector<CommandLine>> lines = Lexer.lex(text + "x").toOption();
    Option<Vector<Token>> tokens = lines.flatMap(Vector::lastOption).map(CommandLine::tokens);
    return tokens
        .filter(all -> all.last().equals(new Token.Word(word + "x")))
        .map(all -> all.init().map(Token::text));
  }

  private Vector<String> after(Vector<String> before) {
    if (before.isEmpty()) {
      return CommandTable.ALL.map(Command::name);
    }
    Vector<String> operands = before.tail().reject(one -> one.startsWith("-"));
    boolean first = operands.isEmpty();
    return switch (before.head()) {
      case "help" -> first ? CommandTable.ALL.map(Command::name) : Vector.empty();
      case "select", "delete" -> first ? children().appendAll(entities()) : Vector.empty();
      case "list" -> first ? children() : Vector.empty();
      case "export", "validate", "log", "rollback", "diff" -> entities();
      case "listpg", "delpg" -> first ? groups() : Vector.empty();
      case "addpg" -> addpg(operands.size());
      case "listprop" ->
          before.last().equals("-l")
              ? Vector.of(Layer.values()).map(Layer::token).append("all").append("current")
              : properties();
      case "describe", "listcust", "delcust", "delprop" -> properties();
      case "setprop" -> setprop(before.tail());
      case "addpropvalue", "delpropvalue" -> first ? properties() : values(operands.head());
      case "setenv", "unsetenv" -> before.last().equals("-m") ? methods() : Vector.<String>empty();
      case "selectsnap", "revert" -> first ? snapshots() : Vector.empty();
      default -> Vector.empty();
    };
  }

  /// What may be named without an FMRI where the selection is.
  private Vector<String> children() {
    return selection
        .map(
            entity ->
                switch (entity) {
                  case ServiceFmri service ->
                      state
                          .service(service)
                          .toVector()
                          .flatMap(s -> s.instances().values())
                          .map(instance -> instance.fmri().name());
                  case InstanceFmri _ -> Vector.<String>empty();
                })
        .getOrElse(() -> state.services().values().map(s -> s.fmri().name()).toVector());
  }

  /// All services and instances, with or without the scheme, as the word has it.
  private Vector<String> entities() {
    boolean scheme = word.isEmpty() || "svc:/".startsWith(word) || word.startsWith("svc:/");
    return state
        .services()
        .values()
        .toVector()
        .flatMap(
            service ->
                service
                    .instances()
                    .values()
                    .toVector()
                    .map(instance -> instance.fmri().toString())
                    .prepend(service.fmri().toString()))
        .map(fmri -> scheme ? fmri : fmri.substring("svc:/".length()));
  }

  private Vector<PropertyGroup> own() {
    return selection
        .toVector()
        .flatMap(entity -> state.ownGroups(entity).values())
        .filter(PropertyGroup::isVisible);
  }

  private Vector<GroupPattern> patterns() {
    return selection.toVector().flatMap(entity -> Checks.patterns(state, entity));
  }

  private Vector<String> groups() {
    return own().map(PropertyGroup::name);
  }

  private Vector<String> addpg(int operands) {
    return switch (operands) {
      case 0 -> patterns().map(GroupPattern::name).reject(String::isEmpty);
      case 1 -> GROUP_TYPES;
      default -> Vector.empty();
    };
  }

  /// Groups, to go on with, until there is a slash; then the properties that there are, and those
  /// that templates know.
  private Vector<String> properties() {
    int slash = word.indexOf('/');
    if (slash < 0) {
      return groups().map(group -> group + "/");
    }
    String name = word.substring(0, slash);
    return own()
        .filter(group -> group.name().equals(name))
        .flatMap(
            group ->
                group
                    .properties()
                    .toVector()
                    .map(Property::name)
                    .appendAll(known(group).map(PropertyPattern::name)))
        .map(property -> name + "/" + property);
  }

  private Vector<PropertyPattern> known(PropertyGroup group) {
    return patterns()
        .filter(pattern -> pattern.matches(group.name(), group.type()))
        .flatMap(GroupPattern::properties);
  }

  private Vector<String> setprop(Vector<String> before) {
    return switch (before.size()) {
      case 0 -> properties();
      case 1 -> Vector.of("=");
      case 2 ->
          values(before.head())
              .appendAll(Vector.of(ValueType.values()).map(type -> type.token() + ":"));
      default -> values(before.head());
    };
  }

  /// The values a property has, and those its templates offer.
  private Vector<String> values(String named) {
    int slash = named.indexOf('/');
    String property = named.substring(slash + 1);
    return own()
        .filter(group -> slash > 0 && group.name().equals(named.substring(0, slash)))
        .flatMap(
            group ->
                group
                    .property(property)
                    .toVector()
                    .flatMap(Property::values)
                    .appendAll(offered(group, property)))
        .filter(value -> !value.isEmpty() && Escapes.value(value).equals(value));
  }

  private Vector<String> offered(PropertyGroup group, String property) {
    return patterns()
        .filter(pattern -> pattern.matches(group.name(), group.type()))
        .flatMap(
            pattern ->
                pattern
                    .properties()
                    .filter(one -> one.name().equals(property))
                    .flatMap(
                        one ->
                            new TemplateText(
                                    state.current(pattern.template()), one.group(), Tongue.of(""))
                                .choices(one)
                                .appendAll(one.values())));
  }

  private Vector<String> methods() {
    return own().filter(group -> group.type().equals("method")).map(PropertyGroup::name);
  }

  private Vector<String> snapshots() {
    return selection
        .filter(InstanceFmri.class::isInstance)
        .map(InstanceFmri.class::cast)
        .flatMap(state::instance)
        .map(Instance::snapshots)
        .toVector()
        .flatMap(snapshots -> snapshots.keySet());
  }
}
