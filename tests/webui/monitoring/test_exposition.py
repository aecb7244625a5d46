"""The text of measures, as the documentation of the format shows it."""

from __future__ import annotations

from math import inf, nan

from webui.monitoring.exposition import Kind, Measure, Value, written

# After the example of https://prometheus.io/docs/instrumenting/exposition_formats/
EXPECTED = r"""# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027
http_requests_total{method="post",code="400"} 3
# HELP msdos_file_access_time_seconds On C:\\DIR\nand elsewhere.
# TYPE msdos_file_access_time_seconds gauge
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="None:\n\"FILE.TXT\""} 1458255915.5
# HELP rpc_seconds A histogram.
# TYPE rpc_seconds histogram
rpc_seconds_bucket{le="0.05"} 24054
rpc_seconds_bucket{le="+Inf"} 144320
rpc_seconds_sum 53423
rpc_seconds_count 144320
# HELP something_weird Bounds.
# TYPE something_weird gauge
something_weird +Inf
something_weird -Inf
something_weird NaN
# HELP never Not known yet.
# TYPE never gauge
"""


def test_measures_are_written_as_the_format_asks() -> None:
    post = {"method": "post"}
    path = {"path": "C:\\DIR\\FILE.TXT", "error": 'None:\n"FILE.TXT"'}
    measures = (
        Measure(
            "http_requests_total",
            Kind.COUNTER,
            "The total number of HTTP requests.",
            [Value(1027, {**post, "code": "200"}), Value(3, {**post, "code": "400"})],
        ),
        Measure(
            "msdos_file_access_time_seconds",
            Kind.GAUGE,
            "On C:\\DIR\nand elsewhere.",
            [Value(1458255915.5, path)],
        ),
        Measure(
            "rpc_seconds",
            Kind.HISTOGRAM,
            "A histogram.",
            [
                Value(24054, {"le": "0.05"}, "_bucket"),
                Value(144320, {"le": "+Inf"}, "_bucket"),
                Value(53423, suffix="_sum"),
                Value(144320, suffix="_count"),
            ],
        ),
        Measure("something_weird", Kind.GAUGE, "Bounds.", [Value(inf), Value(-inf), Value(nan)]),
        Measure("never", Kind.GAUGE, "Not known yet.", []),
    )
    assert written(measures) == EXPECTED
