/* A message of k.configd, as far as the client understands it. */
#include <stdbool.h>
#include <stddef.h>

enum word { OUT, ERR, EXIT, OTHER };

struct message {
  enum word word; /* OTHER for what the Java client alone can do */
  char *text;     /* of OUT and ERR: UTF-8, within the message; may contain zero bytes */
  size_t length;
  int status; /* of EXIT */
};

/* Reads a message, and unescapes its text where it stands. False if it is none. */
bool message_read(char *json, size_t length, struct message *message);
