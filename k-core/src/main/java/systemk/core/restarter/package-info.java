/// The life of one instance: states, phases, and what each event makes of them.
@NullMarked
package systemk.core.restarter;

import org.jspecify.annotations.NullMarked;
