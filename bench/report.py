"""The table, the CSV files and the plots. What is of the model and what is of real servers is never in one of them."""

import csv
import subprocess
import tempfile
from pathlib import Path

from cases import GIB

MODEL_TITLE = "A MODEL of S3 (latency 20/90/220 ms, 60 MB/s a copy stream), not S3"
REAL_TITLE = "Real servers on this machine: a copy costs its processors and disk"
RUN_COLUMNS = [
    "case", "round", "side", "models", "bytes_each", "seconds", "to_first_request", "after_first_request",
    "statuses", "problem", "peak_mib", "cpu_seconds", "requests", "refused", "most_in_flight", "body_bytes_in", "body_bytes_out",
    "checkpoint_bytes",
]


def kinds(cases):
    yield "model", MODEL_TITLE, [c for c in cases if c.store == "model"]
    yield "real", REAL_TITLE, [c for c in cases if c.store != "model"]


def show(results, cases, targets, differences):
    lines = []
    for kind, title, of_kind in kinds(cases):
        of_kind = [c for c in of_kind if results.sides(c.name)]
        if not of_kind:
            continue
        lines += ["", title, "-" * len(title)]
        lines.append(f"{'':34}{'median s':>10}{'ratio':>8}{'after 1st request':>19}{'ratio':>8}{'runs':>6}  {'failed'}")
        for case in of_kind:
            lines.append(case.text + size_note(case))
            reference = results.sides(case.name)[0]
            for side in results.sides(case.name):
                lines.append(row(results, case.name, side, reference))
        for case, text in differences:
            if case in of_kind:
                lines.append(f"note on {case.name}: {text}")
    lines += ["", f"{'target':66}{'limit':>11}{'measured':>11}{'runs':>6}  "]
    for target in targets:
        name = f"{target.case}: {target.text}"
        lines.append(f"{name:66}{target.limit:>11}{target.shown:>11}{target.runs:>6}  {'met' if target.met else 'MISSED'}")
    return "\n".join(lines) + "\n"


def size_note(case):
    return f"   [{case.models} x {case.size / GIB:g} GiB]"


def row(results, case, side, reference):
    seconds = results.median(case, side)
    failed = sum(1 for c, _, s, _, problem in results.rows if c.name == case and s == side and problem)
    if seconds is None:
        return f"  {side:32}{'-':>10}{'':>8}{'':>19}{'':>8}{0:>6}  {failed}"
    after = results.median(case, side, "after_first_request")
    whole, runs = results.ratio(case, side, reference)
    rest, _ = results.ratio(case, side, reference, "after_first_request")
    return (
        f"  {side:32}{seconds:>10.2f}{number(whole):>8}{after:>19.2f}{number(rest):>8}"
        f"{len(results.good(case, side)):>6}  {failed or ''}"
    )


def number(value):
    return "" if value is None else f"{value:.2f}"


def write(results, cases, targets, table, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.txt").write_text(table)
    with open(folder / "targets.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["case", "target", "limit", "measured", "runs", "met"])
        for t in targets:
            out.writerow([t.case, t.text, t.limit, t.shown, t.runs, "met" if t.met else "missed"])
    with open(folder / "targets.md", "w") as file:
        file.write("| case | target | limit | measured | runs | |\n| --- | --- | --- | --- | --- | --- |\n")
        for t in targets:
            met = "met" if t.met else "**missed**"
            file.write(f"| `{t.case}` | {t.text} | {t.limit} | {t.shown} | {t.runs} | {met} |\n")
    for kind, title, of_kind in kinds(cases):
        rows = [r for r in results.rows if r[0] in of_kind]
        if not rows:
            continue
        with open(folder / f"{kind}.csv", "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(RUN_COLUMNS)
            for case, round_number, side, m, problem in rows:
                c = m.counts
                out.writerow([
                    case.name, round_number, side, case.models, case.size, f"{m.seconds:.3f}",
                    f"{m.to_first_request:.3f}", f"{m.after_first_request:.3f}",
                    " ".join(map(str, m.statuses)), problem or "", f"{m.peak_mib:.0f}", f"{m.cpu:.2f}",
                    " ".join(f"{k}:{v}" for k, v in c.get("requests", {}).items()), c.get("refused", ""),
                    c.get("mostInFlight", ""), c["bytesIn"], c["bytesOut"], c.get("checkpointBytes", ""),
                ])
        plot(results, of_kind, title, folder / f"{kind}.png")


def plot(results, cases, title, file):
    """One bar for each side of each case: the median of the whole time over ours (or the case's first side's)."""
    labels, values = [], []
    for case in cases:
        sides = results.sides(case.name)
        if len(sides) < 2:
            continue
        for side in sides:
            ratio, _ = results.ratio(case.name, side, sides[0])
            if ratio:
                labels.append(f"{case.name}: {side}")
                values.append(ratio)
        labels.append("")
        values.append(None)
    if not any(values):
        return
    with tempfile.NamedTemporaryFile("w", suffix=".dat") as data:
        total = len(values)
        for index, (label, value) in enumerate(zip(labels, values)):
            if value is not None:
                colour = "0x1f77b4" if index == 0 or labels[index - 1] == "" else "0x999999"
                data.write(f"{total - index} {value:.4f} {colour} \"{label}\" {value:.2f}\n")
        data.flush()
        low = min(0.5, 0.8 * min(v for v in values if v))
        high = 2.5 * max(v for v in values if v)
        script = f"""
set terminal pngcairo size 1000,{120 + 22 * total} font 'sans,10'
set output '{file}'
set title "{title}\\nmedian of whole runs' times over ours in the same round (1 = as fast, more = slower)"
set logscale x 10
set xrange [{low}:{high}]
set yrange [0.3:{total + 0.7}]
set arrow from 1,graph 0 to 1,graph 1 nohead dt 2
set grid xtics
set lmargin 34
unset key
plot '{data.name}' using (0.5*($2+{low})):1:(0.5*($2-{low})):(0.38):3:ytic(4) with boxxyerrorbars fs solid lc rgb variable, \\
     '' using 2:1:5 with labels offset 3,0
"""
        subprocess.run(["gnuplot"], input=script, text=True, check=True)
