/// Checkpoint files: a whole repository in one immutable MapDB file. MapDB is seen nowhere else.
@NullMarked
package systemk.repo.mapdb;

import org.jspecify.annotations.NullMarked;
