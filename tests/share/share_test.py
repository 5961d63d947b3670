#!/usr/bin/env python3
"""Proves what README.md says of the simulated share. Arguments are unittest's: names of tests."""

from __future__ import annotations

import os
import sys
import unittest

if not os.access("/dev/fuse", os.R_OK | os.W_OK):
    sys.exit("share_test: /dev/fuse is missing or closed to this user: the simulated share CANNOT BE TESTED here")

# unittest finds the test classes by these names.
from crash_test import *  # noqa: E402, F403
from faults_test import *  # noqa: E402, F403
from mount_test import *  # noqa: E402, F403
from requests_test import *  # noqa: E402, F403
from timing_test import *  # noqa: E402, F403

if __name__ == "__main__":
    unittest.main()
