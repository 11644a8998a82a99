/* Reads what k.configd says: one JSON object, of which the members beside `id` are words the client knows. */
#include "message.h"

#include <string.h>

struct scan {
  char *at;
  char *end;
};

static void blanks(struct scan *s) {
  while (s->at < s->end && memchr(" \t\r\n", *s->at, 4)) s->at++;
}

static bool take(struct scan *s, char wanted) {
  blanks(s);
  return s->at < s->end && *s->at == wanted && s->at++;
}

static bool hex(struct scan *s, unsigned *code) {
  if (s->end - s->at < 4) return false;
  *code = 0;
  for (int i = 0; i < 4; i++) {
    char c = *s->at++;
    unsigned digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 16;
    if (digit > 15) return false;
    *code = *code << 4 | digit;
  }
  return true;
}

/* What comes after \u, as UTF-8; never longer than it was written. */
static char *character(struct scan *s, char *to) {
  unsigned code, low;
  if (!hex(s, &code) || (code >= 0xdc00 && code < 0xe000)) return NULL;
  if (code >= 0xd800 && code < 0xdc00) {
    if (s->end - s->at < 6 || *s->at++ != '\\' || *s->at++ != 'u' || !hex(s, &low)) return NULL;
    if (low < 0xdc00 || low > 0xdfff) return NULL;
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    *to++ = (char)(0xf0 | code >> 18);
    *to++ = (char)(0x80 | (code >> 12 & 0x3f));
  } else if (code >= 0x800) {
    *to++ = (char)(0xe0 | code >> 12);
  }
  if (code >= 0x800) *to++ = (char)(0x80 | (code >> 6 & 0x3f));
  else if (code >= 0x80) *to++ = (char)(0xc0 | code >> 6);
  *to++ = (char)(code >= 0x80 ? 0x80 | (code & 0x3f) : code);
  return to;
}

/* A string, unescaped where it stands. */
static bool string(struct scan *s, char **text, size_t *length) {
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (!take(s, '"')) return false;
  char *to = *text = s->at;
  while (s->at < s->end && *s->at != '"') {
    if ((unsigned char)*s->at < ' ') return false;
    if (*s->at != '\\') {
      *to++ = *s->at++;
      continue;
    }
    if (++s->at == s->end) return false;
    char name = *s->at++;
    const char *known = name ? strchr(names, name) : NULL;
    if (known) *to++ = values[known - names];
    else if (name != 'u' || !(to = character(s, to))) return false;
  }
  *length = (size_t)(to - *text);
  return take(s, '"');
}

/* Any value, passed over: what is in it only matters to the Java client. */
static bool skip(struct scan *s) {
  char *text;
  size_t length, depth = 0;
  for (bool begun = false;; begun = true) {
    blanks(s);
    if (s->at == s->end) return false;
    if (depth == 0 && memchr(",}]", *s->at, 3)) return begun;
    if (*s->at == '"') {
      if (!string(s, &text, &length)) return false;
      continue;
    }
    if (memchr("{[", *s->at, 2)) depth++;
    if (memchr("}]", *s->at, 2)) depth--;
    s->at++;
  }
}

static bool number(struct scan *s, int *value) {
  blanks(s);
  char *start = s->at;
  for (*value = 0; s->at < s->end && *s->at >= '0' && *s->at <= '9' && *value < 1000; s->at++)
    *value = *value * 10 + *s->at - '0';
  return s->at > start;
}

static bool is(const char *word, const char *name, size_t length) {
  return strlen(word) == length && memcmp(word, name, length) == 0;
}

bool message_read(char *json, size_t length, struct message *message) {
  struct scan s = {json, json + length};
  *message = (struct message){.word = OTHER};
  if (!take(&s, '{')) return false;
  do {
    char *name;
    size_t size;
    if (!string(&s, &name, &size) || !take(&s, ':')) return false;
    enum word word = is("out", name, size) ? OUT : is("err", name, size) ? ERR : OTHER;
    if (word != OTHER) {
      message->word = word;
      if (!string(&s, &message->text, &message->length)) return false;
    } else if (is("exit", name, size)) {
      message->word = EXIT;
      if (!number(&s, &message->status)) return false;
    } else if (!skip(&s)) {
      return false;
    }
  } while (take(&s, ','));
  return take(&s, '}') && (blanks(&s), s.at == s.end);
}
