package systemk.core.repository;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.Names;
import systemk.core.property.Property;

/// What a transaction may hold, whatever the state: names that are names, texts that are
/// well-formed and no longer than they may be.
final class Limits {
  /// The longest path of a source file, request identity and command line, in bytes.
  static final int MAX_FILE = 4096;

  static final int MAX_REQUEST = 256;
  static final int MAX_COMMAND = 1 << 16;

  private Limits() {}

  static Vector<Rejection> of(Transaction transaction) {
    Vector<Rejection> reasons = Vector.empty();
    if (transaction.changes().size() > Transactions.MAX_CHANGES) {
      reasons =
          reasons.append(
              new Rejection.OverLimit("more than " + Transactions.MAX_CHANGES + " changes"));
    }
    return reasons
        .appendAll(text("the comment", transaction.comment(), Transaction.MAX_COMMENT))
        .appendAll(text("the command line", transaction.author().command(), MAX_COMMAND))
        .appendAll(
            transaction
                .request()
                .flatMap(request -> text("the request identity", request, MAX_REQUEST)));
  }

  private static Option<Rejection> text(String what, String text, int max) {
    int bytes = Names.utf8Length(text);
    if (bytes < 0) {
      return Option.some(new Rejection.OverLimit(what + " is not well-formed text"));
    }
    return bytes <= max
        ? Option.none()
        : Option.some(new Rejection.OverLimit(what + " is longer than " + max + " bytes"));
  }

  /// What is wrong with the names in a change, if anything.
  static Option<Rejection> malformed(Change change) {
    return switch (change) {
      case Change.AddService _,
          Change.DeleteService _,
          Change.AddInstance _,
          Change.DeleteInstance _,
          Change.PutGroup _ ->
          Option.none();
      case Change.RemoveGroup(_, var group) -> group(group);
      case Change.PutSnapshot(_, var image) -> snapshot(image.name());
      case Change.RemoveSnapshot(_, var name) -> snapshot(name);
      case Change.AddGroup add ->
          group(add.group()).orElse(() -> name(add.type(), "a property group type"));
      case Change.DeleteGroup(_, var group, _) -> group(group);
      case Change.WithdrawGroup(_, var group, _) -> group(group);
      case Change.SetProperty set ->
          group(set.group())
              .orElse(() -> set.file().flatMap(file -> text("the file name", file, MAX_FILE)));
      case Change.DeleteProperty(_, var group, var property, _) ->
          group(group).orElse(() -> property(property));
      case Change.WithdrawProperty(_, var group, var property, _) ->
          group(group).orElse(() -> property(property));
      case Change.TakeSnapshot(_, var name) -> snapshot(name);
      case Change.CopySnapshot(_, var from, var to) -> snapshot(from).orElse(() -> snapshot(to));
      case Change.Revert(_, var name) -> snapshot(name);
      case Change.Report report -> report(report);
      case Change.Consume consume -> consume(consume);
    };
  }

  private static Option<Rejection> report(Change.Report report) {
    return group(report.group())
        .orElse(() -> name(report.type(), "a property group type"))
        .orElse(() -> report.removed().flatMap(Limits::property).headOption());
  }

  private static Option<Rejection> consume(Change.Consume consume) {
    return group(consume.group())
        .orElse(() -> property(consume.property()))
        .orElse(() -> text("the value", consume.value(), Property.MAX_BYTES));
  }

  private static Option<Rejection> group(String name) {
    return name(name, "a property group name");
  }

  private static Option<Rejection> property(String name) {
    return name(name, "a property name");
  }

  private static Option<Rejection> snapshot(String name) {
    return name(name, "a snapshot name");
  }

  private static Option<Rejection> name(String name, String kind) {
    return Names.isName(name) ? Option.none() : Option.some(new Rejection.BadName(name, kind));
  }
}
