/* Examples of messages, and what the client has to make of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../main/c/message.h"

static int failures;

static void expect(const char *json, bool valid, enum word word, const char *text, int status) {
  size_t size = strlen(json);
  char *copy = malloc(size);
  struct message m;
  memcpy(copy, json, size);
  bool read = message_read(copy, size, &m);
  bool right = read == valid && (!valid || (m.word == word && m.status == status &&
                                            (!text || (m.length == strlen(text) && !memcmp(m.text, text, m.length)))));
  if (!right) printf("not as expected: %s\n", json), failures++;
  free(copy);
}

int main(void) {
  expect("{\"id\":1,\"out\":\"a\\tb\\n\"}", true, OUT, "a\tb\n", 0);
  expect(" { \"id\" : 1 , \"err\" : \"\\u00e4\\u20ac\\ud83d\\ude00\" } ", true, ERR,
         "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 0);
  expect("{\"id\":1,\"out\":\"\"}", true, OUT, "", 0);
  expect("{\"exit\":3,\"id\":1}", true, EXIT, NULL, 3);
  expect("{\"id\":1,\"need\":{\"file\":\"}]\\\"\",\"x\":[1,{\"y\":null}]}}", true, OTHER, NULL, 0);
  expect("{\"id\":1,\"error\":\"no\"}", true, OTHER, NULL, 0);
  expect("{\"id\":-1.5e3,\"out\":\"x\"}", true, OUT, "x", 0);
  const char *wrong[] = {"",
                         "{",
                         "{}",
                         "[]",
                         "{\"out\":1}",
                         "{\"out\":\"x\"",
                         "{\"out\":\"x}",
                         "{\"exit\":\"3\"}",
                         "{\"exit\":}",
                         "{\"out\":\"\\ud800\"}",
                         "{\"out\":\"\\udc00\"}",
                         "{\"out\":\"\\u12\"}",
                         "{\"out\":\"\\x\"}",
                         "{\"out\":\"\n\"}",
                         "{\"a\":]}",
                         "{\"a\":[}",
                         "{\"out\":\"x\"} x",
                         "{\"out\":\"x\",}"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) expect(wrong[i], false, OTHER, NULL, 0);
  printf("%d failed\n", failures);
  return failures > 0;
}
