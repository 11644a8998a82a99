/// What makes the files of the distribution that are neither jars nor scripts.
@NullMarked
package systemk.dist.build;

import org.jspecify.annotations.NullMarked;
