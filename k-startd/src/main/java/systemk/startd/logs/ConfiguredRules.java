package systemk.startd.logs;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import systemk.core.engine.Model;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.logs.LogLimits;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// The rules of the repository: each instance has its own, and what it does not say, the restarter
/// says for all. The logs of the managers, which k.init opens, go by the restarter's rules.
final class ConfiguredRules implements LogRules {
  private static final InstanceFmri RESTARTER =
      Fmri.parseInstance("svc:/system/svc/restarter:default").get();
  private static final Set<String> MANAGERS = Set.of("k.startd.log", "k.configd.log");

  private final RepositoryState repository;
  private final Map<String, InstanceFmri> owners = new HashMap<>();

  ConfiguredRules(Model model) {
    this.repository = model.repository();
    for (InstanceFmri fmri : repository.instances()) {
      String file = model.logFile(fmri);
      owners.put(file.substring(file.lastIndexOf('/') + 1), fmri);
    }
    MANAGERS.forEach(name -> owners.put(name, RESTARTER));
  }

  @Override
  public Set<String> logs() {
    return owners.keySet();
  }

  @Override
  public LogLimits limits(String log) {
    InstanceFmri owner = owners.getOrDefault(log, RESTARTER);
    return LogLimits.of(configuration(owner), configuration(RESTARTER));
  }

  @Override
  public long total() {
    return LogLimits.total(configuration(RESTARTER));
  }

  private Composition configuration(InstanceFmri fmri) {
    return repository.running(fmri);
  }
}
