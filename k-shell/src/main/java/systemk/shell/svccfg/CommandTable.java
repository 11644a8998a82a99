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
          reading("help", SettingCommands::help),
          reading("set", SettingCommands::set),
          reading("end", SettingCommands::end),
          reading("exit", SettingCommands::end),
          reading("quit", SettingCommands::end),
          reading("validate", BundleCommands::validate),
          editing("import", ImportCommands::importManifests),
          editing("apply", ImportCommands::apply),
          editing("cleanup", ImportCommands::cleanup),
          editing("delhash", ImportCommands::deleteHash),
          reading("export", ExportCommands::export),
          reading("archive", ExportCommands::archive),
          reading("extract", ExportCommands::extract),
          editing("restore", BundleCommands::restore),
          reading("dump", DumpCommands::dump),
          editing("load", DumpCommands::load),
          reading("inventory", BundleCommands::inventory),
          reading("list", EntityCommands::list),
          editing("add", EntityCommands::add),
          editing("delete", EntityCommands::delete),
          reading("select", EntityCommands::select),
          reading("unselect", EntityCommands::unselect),
          reading("describe", Describing::describe),
          reading("listpg", GroupCommands::list),
          editing("addpg", GroupCommands::add),
          editing("delpg", GroupCommands::delete),
          reading("listprop", PropertyListing::list),
          reading("listcust", Customizations::list),
          editing("delcust", Customizations::delete),
          editing("setprop", PropertyCommands::set),
          editing("delprop", PropertyCommands::delete),
          editing(Editing.NAME, (_, _) -> {}),
          editing("addpropvalue", PropertyCommands::addValue),
          editing("delpropvalue", PropertyCommands::deleteValue),
          editing("setenv", EnvironmentCommands::set),
          editing("unsetenv", EnvironmentCommands::unset),
          editing("setnotify", NotifyCommands::set),
          reading("listnotify", NotifyCommands::list),
          editing("delnotify", NotifyCommands::delete),
          reading("listsnap", SnapshotCommands::list),
          reading("selectsnap", SnapshotCommands::select),
          editing("revert", SnapshotCommands::revert),
          editing("refresh", SnapshotCommands::refresh),
          reading("begin", (_, _) -> {}),
          reading("plan", (_, _) -> {}),
          reading("commit", (_, _) -> {}),
          reading("abort", (_, _) -> {}),
          standing("confirm", ConfirmCommands::confirm),
          standing("log", LogCommands::log),
          standing("show", LogCommands::show),
          standing("diff", LogCommands::diff),
          standing("snapshot", Snapshots::snapshot),
          standing("rollback", RollbackCommands::rollback),
          standing("undo", RollbackCommands::undo),
          standing("verify", FileCommands::verify),
          standing("backup", FileCommands::backup),
          standing("restore-repository", FileCommands::restore),
          reading(
              "repository",
              (session, _) ->
                  session.fail(
                      "repository has to be the first word of the command line, or set"
                          + " SVCCFG_REPOSITORY")));

  private CommandTable() {}

  static Option<Command> find(String name) {
    return ALL.find(command -> command.name().equals(name));
  }
}
