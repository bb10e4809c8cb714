"""The profile of system calls: what its text says is refused is on no list of what is allowed."""

import json

import pytest

from rewardry.sandboxes.docker.seccomp import ALLOWED, UNKNOWN, profile

REFUSED = """
    socket connect bind listen accept accept4 shmget semget msgget mq_open memfd_create add_key keyctl request_key
    setxattr fsetxattr lsetxattr io_uring_setup bpf userfaultfd perf_event_open ptrace process_vm_readv
    process_vm_writev pidfd_getfd kcmp unshare setns mount fsopen fsmount move_mount open_tree umount2 pivot_root
    chroot name_to_handle_at open_by_handle_at sync syncfs init_module finit_module kexec_load reboot swapon
    clock_settime settimeofday iopl ioperm acct quotactl syslog
""".split()  # noqa: SIM905 - read as text


@pytest.fixture(scope="module")
def rules():
    """The rules that allow, and the rest."""
    whole = json.loads(profile())
    assert whole["defaultAction"] == "SCMP_ACT_ERRNO"
    allow = [rule for rule in whole["syscalls"] if rule["action"] == "SCMP_ACT_ALLOW"]
    return allow, [rule for rule in whole["syscalls"] if rule not in allow]


@pytest.mark.parametrize("call", REFUSED)
def test_what_leads_out_or_outlives_a_program_is_refused(rules, call):
    assert not any(call in rule["names"] for rule in rules[0])


def test_calls_that_libraries_can_do_without_are_unknown_to_them(rules):
    assert rules[1] == [{"names": UNKNOWN, "action": "SCMP_ACT_ERRNO", "errnoRet": 38}]
    assert "clone3" in UNKNOWN, "its flags cannot be looked at, for they lie in memory"


def test_processes_are_made_without_namespaces_of_their_own(rules):
    [clone] = [rule for rule in rules[0] if "clone" in rule["names"]]
    [argument] = clone["args"]
    assert (argument["index"], argument["op"], argument["valueTwo"]) == (0, "SCMP_CMP_MASKED_EQ", 0)
    news = {"NS": 17, "CGROUP": 25, "UTS": 26, "IPC": 27, "USER": 28, "PID": 29, "NET": 30}
    assert argument["value"] == sum(1 << bit for bit in news.values())


def test_a_personality_may_be_asked_for_and_kept_but_addresses_stay_random(rules):
    values = {rule["args"][0]["value"] for rule in rules[0] if rule["names"] == ["personality"]}
    assert 0xFFFFFFFF in values  # asks
    assert not any(value & 0x0040000 for value in values - {0xFFFFFFFF})  # ADDR_NO_RANDOMIZE


def test_no_call_stands_twice_and_all_stand_in_order():
    assert [*ALLOWED] == sorted(set(ALLOWED))
    assert not set(ALLOWED) & set(UNKNOWN)
