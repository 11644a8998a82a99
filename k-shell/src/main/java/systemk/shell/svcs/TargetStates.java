package systemk.shell.svcs;

import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.PropertyFmri;
import systemk.core.fmri.PropertyGroupFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.view.FileFacts;
import systemk.shell.view.Status;

/// The states of what services depend on, in one word each (smf.md §1.2.1).
record TargetStates(RepositoryState state, FileFacts files) {

  /// The state of a target as it is written in a dependency.
  String word(String entity) {
    return Fmri.parse(entity)
        .map(
            fmri ->
                switch (fmri) {
                  case InstanceFmri instance -> word(instance);
                  case ServiceFmri service -> word(service);
                  case FileFmri file -> files.word(file);
                  case PropertyGroupFmri _, PropertyFmri _ -> "invalid";
                })
        .getOrElse("invalid");
  }

  private String word(InstanceFmri instance) {
    if (!state.exists(instance)) {
      return "absent";
    }
    Status status = Status.of(state, instance);
    return status.known() ? status.state() : "-";
  }

  private String word(ServiceFmri service) {
    var instances = state.service(service).toVector().flatMap(s -> s.instances().values());
    return switch (instances.size()) {
      case 0 -> "absent";
      case 1 -> word(instances.head().fmri());
      default -> "multiple";
    };
  }
}
