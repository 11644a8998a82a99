/// SMF's XML service bundles: reading them into the values every format ends in, and writing them.
@NullMarked
package systemk.shell.xml;

import org.jspecify.annotations.NullMarked;
