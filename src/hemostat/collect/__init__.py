"""From places (artifacts, as data) to evidence and coverage; probes on a running host."""
