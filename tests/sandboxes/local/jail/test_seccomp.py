"""The seccomp filter, run here by an interpreter of the few instructions it is made of."""

import errno
import struct

import pytest

from rewardry.sandboxes.local.jail import seccomp

ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def outcome(program, architecture, number, *arguments):
    """What the kernel would do with a call."""
    data = struct.pack("=IIQ6Q", number, architecture, 0, *(*arguments, *[0] * (6 - len(arguments))))
    instructions = list(struct.iter_unpack("=HBBI", program))
    at = accumulator = 0
    while True:
        code, then, otherwise, value = instructions[at]
        at += 1
        match code:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", data, value)
            case 0x15:
                at += then if accumulator == value else otherwise
            case 0x25:
                at += then if accumulator > value else otherwise
            case 0x54:
                accumulator &= value
            case 0x06:
                return value


@pytest.fixture(params=sorted(ARCHITECTURES))
def machine(request):
    return request.param


@pytest.fixture
def call(machine):
    """What becomes of a call on a machine."""
    programs = {shared: seccomp.build(shared, machine) for shared in (True, False)}

    def do(number, *arguments, shared=True, architecture=ARCHITECTURES[machine]):
        return outcome(programs[shared], architecture, number, *arguments)

    return do


def number(names, machine):
    return names[0 if machine == "x86_64" else 1]


def test_refused_calls_are_not_permitted(call, machine):
    for name, numbers in seccomp.REFUSED.items():
        if (refused := number(numbers, machine)) is not None:
            assert call(refused) == ERRNO | errno.EPERM, name


def test_absent_calls_do_not_exist(call, machine):
    for name, numbers in seccomp.ABSENT.items():
        assert call(number(numbers, machine)) == ERRNO | errno.ENOSYS, name


def test_calls_of_every_program_are_allowed(call, machine):
    wanted = {
        "x86_64": (0, 1, 3, 9, 11, 12, 59, 60, 61, 202, 231, 257, 262, 318, 334, 436, 439),
        "aarch64": (56, 57, 63, 64, 93, 94, 98, 214, 215, 221, 222, 260, 278, 436, 439),
    }[machine]
    assert [call(each) for each in wanted] == [ALLOW] * len(wanted)


def test_another_architecture_is_killed(call, machine):
    for name, architecture in {**ARCHITECTURES, "i386": 0x40000003, "arm": 0x40000028}.items():
        assert call(20, architecture=architecture) == (KILL if name != machine else call(20)), name


def test_numbers_that_nobody_looked_at_do_not_exist(call):
    for unknown in (467, 600, 0x40000000, 0x40000000 + 39, 0xFFFFFFFF):
        assert call(unknown) == ERRNO | errno.ENOSYS


@pytest.mark.parametrize("flag", [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000])
def test_clone_makes_threads_and_processes_but_no_namespaces(call, machine, flag):
    clone = number((56, 220), machine)
    assert call(clone, 17) == call(clone, 0x3D0F00) == ALLOW
    assert call(clone, flag | 17) == ERRNO | errno.EPERM


def test_only_pairs_of_unix_sockets_are_made(call, machine):
    pair = number((53, 199), machine)
    assert call(pair, 1, 1) == ALLOW
    assert [call(pair, family, 1) for family in (0, 2, 10, 16, 30, 40)] == [ERRNO | errno.EPERM] * 6


def test_only_its_own_limits_are_set(call, machine):
    prlimit = number((302, 261), machine)
    assert call(prlimit, 0, 7) == ALLOW
    assert [call(prlimit, pid, 0) for pid in (1, 2, 0xFFFFFFFF)] == [ERRNO | errno.EPERM] * 3


def test_terminals_cannot_be_typed_into(call, machine):
    ioctl = number((16, 29), machine)
    assert call(ioctl, 0, 0x5401) == ALLOW
    assert [call(ioctl, 0, request) for request in (0x5412, 0x541C)] == [ERRNO | errno.EPERM] * 2


def test_shared_anonymous_memory_is_allowed_only_where_it_is_counted(call, machine):
    mmap = number((9, 222), machine)
    private, shared, of_a_file = 0x22, 0x21, 0x01
    assert call(mmap, 0, 4096, 3, shared) == ALLOW
    assert call(mmap, 0, 4096, 3, shared, shared=False) == ERRNO | errno.EPERM
    assert [call(mmap, 0, 4096, 3, flags, shared=False) for flags in (private, of_a_file)] == [ALLOW] * 2


def test_a_machine_without_a_table_is_refused():
    with pytest.raises(OSError, match="there is no table of system calls for riscv64"):
        seccomp.build(True, "riscv64")


def test_no_number_is_written_twice(machine):
    column = 0 if machine == "x86_64" else 1
    numbers = [each[column] for table in (seccomp.REFUSED, seccomp.ABSENT) for each in table.values()]
    known = [each for each in numbers if each is not None]
    assert len(known) == len(set(known))
