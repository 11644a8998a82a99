/// Tests of importing manifests.
@NullMarked
package systemk.core.manifest;

import org.jspecify.annotations.NullMarked;
