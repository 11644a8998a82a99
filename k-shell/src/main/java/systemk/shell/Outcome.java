package systemk.shell;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Dialogue;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.rights.Refusal;
import systemk.core.rights.Requirement;
import systemk.shell.manifest.Mirror;

/// What a command wants done next. A command is a pure function to one of these; who hosts it does
/// what it says and asks the continuation for the rest, until an [Exit].
public sealed interface Outcome {

  /// The end: the last output and the exit status.
  record Exit(String out, String err, int status) implements Outcome {
    public static Exit ok(String out) {
      return new Exit(out, "", 0);
    }

    public static Exit failed(String err, int status) {
      return new Exit("", err, status);
    }
  }

  /// Output to show now, because what follows may take a while.
  record Emit(String out, String err, Supplier<Outcome> next) implements Outcome {}

  /// A change of the repository. The decision is made by the writer, on the newest state, so that
  /// nothing can come between looking and writing.
  record Edit(Function<RepositoryState, Decision> decide) implements Outcome {}

  /// A wait for the repository to become something. The condition is tried on every new state.
  ///
  /// @param atMost the bound of the wait, after which `onTimeout` goes on
  record Await(
      Function<RepositoryState, Option<Outcome>> until,
      Duration atMost,
      Supplier<Outcome> onTimeout)
      implements Outcome {}

  /// Something only the user's side or the kernel knows.
  record Need(Question question, Function<Reply, Outcome> next) implements Outcome {}

  /// A file to be written by the user's side, as the user. The reply is [Reply.Text] with an empty
  /// text, or why it failed.
  record Put(String file, String content, Function<Reply, Outcome> next) implements Outcome {}

  /// Files of a dump, to be written by the user's side below a directory, as the user. Files there
  /// that a former dump wrote and this one does not are removed; no other file is touched. The
  /// reply is [Reply.Names] of what was removed, or which file could not be written and why.
  ///
  /// @param files their texts by the way from the directory to the file
  record PutTree(String directory, TreeMap<String, String> files, Function<Reply, Outcome> next)
      implements Outcome {}

  /// Where a dialogue stands, for the user's side to keep until the next line.
  ///
  /// @param prompt what the user is shown then; none if the dialogue is over
  record Keep(Dialogue dialogue, Option<String> prompt, Supplier<Outcome> next)
      implements Outcome {}

  /// What to do on the newest state.
  sealed interface Decision {
    /// Commit these changes as one transaction, then go on; if it is refused, say why.
    record Commit(
        Vector<Change> changes,
        String comment,
        Function<RepositoryState, Outcome> then,
        Function<Vector<Rejection>, Outcome> refused)
        implements Decision {}

    /// Nothing is to be committed.
    record Answer(Outcome outcome) implements Decision {}

    /// The caller asked for something they may not do. That is put on record, then this is done.
    record Denied(Vector<Requirement> unmet, Decision then) implements Decision {}
  }

  /// What a command may ask for.
  sealed interface Question {
    /// The text of a file as the user reads it; `-` is standard input.
    record ReadFile(String file) implements Question {}

    /// The regular files below a directory, recursively, sorted, as the user sees them.
    record ListFiles(String directory) implements Question {}

    /// This text as the user leaves it in their editor.
    record Edited(String text) implements Question {}

    /// The processes of these contracts.
    record Processes(Vector<Long> contracts) implements Question {}

    /// The instance whose process it was that called the command. The answer is a text, empty if it
    /// is of none.
    record Asker() implements Question {}

    /// The repository as it is now.
    record Newest() implements Question {}

    /// What was persistent of the repository right after a generation.
    record StateAt(long generation) implements Question {}

    /// The transactions on record that made the generations from one to another, both included.
    record Ledger(long from, long to) implements Question {}

    /// The state a repository file holds: a checkpoint, a backup, or a repository's directory.
    record RepositoryFile(String file) implements Question {}

    /// What was refused to whom.
    record Refusals() implements Question {}

    /// What a look at every record of the repository's files finds: one text for people, whose
    /// first line is the verdict, or a failure with what is wrong.
    record Verify() implements Question {}

    /// A backup of the repository under this name. The answer is the file's.
    record Backup(String name) implements Question {}

    /// Why the repository takes no changes; an empty text if it does.
    record ReadOnly() implements Question {}

    /// This repository file in place of a damaged repository; k.configd begins anew with it. The
    /// answer is where the damaged files are kept.
    record Restore(String file) implements Question {}

    /// Which of these files there are, as whoever starts services sees them.
    record Present(Vector<String> paths) implements Question {}

    /// The files the repository mirrors ([systemk.core.manifest.Location]) that are there, in the
    /// order in which they are imported. k.configd itself looks, as it does at boot.
    record MirroredFiles() implements Question {}

    /// The text of one of those files, or of a file that one includes.
    record MirroredFile(String file) implements Question {}

    /// Whether this tree of services is a machine's or a container's, to be ended with it. The
    /// answer is an empty text, or why not.
    record Machine() implements Question {}

    /// The end of this machine: `reboot`, `poweroff` or `halt`. The answer is an empty text, given
    /// before it ends.
    ///
    /// @param reason who wants it, one line
    /// @param force whether nothing is stopped in order first
    record End(String how, String reason, boolean force) implements Question {}

    /// This text on the terminals of all who are logged in. The answer is an empty text.
    record Announce(String text) implements Question {}

    /// A shell for the administrator on the console, because only a single one is to be served. The
    /// answer is an empty text.
    record SingleUser() implements Question {}

    /// The managers that are installed below this directory, in place of those that run; where
    /// those were, if it is empty. The answer is `under way` or `done`. It may be asked again and
    /// again, also by a run of the same command after k.configd was replaced.
    record Upgrade(String home) implements Question {}

    /// Which of these users and groups, names or numbers, the system does not know.
    record Unknown(Vector<String> users, Vector<String> groups) implements Question {}
  }

  /// The answer to a [Question].
  sealed interface Reply {
    record Text(String text) implements Reply {}

    record Names(Vector<String> names) implements Reply {}

    record Running(Vector<ProcessLine> processes) implements Reply {}

    record State(RepositoryState state) implements Reply {}

    record Files(Vector<Mirror.Listed> files) implements Reply {}

    /// Oldest first.
    ///
    /// @param damaged how many more cannot be read
    record Refused(Vector<Refusal> refusals, int damaged) implements Reply {}

    /// Oldest first.
    record Entries(Vector<Committed> entries) implements Reply {}

    /// It cannot be had: one line that says why, without the name of what was asked for.
    record Failed(String reason) implements Reply {}
  }

  /// One process of a contract. `startTimeMillis` is in milliseconds since the epoch.
  record ProcessLine(
      long contract, long pid, long startTimeMillis, String comm, String args, boolean zombie) {}
}
