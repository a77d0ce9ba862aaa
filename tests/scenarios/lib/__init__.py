# SPDX-License-Identifier: GPL-2.0-or-later
"""What the scenario tests and the demo are made of: worlds, servers, peers."""
