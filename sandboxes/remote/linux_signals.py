"""The signals of Linux, which servers run programs on, by number; the machine that asks may number them otherwise."""

from __future__ import annotations

_NAMES = (
    "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG "
    "XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
)
NUMBERS = {f"SIG{name}": number for number, name in enumerate(_NAMES.split(), 1)}
NUMBERS |= {"SIGIOT": NUMBERS["SIGABRT"], "SIGPOLL": NUMBERS["SIGIO"], "SIGCLD": NUMBERS["SIGCHLD"]}
SIGKILL, SIGSEGV, SIGABRT = (NUMBERS[name] for name in ("SIGKILL", "SIGSEGV", "SIGABRT"))
