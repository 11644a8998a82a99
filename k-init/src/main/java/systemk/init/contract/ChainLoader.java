package systemk.init.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The program k-exec: takes every step itself, and becomes the service.
///
/// The order is that of rights: whoever gives some up can do less afterwards.
record ChainLoader(Path program) implements Loader {

  @Override
  public List<String> wrap(Passage passage) {
    List<String> steps = new ArrayList<>(List.of("own", Spawning.FIRST));
    if (passage.cgroup() != null) {
      steps.addAll(List.of("cgroup", passage.cgroup().toString()));
    }
    surroundings(passage.request(), steps);
    if (passage.record() != null) {
      // Who stays to leave the exit code keeps k.init's rights to the file.
      steps.addAll(List.of("record", passage.record().toString()));
    }
    rights(passage, steps);
    if (passage.enters()) {
      steps.addAll(
          List.of("cd", passage.directory().toString(), String.valueOf(passage.context().user())));
    }
    passage.own().forEach(name -> steps.addAll(List.of("own", name)));
    List<String> all = new ArrayList<>(List.of(program.toString()));
    all.addAll(steps);
    all.add("run");
    all.addAll(passage.service());
    return all;
  }

  private static void surroundings(ContextRequest request, List<String> steps) {
    if (request.umask() != null) {
      steps.addAll(List.of("umask", request.umask()));
    }
    for (Map.Entry<String, ContextRequest.Amounts> entry : request.limits().entrySet()) {
      Limit limit = Limit.of(entry.getKey()).orElseThrow();
      steps.addAll(
          List.of(
              "limit",
              Integer.toString(limit.number()),
              limit.rounded(entry.getValue().soft()),
              limit.rounded(entry.getValue().hard()),
              entry.getKey() + " to " + entry.getValue()));
    }
    if (request.nice() != 0) {
      steps.addAll(List.of("nice", Integer.toString(request.nice())));
    }
  }

  private static void rights(Passage passage, List<String> steps) {
    Context context = passage.context();
    Privileges privileges = context.privileges();
    if (privileges.bare()) {
      steps.add("noroot");
    }
    if (privileges.bounding() != null) {
      steps.addAll(List.of("bound", Long.toHexString(privileges.bounding())));
    }
    if (context.groups() != null) {
      steps.addAll(List.of("groups", context.groups()));
    }
    if (context.group() != null) {
      steps.addAll(List.of("gid", Integer.toUnsignedString(context.group())));
    }
    if (context.user() != null) {
      steps.addAll(List.of("uid", Integer.toUnsignedString(context.user())));
    }
    if (privileges.granted() != null) {
      steps.addAll(List.of("caps", Long.toHexString(privileges.granted())));
    } else if (passage.ordinary()) {
      steps.add("plain");
    }
    if (passage.request().noNewPrivileges()) {
      steps.add("nnp");
    }
  }
}
