import json

from hypothesis import given

from detect.sigma.plan_trees import trees
from hemostat.detect.sigma.plan import (
    AllOf,
    AnyOf,
    Node,
    Not,
    Null,
    SameAs,
    Words,
    fields_of,
    node_of_plain,
    node_to_plain,
)


@given(trees)
def test_a_tree_comes_back_from_json_as_it_went(tree: Node) -> None:
    assert node_of_plain(json.loads(json.dumps(node_to_plain(tree)))) == tree


def test_the_fields_of_a_tree_are_those_of_every_part() -> None:
    tree = AllOf((Words("a", "equals", "x"), Not(AnyOf((Null("b"), SameAs("c", "d", "ends"))))))
    assert fields_of(tree) == {"a", "b", "c", "d"}
