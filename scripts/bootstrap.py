"""Makes .venv from requirements.lock, with the package in it in editable form.

Run by the Makefile with whatever Python the user has, before anything is installed: nothing but the standard
library, and no syntax that an old Python 3 can't read.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
VENV = ".venv"
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "complete")  # written last: an interrupted install has none
LOG = os.path.join(VENV, "install.log")
INPUTS = ("requirements.lock", "pyproject.toml", os.path.join("scripts", "bootstrap.py"))
# Not compiled: most modules of most packages are never imported, and the others are compiled when they are.
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--retries=2", "--no-compile")
NO_VENV = "the venv module of this Python does not work; install it (on Debian: apt-get install python3-venv)"


class SetupError(Exception):
    """The environment can't be made; the message is the one line that the user reads."""


def main() -> int:
    """Make or complete .venv and return the exit code."""
    try:
        check_python()
        make()
    except SetupError as error:
        print("error: {}".format(error), file=sys.stderr)
        return 2
    except OSError as error:
        print("error: {} can't be made: {}".format(VENV, error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def check_python() -> None:
    """Refuse a Python that the pipeline can't run on."""
    if sys.version_info < OLDEST:
        raise SetupError(
            "Python {}.{} or newer is needed, and {} is {}.{}; name another one: make PYTHON=python3.13 …".format(
                OLDEST[0], OLDEST[1], sys.executable or "python3", sys.version_info[0], sys.version_info[1]
            )
        )


def make() -> None:
    """Install what is missing, and stamp what is complete."""
    wanted, found, runs = fingerprint(), read(STAMP), alive()
    if found == wanted and runs:
        os.utime(STAMP, None)
        return
    # A complete environment of the same Python and place is brought up to date; anything else is made anew.
    if runs and found.split("\n")[0] == wanted.split("\n")[0]:
        os.remove(STAMP)
    else:
        create()
    print("installing requirements.lock into {} (about a minute) …".format(VENV), file=sys.stderr, flush=True)
    pip(
        "the packages of requirements.lock can't be installed; is a package index within reach?",
        "--require-hashes",
        "-r",
        "requirements.lock",
    )
    pip("this package can't be installed in editable form", "--no-deps", "--no-build-isolation", "-e", ".")
    with open(STAMP, "w", encoding="utf-8") as stamp:
        stamp.write(wanted)


def fingerprint() -> str:
    """Tell what an environment is made from: the Python and the place on the first line, then the inputs."""
    lines = ["{} {}".format(sys.version.split()[0], os.path.abspath(VENV))]
    for name in INPUTS:
        with open(name, "rb") as file:
            lines.append("{} {}".format(hashlib.sha256(file.read()).hexdigest(), name))
    return "\n".join(lines) + "\n"


def read(path: str) -> str:
    """Return a file's text, empty if there is none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def alive() -> bool:
    """Tell whether the environment's Python still starts; its base may have been removed."""
    try:
        return subprocess.call([PYTHON, "-c", ""]) == 0
    except OSError:
        return False


def create() -> None:
    """Make an empty environment, in place of what may be there."""
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.remove(VENV)
    shutil.rmtree(VENV, ignore_errors=True)
    os.makedirs(VENV, exist_ok=True)
    with open(LOG, "wb") as log:
        code = subprocess.call([sys.executable, "-m", "venv", VENV], stdout=log, stderr=subprocess.STDOUT)
    if code:
        raise SetupError("{} ({}: {})".format(NO_VENV, LOG, log_tail()))


def pip(failure: str, *arguments: str) -> None:
    """Run the environment's pip; its talk goes to a file."""
    with open(LOG, "ab") as log:
        code = subprocess.call([PYTHON, *PIP, *arguments], stdout=log, stderr=subprocess.STDOUT)
    if code:
        raise SetupError("{} (pip in {}: {})".format(failure, LOG, log_tail()))


def log_tail() -> str:
    """Return the last error in the log, in one line."""
    lines = [line.strip() for line in read(LOG).splitlines() if line.strip()]
    errors = [line for line in lines if "Error: " in line or line.startswith("ERROR: ")] or lines or ["nothing"]
    return errors[-1].replace("ERROR: ", "")


if __name__ == "__main__":
    sys.exit(main())
