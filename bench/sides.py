"""The sides: what copies, and with which settings. Each is a list of commands, one after another or all at once."""

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from stores import BUCKETS, CLASSES, PRIVATE, ROOT

PREFIX = "zamba_official_models/"
JAR = ROOT / "target" / "zamba-model-publisher.jar"
MIB = 1 << 20

# The best of what `bench/run --tune` tried on the model; see bench/README.md.
AWS_TUNED = {"max_concurrent_requests": 64, "multipart_threshold": "16MB", "multipart_chunksize": "16MB"}
# rclone 1.60 copies an object's parts one after another, so nothing makes one object faster but fewer requests around it.
RCLONE_TUNED = ["--s3-no-check-bucket", "--s3-no-head", "--no-traverse", "--transfers", "64", "--checkers", "64"]
SDK_TUNED_PART = 32 * MIB

LONGEST_RUN = 3600


@dataclass
class Job:
    """What is to be copied, from which store, and what was seen of the publisher doing it."""

    store: object
    models: int
    size: int
    names: dict  # model -> public name
    shape: dict = field(default_factory=dict)  # part, heads, uploads
    capped: tuple = (0, 0)  # writes and reads per second, if capped
    official: Path = None  # where the publisher commits; a fresh folder for each run if none
    java: str = "java"
    java_flags: tuple = ()  # of ours
    floor_flags: tuple = ()
    extra: tuple = ()  # more properties of the publisher

    def source(self, model):
        return f"data/results/{model}/version_0/{model}.ckpt"


@dataclass
class Command:
    argv: list
    env: dict = field(default_factory=dict)


@dataclass
class Measured:
    """One run of one side."""

    seconds: float  # the whole of it: from the first process's start to the last one's end
    to_first_request: float  # from the first process's start to the first byte at the store
    after_first_request: float  # from there to the last process's end
    statuses: list
    peak_mib: float  # of the largest process
    cpu: float  # seconds of processor time, of all processes
    counts: dict
    output: str

    def failed(self):
        return any(status != 0 for status in self.statuses)


def environment(store, scratch):
    """Nothing of the caller's settings of Java, Python, AWS and rclone but the path."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(scratch),
        "LANG": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": store.access,
        "AWS_SECRET_ACCESS_KEY": store.secret,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }


def run(job, commands, at_once=False):
    """Runs a side once and says what was measured."""
    with tempfile.TemporaryDirectory(prefix="bench-run-") as scratch:
        base = environment(job.store, scratch)
        job.store.tell("begin")
        results = []
        started = time.time()
        if at_once:
            threads = [threading.Thread(target=_one, args=(c, base, results)) for c in commands]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        else:
            for command in commands:
                _one(command, base, results)
        ended = time.time()
    counts = job.store.tell("counts")
    first = counts["first"] or ended
    return Measured(
        ended - started,
        first - started,
        ended - first,
        [status for status, _, _, _ in results],
        max(peak for _, peak, _, _ in results),
        sum(cpu for _, _, cpu, _ in results),
        counts,
        "\n".join(text for _, _, _, text in results),
    )


def _one(command, base, results):
    with tempfile.TemporaryFile(mode="w+", errors="replace") as output:
        process = subprocess.Popen(
            [str(word) for word in command.argv],
            env={**base, **command.env},
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
        )
        killer = threading.Timer(LONGEST_RUN, process.kill)
        killer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        finally:
            killer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        results.append((process.returncode, usage.ru_maxrss / 1024, cpu, output.read()[-3000:]))


# --- ours, and what is made of the same SDK -----------------------------------------------------------------------


def shipped_flags():
    """Class-data sharing as the README has it, if the archive has been made; see "JVM start" in bench/README.md."""
    archive = ROOT / "target" / "publisher.jsa"
    return (f"-XX:SharedArchiveFile={archive}", "-XX:TieredStopAtLevel=1") if archive.exists() else ()


def publisher(job, scratch):
    """`java -jar`, with a catalog of the job's models."""
    folder = Path(scratch)
    lines = [f"s3.endpoint = {job.store.endpoint}", f"public.prefix = {PREFIX}"]
    lines += [f"region.{region}.bucket = {bucket}" for region, bucket in BUCKETS.items()]
    lines += [f"official-models.dir = {job.official or folder / 'official_models'}"]
    # The model is of AWS, which is not probed; and the other sides trust the real servers, too.
    lines += [f"report.file = {folder / 'report.json'}", "publish.probe = false"]
    # The bench's checkpoints are bytes and no torch files, which these would rightly stop; no other side looks at any.
    lines += ["gate.checkpoint = off", "gate.plausible = off", *job.extra]
    lines += [f"weight-lookup.{model} = s3://{PRIVATE}/data/results/{model}/version_0/" for model in job.names]
    properties = folder / "publish.properties"
    properties.write_text("\n".join(lines) + "\n")
    return [Command([job.java, *job.java_flags, f"-Dpublish.properties={properties}", "-jar", JAR])]


