/*
 * The thin client: sends a command line to k.configd, prints what comes back, and exits with the status it is told.
 *
 * It is called by the name of the command. It knows no command, touches no file and waits for nobody: when k.configd
 * wants more than printing, or is not there, or goes away, the Java client takes over. That one sends the request again
 * under the same identity, and prints what this one has not printed. See systemk.client.Client.
 */
#define _GNU_SOURCE
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

static _Noreturn void die(const char *why) {
  dprintf(2, "%s: %s\n", program, why);
  _exit(1);
}

/* The JSON text being made. */
static char *request;
static size_t used, room;

static void put(const char *text, size_t length) {
  if (used + length > room) {
    room = 2 * (used + length);
    if (!(request = realloc(request, room))) die("no memory");
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

static void member(const char *name, const char *value) {
  raw(",\"");
  raw(name);
  raw("\":");
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

static void compose(void) {
  char directory[PATH_MAX], number[32];
  used = 0;
  put("\0\0\0\0", 4);
  raw("{\"id\":1,\"op\":\"run\",\"again\":false");
  member("request", identity);
  raw(",\"argv\":[");
  for (char **word = words; *word; word++) {
    if (word > words) raw(",");
    quoted(word == words ? program : *word);
  }
  raw("]");
  member("cwd", getcwd(directory, sizeof directory) ? directory : "/");
  raw(isatty(0) ? ",\"tty\":{\"in\":true," : ",\"tty\":{\"in\":false,");
  raw(isatty(1) ? "\"out\":true," : "\"out\":false,");
  raw(takes_colour() ? "\"colour\":true}" : "\"colour\":false}");
  put(number, (size_t)sprintf(number, ",\"width\":%d", width()));
  member("zone", zone());
  raw("}");
  size_t length = used - 4;
  if (length > MAX_FRAME) die("the arguments are longer than a message may be (16 MiB)");
  for (int i = 0; i < 4; i++) request[i] = (char)(length >> (24 - 8 * i));
}

static void print(struct stream *s, const char *text, size_t length) {
  static const uint32_t crc[] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
                                 0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
  uint32_t c = ~s->checksum;
  for (size_t i = 0; i < length; i++) {
    c ^= (unsigned char)text[i];
    c = c >> 4 ^ crc[c & 15];
    c = c >> 4 ^ crc[c & 15];
  }
  s->checksum = ~c;
  s->printed += length;
  while (length > 0) {
    ssize_t count = write(s->fd, text, length);
    if (count < 0 && errno == EPIPE) _exit(BROKEN_PIPE);
    if (count < 0 && errno != EINTR) {
      dprintf(2, "%s: write error: %s\n", program, strerror(errno));
      _exit(1);
    }
    if (count > 0) text += count, length -= (size_t)count;
  }
}

/* Lets the Java client do it. */
static _Noreturn void hand_over(void) {
  char path[PATH_MAX], resume[192];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 64);
  if (length < 0) die("cannot find the other client: /proc is not mounted");
  path[length] = 0, *strrchr(path, '/') = 0;
  snprintf(resume, sizeof resume, "%s %zu %u %zu %u", identity, out.printed, out.checksum, err.printed, err.checksum);
  if (used > 0) setenv("SYSTEMK_RESUME", resume, 1);
  strcat(strcat(path, "/../libexec/client/"), program);
  execv(path, words);
  die("cannot run the client for this command; is the installation complete?");
}

/* Does what a message says. */
static void handle(char *json, size_t length) {
  struct message message;
  if (!message_read(json, length, &message)) die("cannot understand k.configd");
  if (message.word == OTHER) hand_over();
  if (message.word == EXIT) _exit(message.status);
  print(message.word == OUT ? &out : &err, message.text, message.length);
}

static bool receive(int fd, char *to, size_t length) {
  while (length > 0) {
    ssize_t count = recv(fd, to, length, MSG_WAITALL);
    if (count == 0 || (count < 0 && errno != EINTR)) return false;
    if (count > 0) to += count, length -= (size_t)count;
  }
  return true;
}

static bool deliver(int fd) {
  for (size_t gone = 0; gone < used;) {
    ssize_t count = send(fd, request + gone, used - gone, MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) gone += (size_t)count;
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
  bool java = getenv("SVCCFG_REPOSITORY") || getenv("SVCCFG_CHECKHASH") || (argc > 1 && strcmp(argv[1], "repository") == 0);
  int operand = 1;
  while (operand < argc && argv[operand][0] == '-') operand += strchr("sz", argv[operand][strlen(argv[operand]) - 1]) ? 2 : 1;
  /* Without a subcommand, somebody may be at a terminal. */
  if ((strcmp(program, "svccfg") == 0 && (operand >= argc || java)) || getenv("SYSTEMK_NO_NATIVE")) hand_over();
  const char *root = getenv("SYSTEMK_ROOT");
  snprintf(directory, sizeof directory, "%s/run/svc", root && *root ? root : "");
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), run = open(directory, O_PATH | O_CLOEXEC);
  /* By this way a path is never too long for an address. */
  sprintf(address.sun_path, "/proc/self/fd/%d/configd.sock", run);
  if (fd < 0 || run < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) hand_over();
  compose();
  if (!deliver(fd)) hand_over();
  for (;;) {
    unsigned char head[4];
    if (!receive(fd, (char *)head, sizeof head)) hand_over();
    size_t length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    char *body = length <= MAX_FRAME ? malloc(length + 1) : NULL;
    if (!body) die("cannot understand k.configd: a message is too long");
    if (!receive(fd, body, length)) hand_over();
    handle(body, length);
    free(body);
  }
}
