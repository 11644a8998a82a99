/// The `svcs` command.
@NullMarked
package systemk.shell.svcs;

import org.jspecify.annotations.NullMarked;
