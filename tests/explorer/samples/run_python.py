"""Runs samples of Python one after the other in one process, and tells of each what it printed and how it ended.

`python run_python.py FILE …`; one line of JSON for each file. Each runs as the main program, as a person would run it.
"""

import contextlib
import io
import json
import runpy
import sys

for path in sys.argv[1:]:
    out, errors, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            runpy.run_path(path, run_name="__main__")
        except SystemExit as end:
            code = int(end.code or 0)
    print(json.dumps({"out": out.getvalue(), "errors": errors.getvalue(), "code": code}))
