/// Names of things: services, instances, files, properties, and the patterns people type for them.
@NullMarked
package systemk.core.fmri;

import org.jspecify.annotations.NullMarked;
