/// What changed between two states of the repository, and how to go back.
@NullMarked
package systemk.core.history;

import org.jspecify.annotations.NullMarked;
