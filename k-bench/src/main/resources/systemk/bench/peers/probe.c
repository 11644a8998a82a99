/* The payload of `k bench peers`, its stopwatch, and what the machine can do at all.
 *
 *   probe sleep FILE NUMBER          append "NUMBER PID NANOS" to FILE and wait for a signal
 *   probe laps COUNT MILLIS CMD...   run CMD that often, for that long at most; the nanoseconds of each run, a line each
 *   probe spawn FILE COUNT           posix_spawn that many sleepers, and wait for a signal
 *   probe serve SOCKET               answer each connection with a line
 *   probe ask SOCKET                 connect, send a line, read the answer
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
  fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
  exit(1);
}

static _Noreturn void sleeper(const char *file, const char *number) {
  char line[64];
  int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  int length = snprintf(line, sizeof line, "%s %d %lld\n", number, getpid(), now());
  if (fd < 0 || write(fd, line, (size_t)length) != length) die(file);
  close(fd);
  for (;;) pause();
}

static pid_t start(char **argv, posix_spawn_file_actions_t *actions) {
  pid_t pid;
  int failed = posix_spawnp(&pid, argv[0], actions, NULL, argv, environ);
  if (failed) {
    errno = failed;
    die(argv[0]);
  }
  return pid;
}

static int laps(int count, long long millis, char **argv) {
  long long end = now() + millis * 1000000;
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  for (int i = 0; i < count && (i == 0 || now() < end); i++) {
    int status;
    long long begin = now();
    pid_t pid = start(argv, &quiet);
    if (waitpid(pid, &status, 0) != pid) die("waitpid");
    long long nanos = now() - begin;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      fprintf(stderr, "probe: %s: status %d\n", argv[0], WIFEXITED(status) ? WEXITSTATUS(status) : -1);
      return 1;
    }
    printf("%lld\n", nanos);
  }
  return 0;
}

static _Noreturn void spawn(char *self, char *file, int count) {
  for (int i = 0; i < count; i++) {
    char number[16];
    snprintf(number, sizeof number, "%d", i);
    char *argv[] = {self, "sleep", file, number, NULL};
    start(argv, NULL);
  }
  for (;;) pause();
}

static int unix_socket(const char *path, struct sockaddr_un *address) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (fd < 0 || strlen(path) >= sizeof address->sun_path) die(path);
  strcpy(address->sun_path, path);
  return fd;
}

static _Noreturn void serve(const char *path) {
  struct sockaddr_un address;
  char line[256];
  int fd = unix_socket(path, &address);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 64) != 0) die(path);
  for (;;) {
    int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
    if (peer < 0) die("accept");
    ssize_t got = read(peer, line, sizeof line);
    if (got > 0 && write(peer, line, (size_t)got) != got) fprintf(stderr, "probe: somebody hung up\n");
    close(peer);
  }
}

static int ask(const char *path) {
  struct sockaddr_un address;
  char line[256] = "what is the state of this service, please?\n";
  int fd = unix_socket(path, &address);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) die(path);
  if (write(fd, line, strlen(line)) < 0) die("write");
  ssize_t got = read(fd, line, sizeof line);
  if (got <= 0) die("read");
  return fwrite(line, 1, (size_t)got, stdout) == (size_t)got ? 0 : 1;
}

int main(int argc, char **argv) {
  const char *what = argc > 2 ? argv[1] : "";
  if (argc == 4 && !strcmp(what, "sleep")) sleeper(argv[2], argv[3]);
  if (argc > 4 && !strcmp(what, "laps")) return laps(atoi(argv[2]), atoll(argv[3]), argv + 4);
  if (argc == 4 && !strcmp(what, "spawn")) spawn(argv[0], argv[2], atoi(argv[3]));
  if (argc == 3 && !strcmp(what, "serve")) serve(argv[2]);
  if (argc == 3 && !strcmp(what, "ask")) return ask(argv[2]);
  fprintf(stderr, "probe: not called by k bench peers\n");
  return 2;
}
