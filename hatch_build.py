"""Wheel build hook: compile our own rules once, so that a run needs no pySigma for them.

The plan goes into the wheel only. In a source checkout and in an editable install there is none,
and `hemostat.detect.rulebook` compiles the rules in memory: a plan can never lag behind its rules.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface):  # type: ignore[type-arg] — hatchling leaves it open
    """Adds `hemostat/data/rules/plan.json` to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, or fail the build with every problem named."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from hemostat.detect.rulebook import PLAN_NAME, load_texts, own_texts, write_plan

        loaded = load_texts(own_texts())
        if loaded.problems:
            raise SystemExit("\n".join(map(str, loaded.problems)))
        self._folder = tempfile.TemporaryDirectory()
        plan = Path(self._folder.name) / PLAN_NAME
        plan.write_bytes(write_plan(loaded.plans))
        build_data["force_include"][str(plan)] = f"hemostat/data/rules/{PLAN_NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary plan."""
        del version, build_data, artifact_path
        if hasattr(self, "_folder"):
            self._folder.cleanup()
