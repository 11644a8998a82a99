package systemk.shell.svcadm;

/// The words of `svcadm -?`.
final class SvcadmHelp {
  static final String USAGE =
      """
      Usage: svcadm [-S <state>] [-v] [-Z | -z zone] [cmd [args ... ]]

      \tsvcadm enable [-rst] [-T seconds] [<service> ...]\t- enable and online service(s)
      \tsvcadm disable [-c comment] [-st] [-T seconds] [<service> ...] - disable and offline service(s)
      \tsvcadm restart [-ds] [-T seconds] [<service> ...]\t- restart specified service(s)
      \tsvcadm refresh [-s] [-T seconds] [<service> ...]\t- re-read service configuration
      \tsvcadm converge [-s] [-T seconds] [<service> ...]\t- make what runs what is configured
      \tsvcadm mark [-Ist] [-T seconds] <state> [<service> ...] - set maintenance or degraded state
      \tsvcadm clear [-s] [-T seconds] [<service> ...]\t- clear maintenance or degraded state
      \tsvcadm milestone [-d] <milestone>\t- advance to a service milestone

      \tServices can be specified using an FMRI, abbreviation, or fnmatch(3)
      \tpattern, as shown in these examples for svc:/network/smtp:sendmail

      \tsvcadm <cmd> svc:/network/smtp:sendmail
      \tsvcadm <cmd> network/smtp:sendmail
      \tsvcadm <cmd> network/*mail
      \tsvcadm <cmd> network/smtp
      \tsvcadm <cmd> smtp:sendmail
      \tsvcadm <cmd> smtp
      \tsvcadm <cmd> sendmail
      """;

  static final String FULL =
      USAGE
          + """

            \t-S  apply to all instances in this state instead of to operands
            \t-s  wait until it has happened, \
            exit 3 if it fails, 4 if it cannot start
            \t-T  how long to wait, in seconds (300)
            \t-t  until the next boot only
            \t-r  enable what it depends on, too
            \t-d  leave a core file
            \t-I  at once
            \t-v  say what was done
            """;

  private SvcadmHelp() {}
}
