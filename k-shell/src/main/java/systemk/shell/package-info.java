/// The commands as pure functions of the repository.
@NullMarked
package systemk.shell;

import org.jspecify.annotations.NullMarked;
