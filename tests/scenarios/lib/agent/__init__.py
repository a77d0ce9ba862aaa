# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted XMPP client: a process of its own, told what to do by JSON."""
