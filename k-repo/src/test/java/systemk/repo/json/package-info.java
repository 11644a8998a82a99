/// Tests of the stored form.
@NullMarked
package systemk.repo.json;

import org.jspecify.annotations.NullMarked;
