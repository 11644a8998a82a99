/// Tests of the repository on disk.
@NullMarked
package systemk.repo;

import org.jspecify.annotations.NullMarked;
