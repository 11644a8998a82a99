/* Examples of what k.configd may send, and what the client has to make of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../main/c/message.h"

static int failures;

/* A frame of these bytes that says it has so many. */
static void expect_frame(size_t announced, const char *bytes, size_t size, enum word word, const char *text, int status) {
  int ends[2];
  unsigned char head[4] = {(unsigned char)(announced >> 24), (unsigned char)(announced >> 16),
                           (unsigned char)(announced >> 8), (unsigned char)announced};
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
  bool sent = message_send(ends[0], (char *)head, 4) && message_send(ends[0], bytes, size);
  close(ends[0]);
  struct message m = message_receive(ends[1]);
  bool right = sent && m.word == word && (word != EXIT || m.status == status) &&
               (!text || (m.length == strlen(text) && !memcmp(m.text, text, m.length)));
  if (!right) printf("not as expected: %zu %s\n", announced, bytes), failures++;
  free(m.body);
  close(ends[1]);
}

static void expect(const char *bytes, enum word word, const char *text, int status) {
  expect_frame(strlen(bytes), bytes, strlen(bytes), word, text, status);
}

int main(void) {
  expect("oa\tb\n", OUT, "a\tb\n", 0);
  expect("e\xc3\xa4", ERR, "\xc3\xa4", 0);
  expect("o", OUT, "", 0);
  expect("x0", EXIT, NULL, 0);
  expect("x203", EXIT, NULL, 203);
  expect("{\"id\":1,\"error\":\"no\"}", OTHER, NULL, 0);
  const char *wrong[] = {"", "x", "x1y", "xy", "p", "\x01", " {}"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) expect(wrong[i], NONSENSE, NULL, 0);
  expect_frame(MAX_FRAME + 1, "o", 1, NONSENSE, NULL, 0);
  expect_frame(0xffffffff, "o", 1, NONSENSE, NULL, 0);
  /* It went away in the middle. */
  expect_frame(5, "oab", 3, OTHER, NULL, 0);
  expect_frame(3, "", 0, OTHER, NULL, 0);
  printf("%d failed\n", failures);
  return failures > 0;
}
