/// Tests of checkpoint files.
@NullMarked
package systemk.repo.mapdb;

import org.jspecify.annotations.NullMarked;
