"""Texts that look like EDTF, for tests that try many of them."""

from __future__ import annotations

from hypothesis import strategies as st

marks = st.sampled_from(["", "", "", "?", "~", "%"])
digit = st.sampled_from("0123456789X")
years = st.one_of(
    st.integers(1, 3000).map("{:04d}".format),
    st.integers(-9999, -1).map(lambda year: f"-{-year:04d}"),
    st.text(digit, min_size=4, max_size=4),
)
months = st.one_of(
    st.integers(1, 12).map("{:02d}".format),
    st.sampled_from(["XX", "0X", "1X", "X2"]),
    st.integers(21, 41).map(str),
)
days = st.one_of(st.integers(1, 31).map("{:02d}".format), st.sampled_from(["XX", "0X", "3X", "X1"]))
marked_days = st.tuples(marks, years, marks, st.just("-"), marks, months, marks, st.just("-"))
single_dates = st.one_of(
    st.tuples(marks, years, marks),
    st.tuples(marks, years, marks, st.just("-"), marks, months, marks),
    st.builds(lambda head, tail: head + tail, marked_days, st.tuples(marks, days, marks)),
    st.tuples(st.integers(1, 9999).map("{:04d}".format), st.sampled_from(["S1", "S2"]), marks),
    st.tuples(st.just("Y"), st.integers(-(10**9), 10**9).map(str), marks),
).map("".join)
intervals = st.builds("{}/{}".format, *[st.one_of(single_dates, st.sampled_from(["", ".."]))] * 2)
members = st.one_of(single_dates, st.builds("{}..{}".format, single_dates, single_dates))
sets = st.builds(
    lambda brackets, inner: brackets[0] + ",".join(inner) + brackets[1],
    st.sampled_from(["[]", "{}"]),
    st.lists(members, min_size=1, max_size=3),
)
date_times = st.builds(
    "{}T{}".format, single_dates, st.times().map(lambda time: f"{time:%H:%M:%S}")
)
likely_texts = st.one_of(single_dates, intervals, sets, date_times)
unlikely_texts = st.one_of(
    st.text(max_size=30), st.text("0123456789-/.[]{},XYES?~%T:Z+ ", max_size=25)
)