def _bare(job, scratch, program, flags, *settings):
    items = Path(scratch) / "items"
    items.write_text("".join(f"{model} {name}\n" for model, name in job.names.items()))
    classpath = f"{CLASSES.parent / 'bench.jar'}:{ROOT / 'target' / 'lib'}/*"
    argv = [job.java, *flags, "-cp", classpath, f"bench.{program}", f"endpoint={job.store.endpoint}", f"items={items}"]
    argv += [f"source={PRIVATE}", f"buckets={','.join(BUCKETS.values())}", f"prefix={PREFIX}", *settings]
    return [Command(argv)]


def floor(job, scratch):
    writes, reads = job.capped
    shape = [f"{name}={value}" for name, value in job.shape.items()]
    return _bare(job, scratch, "Floor", job.floor_flags, f"writes={writes}", f"reads={reads}", "models=64", *shape)


def sdk(job, scratch):
    return _bare(job, scratch, "SdkCopy", (), "tuned=0")


def sdk_tuned(job, scratch):
    return _bare(job, scratch, "SdkCopy", (), "tuned=1", f"part={SDK_TUNED_PART}")


# --- peers, once for each target ------------------------------------------------------------------------------------


def _rclone(job, scratch, options):
    config = Path(scratch) / "rclone.conf"
    # With provider = AWS rclone insists on the bucket in the host name, which no loopback address has.
    config.write_text(
        "[s3]\ntype = s3\nprovider = Other\nenv_auth = true\nregion = us-east-1\n"
        f"endpoint = {job.store.endpoint}\nforce_path_style = true\n"
    )
    commands = []
    for bucket in BUCKETS.values():
        if job.models == 1:
            (model, name), = job.names.items()
            what = ["copyto", f"s3:{PRIVATE}/{job.source(model)}", f"s3:{bucket}/{PREFIX}{name}"]
        else:
            what = ["copy", "--include", "*.ckpt", f"s3:{PRIVATE}/data/results", f"s3:{bucket}/{PREFIX.rstrip('/')}"]
        commands.append(Command(["/usr/bin/rclone", "--config", config, *options, *what]))
    return commands


def rclone(job, scratch):
    return _rclone(job, scratch, [])


def rclone_tuned(job, scratch):
    return _rclone(job, scratch, RCLONE_TUNED)


def _aws(job, scratch, settings):
    config = Path(scratch) / "aws.conf"
    s3 = "".join(f"  {name} = {value}\n" for name, value in settings.items())
    config.write_text("[default]\nregion = us-east-1\n" + (f"s3 =\n{s3}" if s3 else ""))
    commands = []
    for bucket in BUCKETS.values():
        if job.models == 1:
            (model, name), = job.names.items()
            what = [f"s3://{PRIVATE}/{job.source(model)}", f"s3://{bucket}/{PREFIX}{name}"]
        else:
            what = ["--recursive", "--exclude", "*", "--include", "*.ckpt"]
            what += [f"s3://{PRIVATE}/data/results/", f"s3://{bucket}/{PREFIX}"]
        argv = ["/usr/bin/aws", "--endpoint-url", job.store.endpoint, "s3", "cp", "--no-progress", *what]
        if not job.store.is_model:
            # S3Proxy answers 501 to the GetObjectTagging of a multipart copy, and the copy ends there.
            argv += ["--copy-props", "metadata-directive"]
        commands.append(Command(argv, {"AWS_CONFIG_FILE": str(config)}))
    return commands


def aws(job, scratch):
    return _aws(job, scratch, {})


def aws_tuned(job, scratch):
    return _aws(job, scratch, AWS_TUNED)


def aws_with(settings):
    return lambda job, scratch: _aws(job, scratch, settings)


SIDES = {
    "ours": (publisher, False),
    "floor": (floor, False),
    "sdk": (sdk, False),
    "sdk tuned": (sdk_tuned, False),
    "rclone": (rclone, False),
    "rclone tuned": (rclone_tuned, False),
    "aws": (aws, False),
    "aws tuned": (aws_tuned, False),
    "rclone x3": (rclone, True),
    "rclone tuned x3": (rclone_tuned, True),
    "aws x3": (aws, True),
    "aws tuned x3": (aws_tuned, True),
}


def measure(job, side):
    commands_of, at_once = SIDES[side] if isinstance(side, str) else (side, False)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        return run(job, commands_of(job, scratch), at_once)


def learn(job):
    """Lets the publisher do the job once and gives what it did: the public names, and the shape of its requests."""
    import json

    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        measured = run(job, publisher(job, scratch))
        if measured.failed():
            raise SystemExit(f"the publisher failed with {measured.statuses}:\n{measured.output}")
        report = json.loads((Path(scratch) / "report.json").read_text())
    names = {p["name"]: p["publicName"] for p in report["publications"]}
    return names, measured
