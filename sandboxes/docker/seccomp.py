"""The system calls that programs in a container may make: those of ordinary programs, everything else is refused.

Much shorter than the profile that Docker brings. Not among them, and the reason why:

- ``socket``, ``connect``, ``bind``, ``listen``, ``accept``: no network, not even inside the container. Connected pairs
  (``socketpair``), which event loops need, are allowed.
- ``shmget``, ``semget``, ``msgget``, ``mq_open``, ``memfd_create``, ``add_key``, ``keyctl``, ``setxattr``: they keep
  things that outlive a process or are not counted as files.
- ``io_uring_setup``, ``bpf``, ``userfaultfd``, ``perf_event_open``, ``ptrace``, ``process_vm_*``, ``pidfd_getfd``,
  ``kcmp``, ``unshare``, ``setns``, ``mount`` and its new forms, ``name_to_handle_at``: ways into the kernel, into other
  processes, or out of the container.
- ``sync``, ``syncfs``: they make the whole machine write.
- calls of 32-bit programs, which nothing here needs.
"""

from __future__ import annotations

import json

ALLOWED = """
    access alarm arch_prctl brk capget capset chdir chmod chown clock_getres clock_gettime clock_nanosleep close
    close_range copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait
    epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve exit exit_group faccessat faccessat2 fadvise64
    fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fork fstat
    fstatfs fsync ftruncate futex futex_requeue futex_wait futex_waitv futex_wake get_robust_list getcpu getcwd getdents
    getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid getpriority
    getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getxattr
    inotify_add_watch inotify_init inotify_init1 inotify_rm_watch ioctl ioprio_get kill lchown lgetxattr link linkat
    listxattr llistxattr lseek lstat madvise membarrier mincore mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap
    mprotect mremap mseal msync munlock munlockall munmap nanosleep newfstatat open openat openat2 pause pidfd_open
    pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll prctl pread64 preadv preadv2 prlimit64
    pselect6 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv recvfrom recvmmsg recvmsg rename
    renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn
    rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min sched_getaffinity
    sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_yield select sendfile
    sendmmsg sendmsg sendto set_robust_list set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid
    setpriority setregid setresgid setresuid setreuid setrlimit setsid setsockopt setuid shutdown sigaltstack signalfd
    signalfd4 socketpair splice stat statfs statx symlink symlinkat sync_file_range sysinfo tee tgkill time timer_create
    timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime times tkill
    truncate umask uname unlink unlinkat utime utimensat utimes vfork vmsplice wait4 waitid write writev
""".split()  # noqa: SIM905 - read as text, this list is a page; as a list it is six

# Refused as if the kernel were older, so that libraries fall back to what they did before.
UNKNOWN = ["clone3", "memfd_create", "io_uring_setup", "userfaultfd"]
_NO_SUCH_CALL = 38
# The flags of clone that make namespaces, with which a program would be root in one of its own.
_NEW_NAMESPACES = 0x7E020000
_SAME_PERSONALITY = (0x0, 0x8, 0x20000, 0x20008, 0xFFFFFFFF)


def profile() -> str:
    """The profile, as Docker's option ``seccomp`` takes it."""
    rules = [
        {"names": ALLOWED, "action": "SCMP_ACT_ALLOW"},
        {"names": UNKNOWN, "action": "SCMP_ACT_ERRNO", "errnoRet": _NO_SUCH_CALL},
        _when("clone", _NEW_NAMESPACES, 0, "SCMP_CMP_MASKED_EQ"),
        *(_when("personality", value, 0, "SCMP_CMP_EQ") for value in _SAME_PERSONALITY),
    ]
    return json.dumps({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": rules})


def _when(name: str, value: int, value_two: int, operation: str) -> dict[str, object]:
    argument = {"index": 0, "value": value, "valueTwo": value_two, "op": operation}
    return {"names": [name], "action": "SCMP_ACT_ALLOW", "args": [argument]}
