"""The seccomp filter: system calls that no program here needs and that attacks on kernels and neighbours are made of.

The program of the filter is written here instruction by instruction, for x86_64 and aarch64. A call in another
architecture's numbering kills the process; x32's numbers, and numbers newer than this table, do not exist (ENOSYS).
"""

from __future__ import annotations

import errno
import struct

from . import kernel

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NEWEST = 466  # the last number that was looked at; a filter that does not know a call refuses it

_LOAD, _JUMP_EQUAL, _JUMP_GREATER, _AND, _RETURN = 0x20, 0x15, 0x25, 0x54, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_NAMESPACES = 0x7E020080  # every CLONE_NEW flag

# Name: number on x86_64, number on aarch64; None where there is no such call.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # looking into other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # wide surfaces of the kernel
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "vmsplice": (278, 75),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "io_setup": (206, 0),
    "io_destroy": (207, 1),
    "io_getevents": (208, 4),
    "io_submit": (209, 2),
    "io_cancel": (210, 3),
    "io_pgetevents": (333, 292),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "modify_ldt": (154, None),
    "execveat": (322, 281),
    # keys, which outlive processes
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    # file systems and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "unshare": (272, 97),
    "setns": (308, 268),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "lookup_dcookie": (212, 18),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # memory and messages that outlive processes or that no limit on memory sees
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmdt": (67, 197),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "mq_timedsend": (242, 182),
    "mq_timedreceive": (243, 183),
    "mq_notify": (244, 184),
    "mq_getsetattr": (245, 185),
    # the network; socketpair is treated below
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "accept4": (288, 242),
    "bind": (49, 200),
    "listen": (50, 201),
    "sendmsg": (46, 211),  # carries descriptors and their garbage collector
    "recvmsg": (47, 212),
    "sendmmsg": (307, 269),
    "recvmmsg": (299, 243),
    # the machine
    "syslog": (103, 116),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "create_module": (174, None),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "iopl": (172, None),
    "ioperm": (173, None),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "vhangup": (153, 58),
    "personality": (135, 92),
    "uselib": (134, None),
    "ustat": (136, None),
    "sysfs": (139, None),
    "_sysctl": (156, None),
    "nfsservctl": (180, 42),
}
# Refused as if the kernel were older: whoever calls these has another way.
ABSENT: dict[str, tuple[int | None, int | None]] = {
    "clone3": (435, 435),  # its flags lie in memory, where a filter cannot look
    "memfd_create": (319, 279),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
_CLONE, _SOCKETPAIR, _PRLIMIT, _IOCTL, _MMAP = (56, 220), (53, 199), (302, 261), (16, 29), (9, 222)
_AF_UNIX, _TIOCSTI, _TIOCLINUX, _SHARED_ANONYMOUS = 1, 0x5412, 0x541C, 0x21


def build(shared_memory: bool, machine: str | None = kernel.MACHINE) -> bytes:
    """The filter as the kernel takes it: instructions of 8 bytes.

    Args:
        shared_memory: whether anonymous memory may be shared between processes; not where only the resident sizes of
            processes are watched, from which such memory can hide.
        machine: ``x86_64`` or ``aarch64``.

    Raises:
        OSError: there is no table for this machine.
    """
    if machine not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"there is no table of system calls for {machine or 'this machine'}")
    column = 0 if machine == "x86_64" else 1
    made = [
        _load(_ARCHITECTURE),
        _jump(_JUMP_EQUAL, _ARCHITECTURES[machine], 1, 0),
        _give(_KILL),
        _load(_NUMBER),
        _jump(_JUMP_GREATER, _NEWEST, 0, 1),  # x32 has its bit far above
        _give(_ERRNO | errno.ENOSYS),
    ]
    for table, number in ((REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)):
        for numbers in table.values():
            call = numbers[column]
            if call is not None:
                made += [_jump(_JUMP_EQUAL, call, 0, 1), _give(_ERRNO | number)]
    made += _where(_CLONE[column], 0, _NAMESPACES & ~0xFF, refuse_any=True)
    made += _unless(_SOCKETPAIR[column], 0, _AF_UNIX)
    made += _unless(_PRLIMIT[column], 0, 0)  # its own limits alone: those of process 1 would end the run as a fault
    for request in (_TIOCSTI, _TIOCLINUX):
        made += _where(_IOCTL[column], 1, request)
    if not shared_memory:
        made += _where(_MMAP[column], 3, _SHARED_ANONYMOUS, mask=_SHARED_ANONYMOUS)
    return b"".join([*made, _give(_ALLOW)])


def _where(call: int, argument: int, value: int, refuse_any: bool = False, mask: int = 0xFFFFFFFF) -> list[bytes]:
    """Refuse a call whose argument, under the mask, is a value; with `refuse_any`, has any of its bits."""
    masked = value if refuse_any else mask
    test = _jump(_JUMP_EQUAL, 0, 1, 0) if refuse_any else _jump(_JUMP_EQUAL, value, 0, 1)
    return [
        _jump(_JUMP_EQUAL, call, 0, 5),
        _load(_ARGUMENTS + 8 * argument),
        _instruction(_AND, masked),
        test,
        _give(_ERRNO | errno.EPERM),
        _load(_NUMBER),
    ]


def _unless(call: int, argument: int, value: int) -> list[bytes]:
    """Refuse a call whose argument is not a value."""
    return [
        _jump(_JUMP_EQUAL, call, 0, 4),
        _load(_ARGUMENTS + 8 * argument),
        _jump(_JUMP_EQUAL, value, 1, 0),
        _give(_ERRNO | errno.EPERM),
        _load(_NUMBER),
    ]


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def _load(offset: int) -> bytes:
    return _instruction(_LOAD, offset)


def _jump(code: int, value: int, then: int, otherwise: int) -> bytes:
    return _instruction(code, value, then, otherwise)


def _give(value: int) -> bytes:
    return _instruction(_RETURN, value)
