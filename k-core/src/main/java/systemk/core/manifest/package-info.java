/// Decoded manifests, and how importing one becomes a transaction.
@NullMarked
package systemk.core.manifest;

import org.jspecify.annotations.NullMarked;
