/*
 * k_spawn: makes a process that is in its cgroup from its first moment on, which posix_spawn(3) can from glibc 2.39 on. One that
 * enters it by itself waits some 10 ms for all processors of the machine. Else it does what systemk.linux.Spawner has posix_spawn do.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct spawn {
  const char *cgroup, *path;
  char *const *arguments, *const *environment;
  const char *directory, *output, *error; /* NULL: where it leads here */
  const int64_t *passed;                  /* what descriptors from 3 on are to be; below 0: closed */
  int64_t count, failure;
  char *const *own;                       /* where in the environment the number of the process is to be written, up to a NULL */
};

static bool put(int target, int fd) {
  if (fd < 0 || fd == target) return fd >= 0;
  return dup2(fd, target) == target && close(fd) == 0;
}

static bool leads(int target, const char *file) {
  return file ? put(target, open(file, O_WRONLY | O_CREAT | O_APPEND, 0644)) : fcntl(target, F_SETFD, 0) == 0;
}

/* As text, without what a process that shares its memory with others had better not call. */
static void write_number(char *text, long number) {
  char digits[24];
  size_t count = 0;
  for (; number > 0; number /= 10) digits[count++] = (char)('0' + number % 10);
  while (count > 0) *text++ = digits[--count];
  *text = 0;
}

/* Runs in the new process, which has the memory, and the stack, of the one that waits for it. */
static __attribute__((noinline, noreturn)) void become(struct spawn *s) {
  const uint64_t plain[4] = {0}; /* SIG_DFL as the kernel knows it, also for the two that the C library keeps for itself */
  sigset_t none;
  for (int number = 1; number <= 64; number++) syscall(SYS_rt_sigaction, number, plain, NULL, 8);
  sigemptyset(&none);
  for (char *const *own = s->own; *own; own++) write_number(*own, getpid());
  bool arranged =
      setsid() >= 0 && put(0, open("/dev/null", O_RDONLY)) && leads(1, s->output) && leads(2, s->error) && chdir(s->directory) == 0;
  for (int i = 0; arranged && i < s->count; i++)
    if (s->passed[i] < 0) close(3 + i);
    else arranged = dup2((int)s->passed[i], 3 + i) >= 0;
  if (arranged && syscall(SYS_close_range, 3 + s->count, ~0U, 0) == 0) {
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(s->path, s->arguments, s->environment);
  }
  s->failure = errno;
  _exit(127);
}

/* Within its caller: a function of its own would have to return twice by one stack. */
static inline __attribute__((always_inline)) long clone_here(struct clone_args *args) {
#if defined __x86_64__
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "0"(SYS_clone3), "D"(args), "S"(sizeof *args) : "rcx", "r11", "memory");
  return result;
#elif defined __aarch64__
  register long number __asm__("x8") = SYS_clone3, size __asm__("x1") = sizeof *args, result __asm__("x0") = (long)args;
  __asm__ volatile("svc 0" : "+r"(result) : "r"(size), "r"(number) : "memory");
  return result;
#else
  (void)args;
  return -ENOSYS;
#endif
}

/* The number of the process, or -1 and errno. */
long k_spawn(struct spawn *s) {
  sigset_t all, before;
  int group = open(s->cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (group < 0) return -1;
  struct clone_args args = {
      .flags = CLONE_VM | CLONE_VFORK | CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)group};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  long pid = clone_here(&args);
  if (pid == 0) become(s);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(group);
  if (pid > 0 && s->failure == 0) return pid;
  if (pid > 0) waitpid((pid_t)pid, NULL, 0);
  errno = pid > 0 ? (int)s->failure : (int)-pid;
  return -1;
}
