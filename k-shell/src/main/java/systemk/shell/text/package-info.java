/// What the commands have in common in how they read their arguments and write their answers.
@NullMarked
package systemk.shell.text;

import org.jspecify.annotations.NullMarked;
