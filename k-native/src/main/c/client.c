/*
 * The thin client: sends a command line to k.configd, prints what comes back, and exits with the status it is told.
 *
 * It is called by the name of the command. It knows no command, touches no file and waits for nobody: when k.configd
 * wants more than printing, or is not there, or goes away, the Java client takes over. That one sends the request again
 * under the same identity, and prints what this one has not printed. See systemk.client.Client.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "message.h"

enum { BROKEN_PIPE = 141 };

/* One of the two streams: how much was printed, and the CRC-32 of it, by which the other client is held to it. */
struct stream {
  int fd;
  size_t printed;
  uint32_t checksum;
};

static char **words;
static const char *program;
static char identity[64];
static struct stream out = {.fd = 1}, err = {.fd = 2};

static _Noreturn void die(const char *why, const char *more) {
  dprintf(2, "%s: %s%s\n", program, why, more);
  _exit(1);
}

static char *request;
static size_t used;

static int width(void) {
  const char *columns = getenv("COLUMNS");
  struct winsize size;
  if (columns && *columns && strlen(columns) < 5 && strspn(columns, "0123456789") == strlen(columns))
    return atoi(columns) > 0 ? atoi(columns) : 1;
  return ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* Whether colours are welcome on standard output (no-color.org). */
static bool takes_colour(void) {
  const char *refusal = getenv("NO_COLOR"), *kind = getenv("TERM");
  return (!refusal || !*refusal) && kind && *kind && strcmp(kind, "dumb") != 0 && isatty(1);
}

/* The name of the time zone, as tzset(3) finds it. */
static const char *zone(void) {
  static char link[PATH_MAX];
  const char *name = getenv("TZ");
  if (!name || !*name) {
    ssize_t length = readlink("/etc/localtime", link, sizeof link - 1);
    link[length < 0 ? 0 : length] = 0;
    name = link;
  }
  const char *zones = strstr(name, "zoneinfo/");
  return zones ? zones + strlen("zoneinfo/") : *name == ':' ? name + 1 : name;
}

/* The locale of messages, as setlocale(3) finds it. */
static const char *locale(void) {
  const char *all = getenv("LC_ALL"), *messages = getenv("LC_MESSAGES"), *any = getenv("LANG");
  return all && *all ? all : messages && *messages ? messages : any ? any : "";
}

/* The request, as spec/protocol.md has it for those who do not write JSON. */
static void compose(void) {
  char directory[PATH_MAX];
  FILE *to = open_memstream(&request, &used);
  if (!to) die("no memory", "");
  fwrite("\0\0\0", 1, sizeof(uint32_t), to);
  fprintf(to, "run%c%s%c%s%c", 0, identity, 0, getcwd(directory, sizeof directory) ? directory : "/", 0);
  fprintf(to, "%s%s%s%c", isatty(0) ? "i" : "", isatty(1) ? "o" : "", takes_colour() ? "c" : "", 0);
  fprintf(to, "%d%c%s%c%s%c%s%c", width(), 0, zone(), 0, locale(), 0, program, 0);
  for (char **word = words + 1; *word; word++) fprintf(to, "%s%c", *word, 0);
  if (fclose(to) != 0) die("no memory", "");
  if (used - 4 > MAX_FRAME) die("the arguments are longer than a message may be (16 MiB)", "");
  uint32_t head = htonl((uint32_t)(used - 4));
  memcpy(request, &head, sizeof head);
}

static void print(struct stream *s, const char *text, size_t length) {
  uint32_t c = ~s->checksum;
  for (size_t i = 0; i < length; i++) {
    c ^= (unsigned char)text[i];
    for (int bit = 0; bit < 8; bit++) c = c >> 1 ^ (0xedb88320 & -(c & 1));
  }
  s->checksum = ~c;
  s->printed += length;
  while (length > 0) {
    ssize_t count = write(s->fd, text, length);
    if (count < 0 && errno == EPIPE) _exit(BROKEN_PIPE);
    if (count < 0 && errno != EINTR) die("write error: ", strerror(errno));
    if (count > 0) text += count, length -= (size_t)count;
  }
}

/* Lets the Java client do it. */
static _Noreturn void hand_over(void) {
  char path[PATH_MAX], resume[192];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 64);
  if (length < 0) die("cannot find the other client: /proc is not mounted", "");
  path[length] = 0, *strrchr(path, '/') = 0;
  snprintf(resume, sizeof resume, "%s %zu %u %zu %u", identity, out.printed, out.checksum, err.printed, err.checksum);
  if (used > 0) setenv("SYSTEMK_RESUME", resume, 1);
  strcat(strcat(path, "/../libexec/client/"), program);
  execv(path, words);
  die("cannot run the client for this command; is the installation complete?", "");
}

int main(int argc, char **argv) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char directory[PATH_MAX];
  struct timespec real, boot;
  words = argv;
  program = argc > 0 && strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argc > 0 ? argv[0] : "";
  clock_gettime(CLOCK_REALTIME, &real);
  clock_gettime(CLOCK_MONOTONIC, &boot);
  snprintf(identity, sizeof identity, "%llx%06lx-%d-%llx%06lx", (long long)real.tv_sec, real.tv_nsec / 1000, getpid(),
           (long long)boot.tv_sec, boot.tv_nsec / 1000);
  bool java =
      getenv("SVCCFG_REPOSITORY") || getenv("SVCCFG_CHECKHASH") || (argc > 1 && strcmp(argv[1], "repository") == 0);
  int operand = 1;
  while (operand < argc && argv[operand][0] == '-')
    operand += strchr("sz", argv[operand][strlen(argv[operand]) - 1]) ? 2 : 1;
  /* Without a subcommand, somebody may be at a terminal. */
  if ((strcmp(program, "svccfg") == 0 && (operand >= argc || java)) || getenv("SYSTEMK_NO_NATIVE")) hand_over();
  const char *root = getenv("SYSTEMK_ROOT");
  snprintf(directory, sizeof directory, "%s/run/svc", root && *root ? root : "");
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), run = open(directory, O_PATH | O_CLOEXEC);
  /* By this way a path is never too long for an address. */
  sprintf(address.sun_path, "/proc/self/fd/%d/configd.sock", run);
  if (fd < 0 || run < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) hand_over();
  compose();
  if (!message_send(fd, request, used)) hand_over();
  for (;;) {
    struct message message = message_receive(fd);
    switch (message.word) {
      case OUT: print(&out, message.text, message.length); break;
      case ERR: print(&err, message.text, message.length); break;
      case EXIT: _exit(message.status);
      case OTHER: hand_over();
      case NONSENSE: die("cannot understand k.configd", "");
    }
    free(message.body);
  }
}
