"""`python -m dialogs` draws the flows into dialogs/README.md, from STEPS and MOVES themselves.

With `--check` nothing is written: it ends with 1 where the drawings no longer fit the tables.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from transitions.extensions import GraphMachine

from dialogs.flow import End, Flow
from dialogs.talk import FLOWS

README = Path(__file__).parent / "README.md"
BEGIN = "<!-- Drawn by `python -m dialogs` from STEPS and MOVES; do not edit by hand. -->"
END = "<!-- End of the drawings. -->"
_ARROW = re.compile(r"^\s*(\w+ --> \w+)(?:: (.*))?$")


def main(arguments: list[str]) -> int:
    written = README.read_text("utf-8")
    drawn = redrawn(written)
    if "--check" in arguments:
        if written != drawn:
            print("dialogs/README.md is older than the flows: run python -m dialogs.")
        return int(written != drawn)
    README.write_text(drawn, "utf-8")
    return 0


def redrawn(page: str) -> str:
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    drawings = "\n\n".join(drawing(flow) for flow in FLOWS.values())
    return f"{before}{BEGIN}\n\n{drawings}\n\n{END}{after}"


def drawing(flow: Flow) -> str:
    lines = "\n".join(f"  {line}" for line in arrows(flow))
    return f"### {flow.name}\n\n```mermaid\nstateDiagram-v2\n{lines}\n```"


def arrows(flow: Flow) -> Iterator[str]:
    """Of the machine's own drawing the arrows and their conditions; every move is an answer."""
    yield f"[*] --> {flow.steps[0].name}"
    for line in _graph(flow).splitlines():
        if match := _ARROW.match(line):
            condition = " or ".join(re.findall(r"\[(.*?)\]", match[2] or ""))
            yield f"{match[1]}: {condition}" if condition else match[1]
    yield from (f"{step.name} --> [*]" for step in flow.steps if isinstance(step, End))


def _graph(flow: Flow) -> str:
    states = [step.name for step in flow.steps]
    machine = GraphMachine(
        states=states,
        transitions=[
            [trigger, start, to, [_said(guard.__name__) for guard in guards]]
            for trigger, start, to, *guards in flow.moves
        ],
        initial=states[0],
        auto_transitions=False,
        graph_engine="mermaid",
        show_conditions=True,
    )
    return str(machine.get_graph().source)


def _said(condition: str) -> str:
    return condition.replace("_", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
