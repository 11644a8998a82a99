package systemk.shell.history;

import io.vavr.control.Option;
import systemk.core.repository.RepositoryState;

/// A state of the configuration that somebody named.
///
/// @param label what to call it
/// @param generation the generation it is of, if it is one of this repository's
record Point(String label, RepositoryState state, Option<Long> generation) {}
