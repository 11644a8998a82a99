/* Sends the client anything, frame after frame, and checks what it promises: a text lies within its frame. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../main/c/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
  /* An input is much shorter than what a socket holds. */
  if (!message_send(ends[0], (const char *)data, size)) abort();
  close(ends[0]);
  for (bool more = true; more;) {
    struct message message = message_receive(ends[1]);
    more = message.word == OUT || message.word == ERR;
    if (more && (message.text <= message.body || message.length >= size)) abort();
    /* The sanitizer sees a step beyond the frame. */
    if (more && memchr(message.text, 0xff, message.length) == message.body) abort();
    if (message.word == EXIT && (message.status < 0 || message.status > 255)) abort();
    free(message.body);
  }
  close(ends[1]);
  return 0;
}
