/// `svccfg` at a terminal: what is typed goes to k.configd line by line.
@NullMarked
package systemk.console;

import org.jspecify.annotations.NullMarked;
