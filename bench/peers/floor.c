/*
 * The floor: what the system itself takes to send MQTT messages. Sockets, a schedule and `write`, and nothing else: no stamp,
 * no histogram, no check, no reading of what comes back.
 *
 *   floor paced <port> <clients> <messages a second in total> <seconds> <payload bytes>
 *   floor idle  <port> <clients> <connections a second> <seconds>
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pause_ms(long ms) {
  struct timespec t = {ms / 1000, (ms % 1000) * 1000000L};
  nanosleep(&t, NULL);
}

/* CONNECT of MQTT 3.1.1 with a clean session and keep-alive 300 s, and its CONNACK. */
static int open_connection(int port, int index) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int one = 1;
  unsigned char packet[64] = {0x10, 0, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 1, 44};
  unsigned char answer[4];
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int id = snprintf((char *)packet + 14, 40, "floor-%d", index);
  packet[1] = (unsigned char)(12 + id);
  packet[13] = (unsigned char)id;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) fail("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (write(fd, packet, (size_t)(14 + id)) != 14 + id) fail("CONNECT");
  if (read(fd, answer, 4) != 4 || answer[3] != 0) fail("CONNACK");
  return fd;
}

static size_t encode_publish(unsigned char *packet, int index, size_t payload) {
  char topic[32];
  size_t topic_size = (size_t)snprintf(topic, sizeof topic, "bench/%d", index);
  size_t remaining = 2 + topic_size + payload;
  size_t at = 0;
  packet[at++] = 0x30;
  for (size_t rest = remaining;; rest >>= 7) {
    packet[at++] = (unsigned char)(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  packet[at++] = (unsigned char)(topic_size >> 8);
  packet[at++] = (unsigned char)topic_size;
  memcpy(packet + at, topic, topic_size);
  memset(packet + at + topic_size, 'x', payload);
  return at + topic_size + payload;
}

static void publish_paced(const int *fds, int clients, double rate, double seconds, size_t payload) {
  size_t room = payload + 64;
  unsigned char *packets = malloc((size_t)clients * room);
  size_t *sizes = malloc((size_t)clients * sizeof *sizes);
  if (packets == NULL || sizes == NULL) fail("malloc");
  for (int i = 0; i < clients; i += 1) sizes[i] = encode_publish(packets + (size_t)i * room, i, payload);
  double start = now();
  long sent = 0;
  long total = (long)(rate * seconds);
  while (sent < total) {
    long due = (long)((now() - start) * rate);
    for (; sent < due && sent < total; sent += 1) {
      int i = (int)(sent % clients);
      if (write(fds[i], packets + (size_t)i * room, sizes[i]) != (ssize_t)sizes[i]) fail("PUBLISH");
    }
    pause_ms(1);
  }
  printf("{\"sent\":%ld}\n", sent);
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  int idle = strcmp(argv[1], "idle") == 0;
  int port = atoi(argv[2]);
  int clients = atoi(argv[3]);
  double rate = atof(argv[4]);
  double seconds = atof(argv[5]);
  int *fds = malloc((size_t)clients * sizeof *fds);
  if (fds == NULL) fail("malloc");
  if (idle) pause_ms(5000);
  for (int i = 0; i < clients; i += 1) {
    fds[i] = open_connection(port, i);
    if (idle && i % 10 == 9) pause_ms((long)(10000 / rate));
  }
  if (idle) pause_ms((long)(seconds * 1000));
  else publish_paced(fds, clients, rate, seconds, argc > 6 ? (size_t)atol(argv[6]) : 256);
  for (int i = 0; i < clients; i += 1) {
    if (write(fds[i], "\340\0", 2) != 2) fail("DISCONNECT");
    close(fds[i]);
  }
  return 0;
}
