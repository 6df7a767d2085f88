"""The peer's side of baselines.mjs: fits one method of PyLDL a line of standard input, and answers with a line of JSON.

A request is {"method", "init", "fit", "x", "y", "rows", "features", "labels", "test", "seconds", "budget"}; `x`, `y` and
`test` are files of little-endian float64. A fit that takes more than `seconds` of CPU is given up. Fits are repeated until
`budget` seconds of CPU are spent on them, at most 2000 times;
`cpu` is the mean of one fit.
"""

import json
import os
import signal
import sys
import time
import warnings

answers = os.fdopen(os.dup(1), "w", buffering=1)
# Whatever the libraries print is not an answer.
os.dup2(2, 1)
sys.stdout = sys.stderr
warnings.filterwarnings("ignore")

import keras  # noqa: E402
import numba  # noqa: E402
import numpy as np  # noqa: E402
import scipy  # noqa: E402
import torch  # noqa: E402
from importlib.metadata import version  # noqa: E402

torch.set_num_threads(1)

import pyldl.algorithms as algorithms  # noqa: E402


class TooSlow(BaseException):
    """Raised by the timer; not an Exception, so that no library takes it for its own."""


stopped = False


def stop(*_):
    global stopped
    stopped = True
    raise TooSlow


signal.signal(signal.SIGPROF, stop)


def matrix(path, columns):
    return np.fromfile(path, dtype="<f8").reshape(-1, columns)


def one_fit(request, x, y, test):
    """Wall and CPU milliseconds of a fit; the latter comes in coarse steps."""
    model = getattr(algorithms, request["method"])(**request["init"])
    signal.setitimer(signal.ITIMER_PROF, request["seconds"])
    try:
        wall, cpu = time.perf_counter(), time.process_time()
        model.fit(x, y, **request["fit"])
        if test is not None:
            model.predict(test)
        return 1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def answer(request):
    x = matrix(request["x"], request["features"])
    y = matrix(request["y"], request["labels"])
    test = matrix(request["test"], request["features"]) if request.get("test") else None
    global stopped
    stopped = False
    walls, spent = [], 0
    np.random.seed(0)
    keras.utils.set_random_seed(0)
    fields = {}
    try:
        while len(walls) < 2000 and spent < 1e3 * request["budget"]:
            wall, cpu = one_fit(request, x, y, test)
            walls.append(wall)
            spent += cpu
    except (Exception, TooSlow) as error:  # the benchmark goes on with the other methods
        # numba puts an error of its own in the place of that of the timer.
        message = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        fields = {"slow": True} if stopped else {"error": message}
    return {"cpu": [spent / len(walls)] if walls else [], "wall": walls, **fields}


def main():
    versions = {
        "python-ldl": version("python-ldl"),
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "numba": numba.__version__,
        "torch": torch.__version__,
        "keras": keras.__version__,
    }
    answers.write(json.dumps({"versions": versions}) + "\n")
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")


main()
