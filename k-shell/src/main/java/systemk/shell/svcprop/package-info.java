/// The `svcprop` command.
@NullMarked
package systemk.shell.svcprop;

import org.jspecify.annotations.NullMarked;
