"""Which packages of `pipeline.toml` a command is about: all of them, or those that `--package` names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.base.errors import PipelineError

if TYPE_CHECKING:
    import argparse

    from scripts.config import Config, PackageConfig


def add_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option to a command's parser."""
    parser.add_argument(
        "--package",
        action="append",
        default=[],
        dest="packages",
        metavar="NAME",
        help="only this package of pipeline.toml; may be given several times",
    )


def selected(arguments: argparse.Namespace) -> tuple[Config, tuple[PackageConfig, ...]]:
    """The whole configuration, and the packages that were asked for. Raises `PipelineError`."""
    from scripts import config

    found = config.load(arguments.config)
    return found, found.select(arguments.packages)


def only(arguments: argparse.Namespace) -> PackageConfig:
    """The one package that was asked for, or that there is. Raises `PipelineError`."""
    _, packages = selected(arguments)
    first, *others = packages
    if others:
        named = ", ".join(package.name for package in packages)
        raise PipelineError(f"this is about one package, and there are {named}", hint="name it: --package NAME")
    return first


def again(command: str, arguments: argparse.Namespace, *options: str) -> str:
    """The command line that does `command` for the same packages."""
    line = " ".join([*options, *(f"--package {name}" for name in arguments.packages)])
    quoted = f'"{line}"' if " " in line else line
    return f"make {command} ARGS={quoted}" if line else f"make {command}"
