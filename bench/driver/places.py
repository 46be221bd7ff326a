"""Where everything is."""

import glob
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORK = os.path.join(ROOT, "bench", "target", "run")
MIGRATIONS = os.path.join(ROOT, "core", "src", "main", "resources", "db", "migration")
POLICY = os.path.join(ROOT, "charts", "postern", "policies", "gateway.hcl")
COMMITTED = os.path.join(ROOT, "bench", "ratios.json")
JAVA = os.environ.get("BENCH_JAVA", "java")
ENVOY = os.environ.get("BENCH_ENVOY", "")
VAULT = os.environ.get("BENCH_VAULT", "")

KEY = "bench-caller-key-2Hq8ZtY4vWc7Lx1N"
SECRET = "Bearer bench-target-secret-9fK3mRb6TpQd"
PATH = "/v1/items/42?expand=owner"

# The same for every subject on a JVM: a heap of one size, and what the images have (tools/images/jvm/flags).
JVM = ["-Xms1g", "-Xmx1g", "-XX:+UseTransparentHugePages", "-XX:MaxTenuringThreshold=2", "-XX:MetaspaceSize=128m",
       *os.environ.get("BENCH_JVM_OPTIONS", "").split()]


def classes():
    with open(os.path.join(ROOT, "bench", "target", "class-path")) as class_path:
        return class_path.read().strip()


def java(*options):
    """A Java program of this benchmark."""
    return [JAVA, *options, "-cp", classes()]


def application(module):
    return _jar(module, ROOT, module, "target")


def unpacked(module):
    """The same application as its image has it, beside its libraries."""
    return _jar(module, ROOT, "bench", "target", "unpacked", module)


def _jar(module, *directory):
    return glob.glob(os.path.join(*directory, f"postern-{module}-*-application.jar"))[0]
