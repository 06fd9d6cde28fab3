"""Any tree a plan can hold, for property tests."""

from hypothesis import strategies as st

from hemostat.detect.sigma.plan import (
    AllOf,
    AnyOf,
    Exists,
    Network,
    Node,
    Not,
    Null,
    Number,
    Pattern,
    SameAs,
    TimePart,
    Truth,
    Words,
)

fields = st.sampled_from(["command", "pid", ""])
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(
        Words,
        field=fields,
        how=st.sampled_from(["equals", "contains", "starts", "ends"]),
        value=st.text(max_size=5),
        is_cased=st.booleans(),
    ),
    st.builds(Pattern, field=fields, pattern=st.sampled_from(["a.*b", "(?i)x"])),
    st.builds(Network, field=fields, network=st.just("10.0.0.0/8")),
    st.builds(Number, field=fields, how=st.just("gt"), value=st.integers(-5, 5)),
    st.builds(Truth, field=fields, value=st.booleans()),
    st.builds(Null, field=fields),
    st.builds(Exists, field=fields, value=st.booleans()),
    st.builds(SameAs, field=fields, other=fields, how=st.just("equals")),
    st.builds(TimePart, field=fields, part=st.just("hour"), value=st.integers(0, 23)),
)
trees: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(AllOf, parts=st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, parts=st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, part=inner),
    ),
    max_leaves=8,
)
