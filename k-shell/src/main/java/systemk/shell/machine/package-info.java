/// The commands that end a machine, and what init's commands are here.
@NullMarked
package systemk.shell.machine;

import org.jspecify.annotations.NullMarked;
