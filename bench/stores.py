"""The stores that are measured: the model of S3, and real servers behind a tap."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLASSES = ROOT / "bench" / "target" / "classes"
PROVIDED = ROOT / "bench" / "target" / "provided.cp"

PRIVATE = "bench-private"
BUCKETS = {"us": "bench-public-us", "eu": "bench-public-eu", "asia": "bench-public-asia"}


class Store:
    """A server of the bench's own, told what to do line by line."""

    def __init__(self, name, command):
        self.name = name
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=ROOT
        )
        first = self.process.stdout.readline().split()
        if not first:
            raise SystemExit(f"the store {name} did not start:\n{self._logged()}")
        self.endpoint = f"http://127.0.0.1:{first[0]}"
        self.access, self.secret = (first + ["bench", "bench"])[1:3]

    def tell(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"the store {self.name} ended at '{command}':\n{self._logged()}")
        return json.loads(answer)

    def _logged(self):
        self.log.seek(0)
        return self.log.read()[-3000:]

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


class Model(Store):
    """The model of S3. Figures from it are figures of a model."""

    is_model = True

    def __init__(self, java):
        super().__init__("model", [java, "-Xmx1g", "-cp", str(CLASSES), "bench.ModelServer"])

    def pace(self, how):
        self.tell(f"pace {how}")


class Real(Store):
    """A real server; a copy there costs this machine's processors and disk."""

    is_model = False

    def __init__(self, name, java, arguments):
        classpath = f"{CLASSES}:{ROOT / 'target' / 'classes'}:{PROVIDED.read_text().strip()}"
        super().__init__(name, [java, "-Xmx2g", "-cp", classpath, "bench.RealServer", *arguments])

    def pace(self, how):
        pass


class Embedded(Real):
    """The publisher's own embedded S3Proxy, in a process of its own."""

    def __init__(self, java):
        self.folder = tempfile.mkdtemp(prefix="bench-embedded-")
        super().__init__("embedded", java, ["embedded", self.folder])

    def close(self):
        super().close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Moto(Real):
    """moto's server, whose objects are all in its heap."""

    def __init__(self, java):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.server = subprocess.Popen(
            ["python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "AWS_CA_BUNDLE": ""},
        )
        for _ in range(100):
            try:
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{port}/")
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.2)
        super().__init__("moto", java, [f"http://127.0.0.1:{port}", "bench", "bench"])

    def close(self):
        super().close()
        self.server.terminate()
        self.server.wait()


def rgw(java, url, access, secret):
    """A Ceph RGW that runs already."""
    return Real("rgw", java, [url, access, secret])
