"""What the tests of all sandboxes share: programs of Python, and what Python itself makes of them."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

LAST = "import atexit, sys; sys.unraisablehook = lambda told: print(told.exc_type)"
PROGRAMS = {
    "prints": "print('hello')",
    "writes what is no ASCII": "print('h\u00e9 \u2603 \U0001f600')",
    "writes bytes": "import sys; sys.stdout.buffer.write(bytes(range(256)))",
    "passes bytes that are no text through": "print(input())",
    "counts what it reads": "import sys; print(len(sys.stdin.read()), sys.stdin.readline() == '')",
    "asks with a prompt": "print(input('name? '))",
    "is the main module": "print(__name__, __file__.endswith('main.py'), __package__, __doc__)",
    "is found under its name": "import sys\nclass A: pass\nassert sys.modules['__main__'].A is A\nprint(A.__module__)",
    "pickles its own": "import pickle\nclass A: x = 5\nprint(pickle.loads(pickle.dumps(A())).x)",
    "sees its arguments": "import sys; print(sys.argv[1:], len(sys.argv))",
    "sees its folder first": "import sys, os; print(os.path.samefile(sys.path[0], os.getcwd()))",
    "exits": "import sys; sys.exit(3)",
    "exits with nothing": "import sys; sys.exit()",
    "exits with a text": "import sys; sys.exit('no \u2603')",
    "exits with a large number": "import sys; sys.exit(256)",
    "exits with a negative number": "import sys; sys.exit(-1)",
    "exits with a number that no integer of C holds": "import sys; sys.exit(1 << 70)",
    "exits with a number of 33 bits": "import sys; sys.exit(1 << 32)",
    "exits with what cannot be told": "class Mute:\n    def __str__(self): raise ValueError\nraise SystemExit(Mute())",
    "exits with true": "import sys; sys.exit(True)",
    "exits with a list": "import sys; sys.exit([1, 2])",
    "exits without a word": "raise SystemExit",
    "quits within a function": "def f():\n    raise SystemExit(7)\ntry:\n    f()\nfinally:\n    print('at last')",
    "exits at once": "import os; print('lost', end=''); os._exit(5)",
    "is stopped by an assertion": "assert 1 == 2, 'why'",
    "fails within functions": "def f(n):\n    return 1 / n\ndef g():\n    return f(0)\ng()",
    "fails because of something else": "try:\n    1 / 0\nexcept Exception as e:\n    raise ValueError('x') from e",
    "fails in several ways": "raise ExceptionGroup('all', [ValueError(1), TypeError(2)])",
    "has its own last words": "import sys\nsys.excepthook = lambda kind, error, trace: print(error)\n1 / 0",
    "does at last what it has to": "import atexit\nfor n in 1, 2: atexit.register(print, n)\nprint(0)",
    "does at last what it has to after a failure": "import atexit\natexit.register(print, 'one')\n1 / 0",
    "waits for its threads": "import threading, time\n"
    "def late():\n    time.sleep(0.05)\n    print('late')\nthreading.Thread(target=late).start()\nprint('early')",
    "does not wait for daemons": "import threading\n"
    "threading.Thread(target=threading.Event().wait, daemon=True).start()\nprint('early')",
    "leaves its buffers to be flushed": "import sys; sys.stdout.write('x' * 100_000)",
    "mixes its outputs": "import sys; print('out'); print('err', file=sys.stderr); print('out')",
    "closes its output": "import sys; print('one'); sys.stdout.close()",
    "closes its output and fails": "import sys; print('one'); sys.stdout.close(); 1 / 0",
    "has no output at the end": "import sys; print('one', flush=True); sys.stdout = None",
    "leaves another output at the end": "import io, sys; print('one'); sys.stdout = io.StringIO(); print('two')",
    "writes through a file of its own": "import os; out = os.fdopen(1, 'w', closefd=False); out.write('42')",
    "writes bytes through a file of its own": "import os; o = os.fdopen(1, 'wb', 4096, closefd=False); o.write(b'42')",
    "leaves a file open": "file = open('made', 'w'); file.write('x' * 10)",
    "fails at its very end": f"{LAST}; atexit.register(print, 'still'); atexit.register(int, 'x')",
    "exits at its very end": f"{LAST}; atexit.register(print, 'still'); atexit.register(sys.exit, 3)",
    "fails in a thread": "import threading\nthread = threading.Thread(target=int, args='x', name='T')\n"
    "threading.excepthook = lambda given: print(given.exc_type)\nthread.start(); thread.join(); print('on')",
    "puts another output in place": "import io, sys; sys.stdout = io.StringIO(); print('nowhere')",
    "replaces the line ends of its output": "import sys; sys.stdout.reconfigure(newline='\\r\\n'); print('a\\nb')",
    "sees no variable of this machine": "import os; print(os.environ.get('PYTHONSTARTUP'), 'HOSTNAME' in os.environ)",
    "imports from the future": "from __future__ import annotations\ndef f(x: nothing): pass\nprint(f.__annotations__)",
    "has no future of others": "def f(x: int): pass\nprint(f.__annotations__)",
    "has the line ends of Windows": "x = '''a\r\nb'''\r\nprint(x.encode())\r\n",
    "names its own file": "import sys; print(sys._getframe().f_code.co_name)",
    "collects garbage": "import gc; print(gc.isenabled())",
    "uses processes": "import subprocess, sys\n"
    "print(subprocess.run([sys.executable, '-c', 'print(6 * 7)'], capture_output=True).stdout)",
    "is empty": "",
}
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"}


@pytest.fixture(params=PROGRAMS)
def program(request, tmp_path):
    """A program, what it is given, and what it does in Python itself: status, output and errors."""
    source = PROGRAMS[request.param]
    file = tmp_path / "python" / "main.py"
    file.parent.mkdir()
    file.write_bytes(source.encode())
    stdin, arguments = b"a \xff b\nmore\n", ("one", "two words", "\u2603")
    command = [sys.executable, "-B", str(file), *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=file.parent, env=ENVIRONMENT, timeout=60)
    errors = done.stderr.replace(str(file).encode(), b"main.py")
    does = (done.returncode, done.stdout, errors)
    return SimpleNamespace(source=source, stdin=stdin, arguments=arguments, does=does, environment=ENVIRONMENT)
