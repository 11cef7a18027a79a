"""What do results depend on? Machine, commit and versions, each asked of the tool that knows it."""

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from .records import ROOT


def output(*command, cwd=ROOT):
    """Runs a command and returns what it prints; what it says on standard error is shown."""
    return subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout


def machine():
    """The processor, its cores and the kernel."""
    return {
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "kernel": f"{platform.system()} {platform.release()}",
        "architecture": platform.machine(),
    }


def cpu():
    """The processor's name, as the system tells it."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def commit():
    """The commit that was measured, and whether there were changes beside it, new records aside."""
    changes = output("git", "status", "--porcelain", "--", ".", ":!benches/record", ":!benches/README.md")
    return output("git", "rev-parse", "--short", "HEAD").strip(), bool(changes.strip())


def versions(wanted_crates=(), wanted_modules=(), folder=ROOT, worker=False):
    """The versions of the tools, the interpreter, and named packages, modules as the folder's go.mod has them."""
    crates = locked_crates()
    modules = required_modules(folder) if wanted_modules else {}
    return {
        "rust": output("rustc", "--version").split()[1],
        "cargo": output("cargo", "--version").split()[1],
        "go": output("go", "env", "GOVERSION").strip().removeprefix("go"),
        "python": platform.python_version(),
        "monty": crates["monty"],
        **{name: crates[name] for name in wanted_crates},
        **{name: modules[name].removeprefix("v") for name in wanted_modules},
        **({"pydantic-monty": package(pydantic_monty(), "pydantic-monty")} if worker else {}),
    }


def locked_crates():
    """The version that Cargo.lock has of each crate that the workspace depends on directly."""
    known = json.loads(output("cargo", "metadata", "--format-version", "1", "--locked"))
    found = {package["id"]: package for package in known["packages"]}
    members = set(known["workspace_members"])
    nodes = [node for node in known["resolve"]["nodes"] if node["id"] in members]
    direct = {dependency["pkg"] for node in nodes for dependency in node["deps"]} - members
    return {found[package]["name"]: found[package]["version"] for package in sorted(direct)}


def required_modules(folder):
    """The version of each module that the folder's go.mod requires directly."""
    required = json.loads(output("go", "mod", "edit", "-json", cwd=folder))["Require"]
    return {module["Path"]: module["Version"] for module in required if not module.get("Indirect")}


def pydantic_monty():
    """A Python that has the interpreter as a worker process, as the requirements pin it."""
    requirements = "benches/pydantic_monty_requirements.txt"
    return output(".make/venv.sh", "pydantic-monty", requirements).strip()


def package(python, name):
    """The version of a package that a Python has."""
    return output(python, "-c", f"import importlib.metadata as m; print(m.version({name!r}))").strip()


def say(text):
    """Tells the one who waits."""
    print(text, file=sys.stderr, flush=True)
