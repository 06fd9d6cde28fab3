"""One examination from a source to findings: the only place that joins the other parts."""
