/// Who depends on whom, and whether that is satisfied.
@NullMarked
package systemk.core.graph;

import org.jspecify.annotations.NullMarked;
