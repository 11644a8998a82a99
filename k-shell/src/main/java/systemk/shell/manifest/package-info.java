/// The native manifest format: JSON to declared services and back.
@NullMarked
package systemk.shell.manifest;

import org.jspecify.annotations.NullMarked;
