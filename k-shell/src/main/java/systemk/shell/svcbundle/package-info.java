/// `svcbundle`: manifests and profiles from a few words.
@NullMarked
package systemk.shell.svcbundle;

import org.jspecify.annotations.NullMarked;
