package systemk.shell.svccfg;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import java.util.function.Function;
import systemk.core.check.Account;
import systemk.core.check.Checks;
import systemk.core.check.Violation;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.history.Ask;

/// What is checked of a transaction before it is committed, beyond what single edits must obey.
final class Strictness {
  private Strictness() {}

  /// Finds everything that is wrong with what changes lead to, a line each.
  static Outcome check(
      Invocation invocation, Vector<Change> changes, Function<Vector<String>, Outcome> then) {
    return Ask.newest(
        before ->
            Transactions.apply(before, Transaction.of(invocation.caller(), changes))
                .fold(
                    reasons -> then.apply(reasons.map(Rejection::message).distinct()),
                    after -> accounts(before, after, changes, then)));
  }

  private static Outcome accounts(
      RepositoryState before,
      RepositoryState after,
      Vector<Change> changes,
      Function<Vector<String>, Outcome> then) {
    Vector<String> wrong = Checks.of(before, after, changes).map(Violation::message).distinct();
    Vector<Account> named = Checks.accounts(after, changes);
    if (named.isEmpty()) {
      return then.apply(wrong);
    }
    Vector<String> users = names(named, Account.Kind.USER);
    Vector<String> groups = names(named, Account.Kind.GROUP);
    return new Outcome.Need(
        new Outcome.Question.Unknown(users, groups),
        reply -> {
          Set<String> unknown =
              reply instanceof Outcome.Reply.Names(Vector<String> names)
                  ? HashSet.ofAll(names)
                  : HashSet.empty();
          return then.apply(
              wrong.appendAll(
                  named
                      .filter(account -> unknown.contains(account.name()))
                      .map(Strictness::said)
                      .distinct()));
        });
  }

  private static Vector<String> names(Vector<Account> accounts, Account.Kind kind) {
    return accounts.filter(account -> account.kind() == kind).map(Account::name).distinct();
  }

  private static String said(Account account) {
    String kind = account.kind() == Account.Kind.USER ? "user" : "group";
    return account.who()
        + ": "
        + account.group()
        + " names the "
        + kind
        + " \""
        + account.name()
        + "\", which the system does not know";
  }
}
