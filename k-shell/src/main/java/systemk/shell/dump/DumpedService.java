package systemk.shell.dump;

import io.vavr.collection.TreeMap;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.PropertyGroup;

/// What a file of a dump says about a service. Nobody has said it in a repository yet, so all of
/// its provenance is pending.
public record DumpedService(
    ServiceFmri fmri,
    TreeMap<String, PropertyGroup> groups,
    TreeMap<String, TreeMap<String, PropertyGroup>> instances) {}
