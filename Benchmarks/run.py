#!/usr/bin/env python3
"""Measures every path of the performance table beside its limit, in one run on one machine.

    run.py --bin DIR [--only SUBJECT,SUBJECT] [--seconds N] [--mongod PATH]

DIR holds the release builds of this package and of the suite. Real servers (mongod, redis-server, rabbitmq-server,
nginx) are started on free loopback ports with folders of their own. wrk (a Debian package) drives HTTP. The last lines
are the table: path, figure, limit, ratio, aim.
"""
import argparse
import shutil
import signal
import sys

from bench import cluster, embedded, fanout, files, links
from bench.context import Bench

SUBJECTS = {
    "fanout": fanout.measure,
    "embedded": embedded.measure,
    "cluster": cluster.measure,
    "files": files.measure,
    "links": links.measure,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", default=",".join(SUBJECTS), help="any of " + ", ".join(SUBJECTS))
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--mongod", default=shutil.which("mongod") or "mongod")
    parser.add_argument("--keep", action="store_true", help="keep logs and data")
    options = parser.parse_args()
    names = options.only.split(",")
    for name in names:
        if name not in SUBJECTS:
            parser.error(f"no subject {name}; there are {', '.join(SUBJECTS)}")
    # Whatever ends the run, its servers end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    bench = Bench(options)
    try:
        for name in names:
            SUBJECTS[name](bench)
    finally:
        bench.processes.stop_all()
        if options.keep:
            print(f"kept {bench.folder}")
        else:
            shutil.rmtree(bench.folder, ignore_errors=True)
    bench.table.report()


if __name__ == "__main__":
    main()
