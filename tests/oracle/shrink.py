"""Makes a failing case small: drops options, operands and nodes, then plain-dresses what is left."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from judge import Verdict
from scenario import BASE_TIME, Scenario

ATTEMPTS = 400


def kind(difference: str) -> str:
    """What sort of difference a line reports: which field of the tree, or which output."""
    parts = difference.split(": ")
    if parts[0] == "exit code":
        return parts[1]  # both codes
    if parts[0] != "tree":
        return f"{parts[0]} {parts[1]}"
    return "tree " + ("entry" if "rsync" in parts[2] else parts[2])


class Shrinker:
    """Takes away whatever the difference does not need. A smaller case may only show differences of known kinds,
    or the search would wander off to another fault."""

    def __init__(self, case: Scenario, verdict: Verdict, judge: Callable[[Scenario], Verdict]):
        self.case, self.verdict, self.judge = case, verdict, judge
        self.wanted = {kind(line) for line in verdict.differences}
        self.left = ATTEMPTS

    def run(self) -> tuple[Scenario, Verdict]:
        progress = True
        while progress and self.left > 0:
            progress = False
            for candidates in (_fewer_options, _fewer_operands, _fewer_nodes, _plainer_nodes):
                progress |= self._descend(candidates)
        return self.case, self.verdict

    def _descend(self, candidates: Callable[[Scenario, int], Iterator[Scenario] | None]) -> bool:
        """Tries the candidates at each position, from the last to the first, keeping every smaller failure."""
        progress = False
        position = max(len(self.case.options), len(self.case.operands), len(self.case.nodes)) - 1
        while position >= 0 and self.left > 0:
            for smaller in candidates(self.case, position):
                if self._still_fails(smaller):
                    progress = True
                    break
            position -= 1
        return progress

    def _still_fails(self, smaller: Scenario) -> bool:
        self.left -= 1
        try:
            verdict = self.judge(smaller)
        except OSError:  # the smaller case could not be built
            return False
        found = {kind(line) for line in verdict.differences}
        if not found or not found <= self.wanted:
            return False
        self.case, self.verdict = smaller, verdict
        return True


def _fewer_options(case: Scenario, index: int) -> Iterator[Scenario]:
    if index >= len(case.options):
        return
    smaller = copy.deepcopy(case)
    del smaller.options[index]
    if not case.has("--fake-super") or case.options[index] not in (b"-o", b"-g"):
        yield smaller
    simpler = {b"-a": (b"-r", b"-rl", b"-rt", b"-rlt"), b"-HAX": (b"-H", b"-A", b"-X"), b"-AX": (b"-A", b"-X"), b"-vv": (b"-v",)}
    for option in simpler.get(case.options[index], ()):
        smaller = copy.deepcopy(case)
        smaller.options[index] = option
        yield smaller


def _fewer_operands(case: Scenario, index: int) -> Iterator[Scenario]:
    if index < len(case.operands) - 1 and len(case.operands) > 2:
        smaller = copy.deepcopy(case)
        del smaller.operands[index]
        yield smaller


def _fewer_nodes(case: Scenario, index: int) -> Iterator[Scenario]:
    """The node with all below it and all hard links to those."""
    if index >= len(case.nodes):
        return
    path = case.nodes[index].path
    gone = {n.path for n in case.nodes if (n.path + b"/").startswith(path + b"/")}
    gone |= {n.path for n in case.nodes if n.kind == "hard" and n.target in gone}
    smaller = copy.deepcopy(case)
    smaller.nodes = [n for n in smaller.nodes if n.path not in gone]
    yield smaller


def _plainer_nodes(case: Scenario, index: int) -> Iterator[Scenario]:
    if index >= len(case.nodes):
        return
    node = case.nodes[index]
    plain = {
        "xattrs": {}, "uid": case.uid, "gid": case.uid, "mode": 0o755 if node.kind == "dir" else 0o644,
        "mtime": BASE_TIME, "atime": BASE_TIME,
    }  # fmt: skip
    changes = [plain] + [{name: value} for name, value in plain.items()]
    if node.kind == "file":
        changes += [{"data": data} for data in ([], [["t", "x"]], node.data[:1]) if len(str(data)) < len(str(node.data))]
    for change in changes:
        smaller = copy.deepcopy(case)
        for name, value in change.items():
            setattr(smaller.nodes[index], name, value)
        if smaller.nodes[index] != node:
            yield smaller
