/// Configurations that are wrong, and what is said of them.
@NullMarked
package systemk.core.check;

import org.jspecify.annotations.NullMarked;
