/// Tests and generators of FMRIs.
@NullMarked
package systemk.core.fmri;

import org.jspecify.annotations.NullMarked;
