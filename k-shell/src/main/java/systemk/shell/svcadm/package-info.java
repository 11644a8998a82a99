/// The `svcadm` command.
@NullMarked
package systemk.shell.svcadm;

import org.jspecify.annotations.NullMarked;
