/// What a change of configuration asks of the services that run, and what would come of it.
@NullMarked
package systemk.core.plan;

import org.jspecify.annotations.NullMarked;
