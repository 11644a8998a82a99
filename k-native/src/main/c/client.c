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

enum { MAX_FRAME = 16 << 20, BROKEN_PIPE = 141 };

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

/* The JSON text being made. */
static char *request;
static size_t used, room;

static void put(const char *text, size_t length) {
  if (used + length > room) {
    room = 2 * (used + length);
    if (!(request = realloc(request, room))) die("no memory", "");
  }
  memcpy(request + used, text, length);
  used += length;
}

static void raw(const char *text) { put(text, strlen(text)); }

/* How many bytes of a text are a character of UTF-8; 0 if they are none. */
static int sequence(const unsigned char *s) {
  int more = *s < 0x80                 ? 0
             : *s >= 0xc2 && *s < 0xe0 ? 1
             : *s >= 0xe0 && *s < 0xf0 ? 2
             : *s >= 0xf0 && *s < 0xf5 ? 3
                                       : -1;
  for (int i = 1; i <= more; i++)
    if ((s[i] & 0xc0) != 0x80) return 0;
  bool wrong = (*s == 0xe0 && s[1] < 0xa0) || (*s == 0xed && s[1] > 0x9f) || (*s == 0xf0 && s[1] < 0x90) ||
               (*s == 0xf4 && s[1] > 0x8f);
  return wrong ? 0 : more + 1;
}

static void quoted(const char *text) {
  raw("\"");
  for (const unsigned char *s = (const unsigned char *)text; *s;) {
    int length = sequence(s);
    char escape[8];
    if (*s < ' ' || *s == '"' || *s == '\\') put(escape, (size_t)sprintf(escape, "\\u%04x", *s));
    else if (length == 0) raw("\xef\xbf\xbd");
    else put((const char *)s, (size_t)length);
    s += length ? length : 1;
  }
  raw("\"");
}

/* A member of the object: its name with all that is around it, and its value. */
static void member(const char *name, const char *value) {
  raw(name);
  quoted(value);
}

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

static void compose(void) {
  char directory[PATH_MAX], number[32];
  used = 0;
  put("\0\0\0\0", 4);
  raw("{\"id\":1,\"op\":\"run\",\"again\":false");
  member(",\"request\":", identity);
  raw(",\"argv\":[");
  for (char **word = words; *word; word++) {
    if (word > words) raw(",");
    quoted(word == words ? program : *word);
  }
  raw("]");
  member(",\"cwd\":", getcwd(directory, sizeof directory) ? directory : "/");
  raw(isatty(0) ? ",\"tty\":{\"in\":true," : ",\"tty\":{\"in\":false,");
  raw(isatty(1) ? "\"out\":true," : "\"out\":false,");
  raw(takes_colour() ? "\"colour\":true}" : "\"colour\":false}");
  put(number, (size_t)sprintf(number, ",\"width\":%d", width()));
  member(",\"zone\":", zone());
  member(",\"env\":{\"LC_MESSAGES\":", locale());
  raw("}}");
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

/* Does what a message says. */
static void handle(char *json, size_t length) {
  struct message message;
  if (!message_read(json, length, &message)) die("cannot understand k.configd", "");
  if (message.word == OTHER) hand_over();
  if (message.word == EXIT) _exit(message.status);
  print(message.word == OUT ? &out : &err, message.text, message.length);
}

/* Sends or receives all of some bytes. False if the other end went away. */
static bool transfer(bool sends, int fd, char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = sends ? send(fd, bytes, length, MSG_NOSIGNAL) : recv(fd, bytes, length, MSG_WAITALL);
    if (count == 0 || (count < 0 && errno != EINTR)) return false;
    if (count > 0) bytes += count, length -= (size_t)count;
  }
  return true;
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
  if (!transfer(true, fd, request, used)) hand_over();
  for (;;) {
    uint32_t length;
    if (!transfer(false, fd, (char *)&length, sizeof length)) hand_over();
    length = ntohl(length);
    char *body = length <= MAX_FRAME ? malloc(length + 1) : NULL;
    if (!body) die("cannot understand k.configd: a message is too long", "");
    if (!transfer(false, fd, body, length)) hand_over();
    handle(body, length);
    free(body);
  }
}
