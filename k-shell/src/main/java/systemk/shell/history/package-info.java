/// The commands about the past of the repository: what changed, and the way back.
@NullMarked
package systemk.shell.history;

import org.jspecify.annotations.NullMarked;
