/* Feeds the reader of messages with anything, and checks what it promises: the text it found lies within the message.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../main/c/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  /* Exactly as long as the message, so that the sanitizer sees a step beyond it. */
  char *copy = malloc(size ? size : 1);
  struct message message;
  memcpy(copy, data, size);
  if (message_read(copy, size, &message)) {
    bool printed = message.word == OUT || message.word == ERR;
    if (printed && (message.text < copy || message.text + message.length > copy + size)) abort();
    if (message.word == EXIT && (message.status < 0 || message.status > 9999)) abort();
  }
  free(copy);
  return 0;
}
