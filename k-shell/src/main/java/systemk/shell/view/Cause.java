package systemk.shell.view;

import io.vavr.collection.Vector;
import systemk.core.fmri.InstanceFmri;

/// One root cause for an instance not to run: where it is, what it is, and the way there.
///
/// @param path from the instance that is explained to the one at fault, both included
public record Cause(InstanceFmri at, Reason reason, Vector<InstanceFmri> path) {}
