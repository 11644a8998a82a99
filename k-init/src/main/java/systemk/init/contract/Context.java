package systemk.init.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import systemk.linux.Account;
import systemk.linux.Kernel;

/// Who a process will be, by number. Null means: as k.init is.
///
/// @param user to become
/// @param group to be in
/// @param groups supplementary ones, separated by commas; empty for none
/// @param privileges what it may do
record Context(
    @Nullable Integer user,
    @Nullable Integer group,
    @Nullable String groups,
    Privileges privileges) {

  /// Finds out who is meant, and whether k.init may become that.
  static Context resolve(ContextRequest request, Kernel kernel) {
    Context who = who(request, kernel);
    int self = kernel.user();
    int user = who.user() == null ? self : who.user();
    Privileges privileges = Privileges.resolve(request, kernel.capabilities(), self, user);
    return new Context(who.user(), who.group(), who.groups(), privileges);
  }

  private static Context who(ContextRequest request, Kernel kernel) {
    Context unchanged = new Context(null, null, null, Privileges.UNCHANGED);
    if (request.user() == null && request.group() == null && request.groups() == null) {
      return unchanged;
    }
    int self = kernel.user();
    if (self != 0) {
      refuseOthers(request, kernel, self);
      return unchanged;
    }
    Account account = account(request.user(), kernel, self);
    int group = request.group() == null ? account.gid() : group(request.group(), kernel);
    List<Integer> groups =
        request.groups() != null
            ? request.groups().stream().map(name -> group(name, kernel)).toList()
            : account.name().isEmpty() ? List.<Integer>of() : kernel.groups(account);
    return new Context(
        account.uid(),
        group,
        groups.stream().distinct().map(String::valueOf).collect(Collectors.joining(",")),
        Privileges.UNCHANGED);
  }

  /// The home directory of who is meant.
  static Path home(ContextRequest request, Kernel kernel) {
    Account account = account(request.user(), kernel, kernel.user());
    if (account.name().isEmpty()) {
      throw new Refusal(
          "there is no home directory of user " + account.uid() + ", who has no name");
    }
    Path home = Path.of(account.home());
    if (!home.isAbsolute()) {
      throw new Refusal("there is no home directory of user " + account.name());
    }
    if (!Files.isDirectory(home)) {
      throw new Refusal(
          "there is no directory " + home + ", the home directory of user " + account.name());
    }
    return home;
  }

  private static void refuseOthers(ContextRequest request, Kernel kernel, int self) {
    String user = request.user();
    if (user != null && account(user, kernel, self).uid() != self) {
      throw new Refusal("cannot run as user " + user + ": k.init itself is not root");
    }
    Optional<Account> own = kernel.account(self);
    String group = request.group();
    if (group != null && own.filter(account -> account.gid() == group(group, kernel)).isEmpty()) {
      throw new Refusal("cannot run in group " + group + ": k.init itself is not root");
    }
    if (request.groups() != null) {
      throw new Refusal("cannot set supplementary groups: k.init itself is not root");
    }
  }

  /// A number without an entry is a user too, with the group of the same number.
  private static Account account(@Nullable String name, Kernel kernel, int self) {
    OptionalInt number = name == null ? OptionalInt.of(self) : ContextRequest.number(name);
    if (number.isPresent()) {
      int uid = number.getAsInt();
      return kernel.account(uid).orElse(new Account("", uid, uid, "/", ""));
    }
    return kernel
        .account(name == null ? "" : name)
        .orElseThrow(() -> new Refusal("there is no user \"" + name + "\""));
  }

  private static int group(String name, Kernel kernel) {
    OptionalInt number = ContextRequest.number(name);
    OptionalInt found = number.isPresent() ? number : kernel.group(name);
    return found.orElseThrow(() -> new Refusal("there is no group \"" + name + "\""));
  }
}
