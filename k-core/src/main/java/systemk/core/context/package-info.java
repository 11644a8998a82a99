/// The rights and surroundings of a method's process (smf.md §4.2, §4.3), as they are configured.
@NullMarked
package systemk.core.context;

import org.jspecify.annotations.NullMarked;
