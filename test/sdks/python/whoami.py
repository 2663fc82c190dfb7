"""Prints who the profile in AWS_PROFILE is, once a line.

Usage: whoami.py [CALLS [MILLISECONDS between two calls]]
"""

import sys
import time

import boto3

calls, pause = [int(word) for word in sys.argv[1:]] + [1, 0][len(sys.argv) - 1 :]
try:
    sts = boto3.client("sts")
    for call in range(calls):
        if call > 0:
            time.sleep(pause / 1000)
        print(sts.get_caller_identity()["Arn"], flush=True)
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
