/// What a repository state means to an administrator: runtime states, dependencies, explanations.
@NullMarked
package systemk.shell.view;

import org.jspecify.annotations.NullMarked;
