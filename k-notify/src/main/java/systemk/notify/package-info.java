/// Tells people and programs of transitions of services (smf.md §8).
@NullMarked
package systemk.notify;

import org.jspecify.annotations.NullMarked;
