package systemk.init.contract;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a new process goes through before it is the service.
///
/// @param service the program, by its path, and its arguments
/// @param directory where the process is made
/// @param cgroup the directory of the leaf to enter; null if there is none, or the process is made
///   there
/// @param record the file for the exit code; null for none
/// @param own variables to be set to the number of the service's process
record Passage(
    List<String> service,
    ContextRequest request,
    Context context,
    Path directory,
    @Nullable Path cgroup,
    @Nullable Path record,
    List<String> own) {

  /// The same, but that it enters a cgroup.
  Passage entering(Path leaf) {
    return new Passage(service, request, context, directory, leaf, record, own);
  }

  /// Whether there is nothing to go through: a process that is made in its cgroup can be the
  /// service from its first moment on.
  boolean isBare() {
    return cgroup == null && record == null && request.equals(ContextRequest.NONE);
  }

  /// Whether it becomes somebody who is not root.
  boolean ordinary() {
    Integer user = context.user();
    return user != null && user != 0;
  }

  /// Whether the directory has to be entered once more, as the user, who may not be let in where
  /// k.init is.
  boolean enters() {
    return ordinary() && directory.getNameCount() > 0;
  }
}
