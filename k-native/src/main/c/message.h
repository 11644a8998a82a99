/* The messages between the client and k.configd, which are frames: their length in four bytes, and what they say. */
#include <stdbool.h>
#include <stddef.h>

#ifndef MAX_FRAME
#define MAX_FRAME (16 << 20)
#endif

enum word { OUT, ERR, EXIT, OTHER, NONSENSE };

struct message {
  enum word word; /* OTHER for what the Java client alone can do, also when k.configd has gone */
  char *body;     /* to be freed; may be NULL */
  char *text;     /* of OUT and ERR, within the body; may contain zero bytes */
  size_t length;
  int status; /* of EXIT */
};

/* Sends a whole frame. False if the other end went away. */
bool message_send(int fd, const char *frame, size_t length);
struct message message_receive(int fd);
