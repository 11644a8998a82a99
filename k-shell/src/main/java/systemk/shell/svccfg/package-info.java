/// The `svccfg` command.
@NullMarked
package systemk.shell.svccfg;

import org.jspecify.annotations.NullMarked;
