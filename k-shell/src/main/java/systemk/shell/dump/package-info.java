/// The configuration of services as files for people and git: `spec/dump.md`.
@NullMarked
package systemk.shell.dump;

import org.jspecify.annotations.NullMarked;
