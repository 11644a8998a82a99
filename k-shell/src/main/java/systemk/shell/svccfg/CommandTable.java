package systemk.shell.svccfg;

import static systemk.shell.svccfg.Command.editing;
import static systemk.shell.svccfg.Command.reading;
import static systemk.shell.svccfg.Command.standing;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.shell.history.FileCommands;
import systemk.shell.history.LogCommands;
import systemk.shell.history.RollbackCommands;
import systemk.shell.history.Snapshots;

/// All commands of `svccfg`, in the order `help` shows them.
final class CommandTable {
  static final Vector<Command> ALL =
      Vector.of(
          reading("help [command]", "Explain commands.", CommandTable::help),
          reading("set [-vV]", "Set options.", (_, _) -> {}),
          reading("end", "Stop reading commands; also exit and quit.", CommandTable::end),
          reading("exit", "Stop reading commands.", CommandTable::end),
          reading("quit", "Stop reading commands.", CommandTable::end),
          reading(
              "validate [file | fmri]",
              "Check a manifest, or an entity.",
              BundleCommands::validate),
          editing(
              "import [-nV] [-p file] path ...",
              "Import manifests, files or directories, all or none.",
              BundleCommands::importManifests),
          reading(
              "export [-a] service [> file]",
              "Write a manifest of a service.",
              BundleCommands::export),
          reading(
              "dump directory",
              """
              Write the configuration to a directory, one file for each service, for git: what
              each layer says, without anything that changes by itself. Files of a former dump
              whose services are gone are removed; no other file is touched.""",
              DumpCommands::dump),
          editing(
              "load [-dn] directory",
              """
              Make the configuration what the files of a dump say, in one transaction, and what
              runs run with it. -d: delete services without a file; -n: change the configuration
              only. One bad file, and nothing is changed.""",
              DumpCommands::load),
          reading("inventory file ...", "List what a manifest defines.", BundleCommands::inventory),
          reading("list [glob]", "List services, or instances.", EntityCommands::list),
          editing("add name", "Add a service, or an instance.", EntityCommands::add),
          editing(
              "delete [-f] name | fmri | pattern",
              "Delete a service or an instance.",
              EntityCommands::delete),
          reading("select name | fmri", "Select a service or an instance.", EntityCommands::select),
          reading("unselect", "Select the parent.", EntityCommands::unselect),
          reading("listpg [glob]", "List property groups.", GroupCommands::list),
          editing("addpg name type [P]", "Add a property group.", GroupCommands::add),
          editing("delpg name", "Delete a property group.", GroupCommands::delete),
          reading(
              "listprop [-l layer] [-o columns] [glob]",
              "List property groups and properties.",
              PropertyListing::list),
          reading(
              "listcust [-LM] [pg[/name] ...]",
              "List what administrators customized; -L: and site profiles, -M: masked only.",
              Customizations::list),
          editing(
              "delcust [-M] [pg[/name]]",
              "Take customizations back; -M: unmask only.",
              Customizations::delete),
          editing(
              "setprop pg/name = [type:] value | (value ...)",
              "Set a property.",
              PropertyCommands::set),
          editing("delprop pg[/name]", "Delete a property.", PropertyCommands::delete),
          editing(
              "addpropvalue pg/name [type:] value",
              "Add a value to a property.",
              PropertyCommands::addValue),
          editing(
              "delpropvalue pg/name glob",
              "Delete matching values of a property.",
              PropertyCommands::deleteValue),
          editing(
              "setenv [-i | -s | -m method] NAME value",
              "Set a variable of the environment of methods.",
              EnvironmentCommands::set),
          editing(
              "unsetenv [-i | -s | -m method] NAME",
              "Remove a variable from the environment of methods.",
              EnvironmentCommands::unset),
          reading("listsnap", "List snapshots.", SnapshotCommands::list),
          reading("selectsnap [name]", "Select a snapshot.", SnapshotCommands::select),
          editing(
              "revert [snapshot]",
              "Make the configuration what a snapshot froze.",
              SnapshotCommands::revert),
          editing("refresh", "Make the configuration the running one.", SnapshotCommands::refresh),
          reading(
              "begin [-m comment] [-g generation]",
              "Begin a transaction over any services.",
              (_, _) -> {}),
          reading("plan [-j]", "Show what the transaction changes and does.", (_, _) -> {}),
          reading(
              "commit [--retry] [--lenient] [-n] [--confirm time [--healthy fmri ...]]",
              "Commit the transaction and make it take effect.",
              (_, _) -> {}),
          reading("abort", "Forget the transaction.", (_, _) -> {}),
          standing("confirm", "Keep what was committed with --confirm.", ConfirmCommands::confirm),
          standing(
              "log [-apj] [-n count] [--since point] [fmri ...]",
              "List transactions, newest first.",
              LogCommands::log),
          standing("show [-j] [generation]", "Show what a transaction changed.", LogCommands::show),
          standing(
              "diff [-j] [point [point]] [svc:/... ...]",
              "Compare two states: running and now, unless named.",
              LogCommands::diff),
          standing(
              "snapshot [-dj] [-m comment] [name]",
              "Name the present state of everything; without a name, list the names.",
              Snapshots::snapshot),
          standing(
              "rollback [--to point] [--plan [-j]] [-m comment] [fmri ...]",
              "Go back to an earlier state: before the last transaction, unless named.",
              RollbackCommands::rollback),
          standing(
              "undo [--plan [-j]] [-m comment] [generation]",
              "Take back one transaction, and keep the later ones.",
              RollbackCommands::undo),
          standing(
              "verify", "Look at every record of the repository's files.", FileCommands::verify),
          standing("backup [name]", "Write a backup of the repository.", FileCommands::backup),
          standing(
              "restore-repository file",
              "Put a backup in place of the repository.",
              FileCommands::restore),
          reading(
              "repository file [command ...]",
              "Work on a repository that is not being served; the first word of a command line.",
              (session, _) ->
                  session.fail(
                      "repository has to be the first word of the command line, or set"
                          + " SVCCFG_REPOSITORY")));

  private CommandTable() {}

  static Option<Command> find(String name) {
    return ALL.find(command -> command.name().equals(name));
  }

  private static void end(Session session, CommandLine line) {
    session.end();
  }

  private static void help(Session session, CommandLine line) {
    if (line.words().isEmpty()) {
      ALL.forEach(command -> session.output().line(command.usage()));
      return;
    }
    Option<Command> command = find(line.words().head());
    if (command.isEmpty()) {
      session.fail("Unknown command \"" + line.words().head() + "\".");
      return;
    }
    session.output().line("Usage: " + command.get().usage()).line("").line(command.get().help());
  }
}
