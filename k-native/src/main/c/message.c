#define _GNU_SOURCE
#include "message.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

bool message_send(int fd, const char *frame, size_t length) {
  while (length > 0) {
    ssize_t count = send(fd, frame, length, MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) frame += count, length -= (size_t)count;
  }
  return true;
}

static bool receive(int fd, void *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = recv(fd, bytes, length, MSG_WAITALL);
    if (count == 0 || (count < 0 && errno != EINTR)) return false;
    if (count > 0) bytes = (char *)bytes + count, length -= (size_t)count;
  }
  return true;
}

/* A letter and what it is about; JSON begins with a brace. */
struct message message_receive(int fd) {
  struct message message = {.word = OTHER};
  uint32_t size;
  if (!receive(fd, &size, sizeof size)) return message;
  size = ntohl(size);
  message.body = size > 0 && size <= MAX_FRAME ? malloc(size + 1) : NULL;
  if (!message.body) return message.word = NONSENSE, message;
  if (!receive(fd, message.body, size)) return message;
  message.body[size] = 0;
  message.text = message.body + 1;
  message.length = size - 1;
  char kind = *message.body, *end = message.text;
  if (kind == 'x') message.status = (int)strtoul(message.text, &end, 10) & 0xff;
  bool whole = end > message.text && end == message.body + size;
  message.word = kind == 'o' ? OUT : kind == 'e' ? ERR : kind == '{' ? OTHER : kind == 'x' && whole ? EXIT : NONSENSE;
  return message;
}
