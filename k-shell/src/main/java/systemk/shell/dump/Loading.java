package systemk.shell.dump;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.history.Patch;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.repository.Change;
import systemk.core.repository.Instance;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;

/// From what a dump says to the changes that make the repository say the same.
/* What the repository says already keeps its provenance, so that only what differs becomes a change and
 * a load of what was just dumped is none. Snapshots and what is not persistent are no part of a dump and
 * stay.
 *
 * @param changes what makes the repository say what the dump says
 * @param others the services the dump says nothing of
 */
public record Loading(Vector<Change> changes, Vector<ServiceFmri> others) {

  /// Plans the load, or says why it cannot be.
  ///
  /// @param delete whether the services the dump says nothing of are to go
  public static Either<Vector<String>, Loading> of(
      RepositoryState state, Vector<DumpedService> dump, boolean delete) {
    Vector<String> conflicts = dump.flatMap(service -> conflicts(state, service));
    if (!conflicts.isEmpty()) {
      return Either.left(conflicts);
    }
    TreeSet<ServiceFmri> dumped = TreeSet.ofAll(dump.map(DumpedService::fmri));
    Vector<ServiceFmri> others =
        state
            .services()
            .values()
            .map(Service::fmri)
            .filter(fmri -> !dumped.contains(fmri) && !Landmarks.isAboutRepository(fmri))
            .toVector();
    TreeMap<String, Service> wanted = state.services();
    for (DumpedService service : dump) {
      wanted = wanted.put(service.fmri().name(), merged(state, service));
    }
    for (ServiceFmri other : delete ? others : Vector.<ServiceFmri>empty()) {
      wanted = wanted.remove(other.name());
    }
    return Either.right(
        new Loading(
            Patch.between(
                state,
                new RepositoryState(state.revision(), wanted),
                delete ? dumped.addAll(others) : dumped),
            others));
  }

  private static Vector<String> conflicts(RepositoryState state, DumpedService service) {
    return conflicts(state, service.fmri(), service.groups())
        .appendAll(
            service
                .instances()
                .toVector()
                .flatMap(one -> conflicts(state, service.fmri().instance(one._1), one._2)));
  }

  private static Vector<String> conflicts(
      RepositoryState state, EntityFmri entity, TreeMap<String, PropertyGroup> groups) {
    TreeMap<String, PropertyGroup> own = state.ownGroups(entity);
    return groups
        .keySet()
        .toVector()
        .filter(name -> own.get(name).exists(group -> !group.persistent()))
        .map(name -> entity.group(name) + " is not persistent here and cannot be loaded");
  }

  private static Service merged(RepositoryState state, DumpedService dumped) {
    ServiceFmri fmri = dumped.fmri();
    return new Service(
        fmri,
        merged(state.ownGroups(fmri), dumped.groups()),
        dumped
            .instances()
            .map((name, groups) -> Tuple.of(name, merged(state, fmri.instance(name), groups))));
  }

  private static Instance merged(
      RepositoryState state, InstanceFmri fmri, TreeMap<String, PropertyGroup> groups) {
    TreeMap<String, Snapshot> snapshots =
        state.instance(fmri).map(Instance::snapshots).getOrElse(TreeMap.empty());
    return new Instance(fmri, merged(state.ownGroups(fmri), groups), snapshots);
  }

  private static TreeMap<String, PropertyGroup> merged(
      TreeMap<String, PropertyGroup> known, TreeMap<String, PropertyGroup> dumped) {
    return dumped
        .mapValues(group -> known.get(group.name()).map(k -> merged(k, group)).getOrElse(group))
        .merge(known.filterValues(group -> !group.persistent()));
  }

  private static PropertyGroup merged(PropertyGroup known, PropertyGroup dumped) {
    return new PropertyGroup(
        dumped.name(),
        dumped.type(),
        true,
        known.generation(),
        dumped.layers().map((layer, said) -> same(layer, said, known.layers().get(layer))),
        dumped
            .layered()
            .mapValues(
                property ->
                    new LayeredProperty(
                        property.name(),
                        property
                            .settings()
                            .map(
                                (layer, said) ->
                                    same(
                                        layer,
                                        said,
                                        known
                                            .layered()
                                            .get(property.name())
                                            .flatMap(p -> p.settings().get(layer)))))));
  }

  private static Tuple2<Layer, Setting> same(Layer layer, Setting said, Option<Setting> known) {
    return Tuple.of(layer, known.filter(said::agreesWith).getOrElse(said));
  }
}
