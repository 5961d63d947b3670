"""Makes a failing case small: drops options, operands and nodes, then plain-dresses what is left."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from judge import Verdict
from scenario import BASE_TIME, Scenario

ATTEMPTS = 400


def kinds(verdict: Verdict) -> set[str]:
    """What sort of differences these are; a smaller case must show one of the same sort."""
    return {line.split(":")[0] for line in verdict.differences}


def shrink(case: Scenario, verdict: Verdict, judge: Callable[[Scenario], Verdict]) -> tuple[Scenario, Verdict]:
    """The smallest case found, with its verdict, in a bounded number of tries."""
    wanted = kinds(verdict)
    left = ATTEMPTS
    progress = True
    while progress and left > 0:
        progress = False
        for smaller in _candidates(case):
            left -= 1
            if left <= 0:
                break
            outcome = _try(smaller, judge)
            if outcome is not None and kinds(outcome) & wanted and kinds(outcome) <= wanted:
                case, verdict, progress = smaller, outcome, True
                break
    return case, verdict


def _try(case: Scenario, judge: Callable[[Scenario], Verdict]) -> Verdict | None:
    try:
        return judge(case)
    except OSError:  # the smaller case could not be built
        return None


def _candidates(case: Scenario) -> Iterator[Scenario]:
    yield from _fewer_options(case)
    yield from _fewer_nodes(case)
    yield from _plainer_nodes(case)


def _fewer_options(case: Scenario) -> Iterator[Scenario]:
    for index, option in enumerate(case.options):
        smaller = copy.deepcopy(case)
        del smaller.options[index]
        yield smaller
        if option == b"-a":
            for simpler in (b"-r", b"-rl", b"-rt", b"-rlt"):
                smaller = copy.deepcopy(case)
                smaller.options[index] = simpler
                yield smaller
    for index in range(len(case.operands) - 1) if len(case.operands) > 2 else ():
        smaller = copy.deepcopy(case)
        del smaller.operands[index]
        yield smaller


def _fewer_nodes(case: Scenario) -> Iterator[Scenario]:
    """Whole subtrees first, because each takes its children along; then halves of the rest."""
    for node in sorted(case.nodes, key=lambda n: n.path.count(b"/")):
        gone = {n.path for n in case.nodes if (n.path + b"/").startswith(node.path + b"/")}
        gone |= {n.path for n in case.nodes if n.kind == "hard" and n.target in gone}
        smaller = copy.copy(case)
        smaller.nodes = [copy.deepcopy(n) for n in case.nodes if n.path not in gone]
        yield smaller


def _plainer_nodes(case: Scenario) -> Iterator[Scenario]:
    for index, node in enumerate(case.nodes):
        plain_mode = 0o755 if node.kind == "dir" else 0o644
        for field, value in (
            ("xattrs", {}), ("uid", case.uid), ("gid", case.uid), ("mode", plain_mode), ("mtime", BASE_TIME),
            ("atime", BASE_TIME), ("data", [["t", "x"]]), ("data", []),
        ):  # fmt: skip
            current = getattr(node, field)
            if current == value or (field == "data" and (node.kind != "file" or not current)):
                continue
            smaller = copy.deepcopy(case)
            setattr(smaller.nodes[index], field, value)
            yield smaller
