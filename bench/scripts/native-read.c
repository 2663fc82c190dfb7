/*
 * The limit of a cache hit: a bare native program that makes the same calls to the bus as rolecall
 * (log on, Hello, SearchItems, OpenSession, GetSecret) in as many exchanges, and prints the secret.
 * The benchmark compiles it if there is a C compiler. Usage: native-read SOCKET KEY
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static unsigned char out[8192], in[65536];
static size_t used, filled;
static uint32_t serial;
static int bus;

static void align(size_t to) { while (used % to) out[used++] = 0; }
static void word(uint32_t value) { align(4); memcpy(out + used, &value, 4); used += 4; }
static void text(const char *value) {
  word(strlen(value));
  memcpy(out + used, value, strlen(value) + 1);
  used += strlen(value) + 1;
}
static void signature(const char *value) {
  out[used++] = strlen(value);
  memcpy(out + used, value, strlen(value) + 1);
  used += strlen(value) + 1;
}
static void field(int code, const char *type, const char *value) {
  align(8);
  out[used++] = code;
  signature(type);
  *type == 'g' ? signature(value) : text(value);
}

/* Writes a call to `out`, with a body of up to two dictionary entries or texts. */
static void call(const char *to, const char *path, const char *interface, const char *member,
                 const char *body, const char *one, const char *two) {
  static unsigned char message[4096];
  unsigned char header[] = {'l', 1, 0, 1};
  unsigned char kept[8192];
  size_t before = used;
  memcpy(kept, out, before);
  used = 0;
  if (!strcmp(body, "a{ss}")) {
    word(0);
    align(8); text("application"); text("rolecall");
    align(8); text("key"); text(one);
    uint32_t size = used - 8;
    memcpy(out, &size, 4);
  } else if (!strcmp(body, "sv")) {
    text(one); signature("s"); text(two);
  } else if (!strcmp(body, "o")) {
    text(one);
  }
  size_t size = used;
  memcpy(message, out, size);
  used = 0;
  memcpy(out, header, 4);
  used = 4;
  word(size); word(++serial); word(0);
  field(1, "o", path); field(2, "s", interface); field(3, "s", member); field(6, "s", to);
  if (*body) field(8, "g", body);
  uint32_t fields = used - 16;
  memcpy(out + 12, &fields, 4);
  align(8);
  memcpy(out + used, message, size);
  size_t whole = used + size;
  memmove(out + before, out, whole);
  memcpy(out, kept, before);
  used = before + whole;
}

static uint32_t at(const unsigned char *data, size_t place) {
  uint32_t value;
  memcpy(&value, data + place, 4);
  return value;
}

/* Sends `out` and waits for the reply to the last call. Returns the reply's body. */
static unsigned char *exchange(void) {
  if (write(bus, out, used) != (ssize_t)used) return NULL;
  used = 0;
  for (;;) {
    while (filled < 16) {
      ssize_t got = read(bus, in + filled, sizeof in - filled);
      if (got <= 0) return NULL;
      filled += got;
    }
    size_t start = 0;
    if (in[0] == 'D' || in[0] == 'O') {
      unsigned char *ok = memmem(in, filled, "OK ", 3);
      unsigned char *end = ok ? memmem(ok, filled - (ok - in), "\r\n", 2) : NULL;
      if (!end) return NULL;
      start = end + 2 - in;
    }
    while (filled - start >= 16) {
      size_t fields = (at(in, start + 12) + 7) / 8 * 8, size = 16 + fields + at(in, start + 4);
      if (filled - start < size) break;
      unsigned char *field = in + start + 16, *end = field + at(in, start + 12);
      for (; field < end; field++)
        if (field[0] == 5 && field[1] == 1 && field[2] == 'u' && at(field, 4) == serial) {
          static unsigned char body[65536];
          memcpy(body, in + start + 16 + fields, at(in, start + 4));
          int failed = in[start + 1] != 2;
          filled = 0;
          return failed ? NULL : body;
        }
      start += size;
    }
    memmove(in, in + start, filled - start);
    filled -= start;
    if (filled < 16) continue;
    ssize_t got = read(bus, in + filled, sizeof in - filled);
    if (got <= 0) return NULL;
    filled += got;
  }
}

int main(int count, char **words) {
  const char *service = "org.freedesktop.secrets", *root = "/org/freedesktop/secrets";
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (count != 3) return 2;
  strncpy(address.sun_path, words[1], sizeof address.sun_path - 1);
  bus = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(bus, (struct sockaddr *)&address, sizeof address)) return 1;
  call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", "", 0, 0);
  call(service, root, "org.freedesktop.Secret.Service", "SearchItems", "a{ss}", words[2], 0);
  const char log_on[] = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";
  memmove(out + sizeof log_on - 1, out, used);
  memcpy(out, log_on, sizeof log_on - 1);
  used += sizeof log_on - 1;
  unsigned char *body = exchange();
  if (!body || at(body, 0) == 0) return 3;
  char item[512], session[512];
  snprintf(item, sizeof item, "%s", (char *)body + 8);
  call(service, root, "org.freedesktop.Secret.Service", "OpenSession", "sv", "plain", "");
  if (!(body = exchange())) return 4;
  /* A variant of an empty text, then the path. */
  snprintf(session, sizeof session, "%s", (char *)body + 16);
  call(service, item, "org.freedesktop.Secret.Item", "GetSecret", "o", session, 0);
  if (!(body = exchange())) return 5;
  size_t place = 4 + at(body, 0) + 1;
  place = (place + 3) / 4 * 4;
  place += 4 + at(body, place);
  place = (place + 3) / 4 * 4;
  return write(1, body + place + 4, at(body, place)) < 0;
}
