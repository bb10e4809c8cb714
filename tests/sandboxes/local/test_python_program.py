"""Programs of Python in the sandbox: Python itself says how they would have ended."""

from rewardry.sandbox import Ended, Limits, Program

LIMITS = Limits(seconds=20, memory_mb=256)


def test_a_program_does_what_it_does_in_python_itself(live, program):
    done = live.run(Program("python", program.source, program.stdin, program.arguments, limits=LIMITS))
    assert done.ended is Ended.EXITED
    assert (done.exit_code, done.stdout, done.stderr.replace(b"/box/main.py", b"main.py")) == program.does


def test_last_words_that_fail_change_nothing(run):
    done = run("import sys\ndef hook(*_):\n    raise ValueError\nsys.excepthook = hook\nprint('said')\n1 / 0")
    assert (done.ended, done.exit_code, done.stdout) == (Ended.EXITED, 1, b"said\n")


def test_an_output_that_is_gone_is_told_by_the_status(run):
    assert run("import os, sys; os.close(1); sys.stdout.write('lost')").exit_code == 120


def test_a_file_that_was_never_closed_comes_back_whole(run):
    done = run("file = open('made', 'w')\nfile.write('all of it')", collect=("made",))
    assert done.files == {"made": b"all of it"}
