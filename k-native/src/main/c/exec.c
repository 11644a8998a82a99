/*
 * k-exec STEP... run PROGRAM [ARGUMENT]...: what runs in a new process before the service does, in one exec.
 *
 * Each step is a word and its values, and is taken in the order given; systemk.init.contract.ChainLoader knows which.
 * If one fails, the service's log has a line that begins with `k.init:`. The exit code is 96, SMF_EXIT_ERR_CONFIG of
 * smf_method(7), if the method context is to blame, else 219.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MISCONFIGURED = 96, FAILED = 219 };

static void check(int result, int status, const char *what, const char *value, const char *more) {
  if (result >= 0) return;
  dprintf(2, "k.init: cannot %s %s%s\n", what, value, more);
  _exit(status);
}

static long number(const char *text, int base) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, base);
  if (errno || end == text || *end) check(-1, FAILED, "read number", text, "");
  return value;
}

static rlim_t amount(const char *text) { return strcmp(text, "unlimited") ? (rlim_t)number(text, 10) : RLIM_INFINITY; }

static void enter(const char *cgroup) {
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%s/cgroup.procs", cgroup);
  int fd = length < PATH_MAX ? open(path, O_WRONLY | O_CLOEXEC) : -1;
  check(fd < 0 || write(fd, "0", 1) != 1 ? -1 : 0, FAILED, "enter cgroup", cgroup, "");
  close(fd);
}

static int groups(const char *list) {
  gid_t ids[NGROUPS_MAX > 4096 ? 4096 : NGROUPS_MAX];
  size_t count = 0;
  for (char *end; *list && count < sizeof ids / sizeof *ids; list = *end ? end + 1 : end)
    ids[count++] = (gid_t)strtoul(list, &end, 10);
  return setgroups(count, ids);
}

/* Takes from the bounding set what is not in the mask. */
static int bound(unsigned long long kept) {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
    if (!(kept >> capability & 1) && prctl(PR_CAPBSET_DROP, capability) < 0) return -1;
  return 0;
}

/* Gives the capabilities of the mask, so that programs that are run from here still have them; or, without, takes the
 * inheritable ones. */
static int grant(const unsigned long long *granted) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &head, data) < 0) return -1;
  for (int half = 0; half < 2; half++) {
    data[half].inheritable = granted ? (unsigned)(*granted >> 32 * half) : 0;
    if (granted) data[half].permitted = data[half].effective = data[half].inheritable;
  }
  if (syscall(SYS_capset, &head, data) < 0 || !granted) return granted ? -1 : 0;
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (int capability = 0; capability < 64; capability++)
    if ((*granted >> capability & 1) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) < 0) return -1;
  return 0;
}

/* Stays as the parent of the service, to leave its exit code in a file before it ends with the same. */
static void record(const char *file) {
  char text[16], new[PATH_MAX];
  int status;
  pid_t child = fork();
  check(child, FAILED, "fork for", file, "");
  if (child == 0) return;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) _exit(FAILED);
  int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  int length = sprintf(text, "%d\n", code);
  snprintf(new, sizeof new, "%s.tmp", file);
  int fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd >= 0 && write(fd, text, (size_t)length) == length && close(fd) == 0) (void)!rename(new, file);
  _exit(code);
}

int main(int argc, char **argv) {
  char text[24];
  unsigned long long caps;
  /* Values are within bounds: the last argument is NULL, and ends the program if it is read as one. */
#define STEP(name, count) (!strcmp(*word, name) && word + count < argv + argc && (value = word + 1, word += count + 1))
  for (char **word = argv + 1, **value; word < argv + argc;) {
    if (STEP("cgroup", 1)) enter(*value);
    else if (STEP("umask", 1)) umask((mode_t)number(*value, 8));
    else if (STEP("limit", 4)) {
      struct rlimit limit = {amount(value[1]), amount(value[2])};
      check(setrlimit((int)number(*value, 10), &limit), MISCONFIGURED, "set limit", value[3], "");
    } else if (STEP("nice", 1)) {
      errno = 0;
      check(nice((int)number(*value, 10)) == -1 && errno ? -1 : 0, MISCONFIGURED, "add to the niceness", *value, "");
    } else if (STEP("noroot", 0))
      check(prctl(PR_SET_SECUREBITS, SECBIT_NOROOT), FAILED, "keep capabilities", "from root", "");
    else if (STEP("bound", 1)) check(bound(strtoull(*value, NULL, 16)), FAILED, "limit capabilities to", *value, "");
    else if (STEP("groups", 1)) check(groups(*value), FAILED, "enter groups", *value, "");
    else if (STEP("gid", 1)) check(setgid((gid_t)number(*value, 10)), FAILED, "enter group", *value, "");
    else if (STEP("uid", 1)) {
      prctl(PR_SET_KEEPCAPS, 1);
      check(setuid((uid_t)number(*value, 10)), FAILED, "become user", *value, "");
    } else if (STEP("caps", 1))
      caps = strtoull(*value, NULL, 16), check(grant(&caps), FAILED, "grant capabilities", *value, "");
    else if (STEP("plain", 0)) check(grant(NULL), FAILED, "drop", "inheritable capabilities", "");
    else if (STEP("nnp", 0)) check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), FAILED, "set", "no_new_privs", "");
    else if (STEP("cd", 2))
      snprintf(text, sizeof text, " as user %s", value[1]), check(chdir(*value), MISCONFIGURED, "enter", *value, text);
    else if (STEP("record", 1)) record(*value);
    else if (STEP("own", 1)) sprintf(text, "%d", getpid()), setenv(*value, text, 1);
    else if (STEP("run", 1)) {
      /* Which gives a file that says nothing of who runs it to a shell, as a shell does. */
      execvp(*value, value);
      check(-1, errno == ENOENT ? 127 : 126, "run", *value, "");
    } else check(-1, FAILED, "take step", *word, "");
  }
  return FAILED;
}
