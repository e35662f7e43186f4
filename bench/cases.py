"""What is measured, and the targets."""

from dataclasses import dataclass, field
from statistics import median

GIB = 1 << 30
MIB = 1 << 20

PEERS = ["rclone", "rclone tuned", "aws", "aws tuned"]
AT_ONCE = [peer + " x3" for peer in PEERS]


@dataclass
class Case:
    name: str
    store: str  # model, embedded, moto, rgw
    models: int
    size: int
    sides: list
    text: str
    present: bool = False  # everything is in place before each run
    pace: str = "real"
    most_rounds: dict = field(default_factory=dict)  # by side, where a run takes many minutes
    scales: str = "size"  # what --scale makes smaller
    extra: tuple = ()
    java_flags: tuple = ()

    def scaled(self, scale):
        if scale == 1:
            return self
        smaller = dict(vars(self))
        if self.scales == "size":
            smaller["size"] = max(16 * MIB, int(self.size * scale) // MIB * MIB)
        else:
            smaller["models"] = max(2, int(self.models * scale))
        return Case(**smaller)


def cases(moto=True, rgw=False, can_stream=False):
    bare = ["ours", "floor"]
    all_sides = bare + ["sdk", "sdk tuned"] + PEERS
    listed = [
        Case("model-1x1g", "model", 1, GIB, all_sides + AT_ONCE, "1 x 1 GiB"),
        Case("model-4x256m", "model", 4, 256 * MIB, all_sides, "4 x 256 MiB"),
        Case(
            "model-1x20g", "model", 1, 20 * GIB, bare + ["sdk tuned", "rclone", "aws"], "1 x 20 GiB",
            # Three times 358 s of waiting for one stream; nothing in it varies.
            most_rounds={"rclone": 1, "aws": 3},
        ),
        Case(
            "model-1000-present", "model", 1000, GIB, bare, "1,000 models, everything in place",
            present=True, scales="models",
        ),
        Case("model-cap-100x1g", "model", 100, GIB, bare, "100 x 1 GiB with the rate cap", pace="capped",
             scales="models", most_rounds={"ours": 3, "floor": 3}),
        Case("embedded-1x1g", "embedded", 1, GIB, all_sides + AT_ONCE, "1 x 1 GiB, embedded S3Proxy"),
        Case("embedded-4x256m", "embedded", 4, 256 * MIB, bare, "4 x 256 MiB, embedded S3Proxy"),
        Case("embedded-20-present", "embedded", 20, 16 * MIB, bare, "20 models in place, embedded S3Proxy",
             present=True, scales="models"),
    ]
    if moto:
        listed.append(
            Case("moto-1x64m", "moto", 1, 64 * MIB, all_sides + AT_ONCE, "1 x 64 MiB, moto"))
    if rgw:
        listed.append(Case("rgw-1x1g", "rgw", 1, GIB, all_sides + AT_ONCE, "1 x 1 GiB, Ceph RGW"))
    listed.append(
        Case("heap-model-20g", "model", 1, 20 * GIB, ["ours"], "1 x 20 GiB with -Xmx96m",
             java_flags=("-Xmx96m",), most_rounds={"ours": 1}))
    if can_stream:
        listed.append(
            Case("heap-embedded-2g-streamed", "embedded", 1, 2 * GIB, ["ours"], "1 x 2 GiB streamed with -Xmx96m",
                 extra=("copy.mode = stream",), java_flags=("-Xmx96m",), most_rounds={"ours": 1}))
    return listed


@dataclass
class Target:
    """One row of the table of targets."""

    case: str
    text: str
    limit: str  # as shown
    value: float  # what was measured
    shown: str
    met: bool
    runs: int


class Results:
    """All runs of a session: what the targets are computed from."""

    def __init__(self):
        self.rows = []

    def add(self, case, round_number, side, measured, problem):
        self.rows.append((case, round_number, side, measured, problem))

    def sides(self, case):
        """Those that were run, in the case's order."""
        run = {side: c.sides for c, _, side, _, _ in self.rows if c.name == case}
        return [side for side in next(iter(run.values()), []) if side in run]

    def good(self, case, side, what="seconds"):
        return {
            r: getattr(m, what) for c, r, s, m, problem in self.rows if c.name == case and s == side and not problem
        }

    def median(self, case, side, what="seconds"):
        values = self.good(case, side, what)
        return median(values.values()) if values else None

    def ratio(self, case, over, under, what="seconds"):
        """The median of the rounds' ratios, and of how many rounds."""
        a, b = self.good(case, over, what), self.good(case, under, what)
        ratios = [a[r] / b[r] for r in a if r in b]
        return (median(ratios), len(ratios)) if ratios else (None, 0)

    def fastest(self, case, sides):
        known = [(self.median(case, side), side) for side in sides if self.median(case, side)]
        return min(known)[1] if known else None


def targets(results, measured_cases):
    rows = []
    by_name = {case.name: case for case in measured_cases}

    def at_least(case, text, limit, over):
        value, runs = results.ratio(case, over, "ours")
        if value:
            rows.append(Target(case, text, f">= {limit}", value, f"{value:.2f}", value >= limit, runs))

    def at_most(case, text, limit, under, what, over="ours"):
        value, runs = results.ratio(case, over, under, what)
        if value:
            rows.append(Target(case, text, f"<= {limit}", value, f"{value:.2f}", value <= limit, runs))

    at_least("model-1x1g", "model: rclone / ours, whole processes", 10, "rclone")
    for case in ["model-1x1g", "model-4x256m"]:
        at_least(case, "model: aws s3 cp / ours", 2, "aws")
        best = results.fastest(case, ["rclone tuned", "aws tuned"])
        if best:
            at_least(case, f"model: best tuning ({best}) / ours", 1.5, best)
    best = results.fastest("model-1x20g", ["rclone", "aws"])
    if best:
        at_least("model-1x20g", f"model: the better with defaults ({best}) / ours", 5, best)
    at_most("model-1000-present", "model: ours / floor, whole processes", 1.15, "floor", "seconds")
    cap(results, rows)
    for case in by_name:
        if "floor" in by_name[case].sides:
            kind = "model" if by_name[case].store == "model" else "real"
            at_most(case, f"{kind}: ours / floor, JVM start excluded", 1.15, "floor", "after_first_request")
    for case in by_name.values():
        if case.store != "model":
            best = results.fastest(case.name, AT_ONCE)
            if best:
                at_most(case.name, f"real: ours / fastest peer ({best})", 1.1, best, "seconds")
    checkpoint_bytes(results, rows)
    for case in by_name.values():
        if case.java_flags and not case.name.startswith("start"):
            runs = [(m, p) for c, _, s, m, p in results.rows if c.name == case.name]
            failed = sum(1 for _, problem in runs if problem)
            if runs:
                rows.append(
                    Target(case.name, f"{case.text}: runs that failed", "0", failed, str(failed), failed == 0, len(runs)))
    for release in (17, 25):
        at_most(f"start-{release}", f"Java {release}: start to first request, shared / not", 0.6,
                "not shared", "to_first_request", over="shared")
    return rows


def allowed_seconds(counts):
    """The time that the cap allows: the requests that were admitted, less one second's worth, at the cap."""
    longest = 0
    for name, number in counts["prefixes"].items():
        rate = counts["cappedWrites"] if name.endswith("writes") else counts["cappedReads"]
        longest = max(longest, (number - rate) / rate)
    return longest


def cap(results, rows):
    case = "model-cap-100x1g"
    ratios = []
    failed = 0
    for c, _, side, measured, problem in results.rows:
        if c.name == case and side == "ours":
            failed += 1 if problem else 0
            ratios.append(measured.after_first_request / allowed_seconds(measured.counts))
    if ratios:
        value = median(ratios)
        rows.append(Target(case, "model: runs that failed", "0", failed, str(failed), failed == 0, len(ratios)))
        rows.append(
            Target(case, "model: ours / the time the cap allows", "<= 1.3", value, f"{value:.2f}", value <= 1.3, len(ratios)))


def checkpoint_bytes(results, rows):
    """On the model a count; through the tap all bytes of all requests, of which a checkpoint would be the most."""
    model = [m.counts["checkpointBytes"] for c, _, s, m, _ in results.rows if s == "ours" and c.store == "model"]
    if model:
        rows.append(
            Target("all", "model: checkpoint bytes through the client", "0", max(model), str(max(model)), max(model) == 0,
                   len(model)))
    real = [
        (m.counts["bytesIn"] + m.counts["bytesOut"], c)
        for c, _, s, m, _ in results.rows
        if s == "ours" and c.store != "model" and not c.extra
    ]
    if real:
        worst, case = max(real, key=lambda pair: pair[0] / pair[1].models)
        each = worst // case.models
        rows.append(
            Target("all", "real: all bytes of a model's requests, headers too", "< 256 KiB", each, f"{each // 1024} KiB",
                   each < 256 << 10, len(real)))
