"""What every command can be given, to the letter: arguments.txt has it.

After a change that is meant: `python -m tests.commands.test_arguments`, and read the difference.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.commands import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTED = Path(__file__).with_name("arguments.txt")


def lines(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The arguments of a parser and of its commands. Not as `--help` lays them out: each Python does so otherwise."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            commands = {each.dest: str(each.help) for each in action._choices_actions}
            for name, command in action.choices.items():
                yield f"\n{name}: {commands[name]}"
                yield from lines(command)
        elif action.dest != "help":
            names = " ".join(action.option_strings) or action.dest
            value = f" {action.metavar}" if action.nargs != 0 and action.metavar else ""
            among = f" {{{','.join(action.choices)}}}" if action.choices else ""
            default = "" if action.dest == "config" else f" [{'required' if action.required else action.default}]"
            yield f"  {names}{value}{among} {action.nargs or 1}{default}: {action.help}"


def listed() -> str:
    return "\n".join(lines(cli.parser())) + "\n"


def test_the_arguments_of_every_command_are_those_on_file():
    assert listed() == LISTED.read_text(encoding="utf-8")


if __name__ == "__main__":
    LISTED.write_text(listed(), encoding="utf-8")
