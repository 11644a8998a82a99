package systemk.shell.svcs;

/// The words of `svcs -?`.
final class SvcsHelp {
  static final String USAGE =
      """
      Usage: svcs [-aHjpv] [-o col[,col ... ]] [-R restarter] [-sS col] [-Z | -z zone] [<service> ...]
             svcs -d | -D [-Hjpv] [-o col[,col ... ]] [-sS col] [-Z | -z zone] <service> ...
             svcs [-l | -L] [-jpv] [-Z | -z zone] <service> ...
             svcs -x [-jv] [-Z | -z zone] [<service> ...]
             svcs -?
      """;

  static final String FULL =
      USAGE
          + """

            	-a  list all service instances rather than only those that are enabled
            	-d  list dependencies of the specified service(s)
            	-D  list dependents of the specified service(s)
            	-H  omit header line from output
            	-j  write JSON
            	-l  list detailed information about the specified service(s)
            	-L  list the log file associated with the specified service(s)
            	-o  list only the specified columns in the output
            	-p  list process IDs and names associated with each service
            	-R  list only those services with the specified restarter
            	-s  sort output in ascending order by the specified column(s)
            	-S  sort output in descending order by the specified column(s)
            	-v  list verbose information appropriate to the type of output
            	-x  explain the status of services that might require maintenance,
            	    or explain the status of the specified service(s)
            	-z  from the global zone, show services in a specified zone
            	-Z  from the global zone, show services in all zones

            	Services can be specified using an FMRI, abbreviation, or fnmatch(3)
            	pattern, as shown in these examples for svc:/network/smtp:sendmail

            	svcs [opts] svc:/network/smtp:sendmail
            	svcs [opts] network/smtp:sendmail
            	svcs [opts] network/*mail
            	svcs [opts] network/smtp
            	svcs [opts] smtp:sendmail
            	svcs [opts] smtp
            	svcs [opts] sendmail

            	Columns for output or sorting can be specified using these names:

            	CTID    contract ID for the service (see contract(4))
            	DESC    human-readable description of the service
            	FMRI    Fault Managed Resource Identifier for the service
            	INST    portion of the FMRI indicating the service instance
            	N       abbreviation for the next state of the service
            	NSTA    abbreviation for the next state of the service (6 characters)
            	NSTATE  name for the next state of the service
            	S       abbreviation for the current state of the service
            	SCOPE   scope name associated with the service
            	SN      abbreviation for the current and next state of the service
            	STA     abbreviation for the current state of the service (6 characters)
            	STATE   name for the current state of the service
            	STIME   time of last state change
            	SVC     portion of the FMRI representing the service name
            	ZONE    name of zone in which the service is
            """;

  private SvcsHelp() {}
}
