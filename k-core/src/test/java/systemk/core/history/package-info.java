/// Histories and what they must hold.
@NullMarked
package systemk.core.history;

import org.jspecify.annotations.NullMarked;
