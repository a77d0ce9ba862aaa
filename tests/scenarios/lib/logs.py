# SPDX-License-Identifier: GPL-2.0-or-later
"""What the gateway and rtpengine log above info: nothing, in a call that goes
well."""

import os
import re

LOUD = {"kamailio": re.compile(r"\) (NOTICE|WARNING|ERROR|CRITICAL|ALERT|BUG):"),
        "sidecar": re.compile(r" (notice|warning|error): "),
        "rtpengine": re.compile(
            r"(NOTICE|WARN(ING)?|ERR(OR)?|CRIT|ALERT|EMERG): ")}

# What is said above info though all goes well, and why no command or line of ours
# could change it
NOISE = {
    "kamailio": {
        "ACC: ": "acc writes its records with the level of notices",
        "log_write_cdr()": "and those of calls",
        "Faked reply!": "dialog, of each 200 that is made inside Kamailio",
        "blocked its worker for": "a machine that is busy with other tests",
        "could not rev. resolve": "an address without a name, at the start",
        "dropping orphaned transaction without branches":
            "6.1.5, of each request that is answered at once, such as REGISTER",
        "t_run_local_req(): event callback ((null)) set":
            "6.1.5, of tm's own requests where there is no KEMI",
    },
    "rtpengine": {
        "Creating new call": "its notice that a call begins",
        "Final packet stats": "its notice that a call has ended",
        "Crypto debug:": "its notice of an SSRC that it hears first",
        "output wanted, but no crypto suite was negotiated":
            "a phone talks from its answer on, DTLS comes up later",
        "frames left in the queue on closing":
            "ffmpeg, of the last frame of a call that was transcoded",
        "Not handling potential STUN packet": "a client's packet",
        "Received invalid STUN packet": "a browser's",
        "response with unknown transaction": "a browser's, late",
        "Priority collision between candidate pairs":
            "candidates that come again in a later offer",
        "STUN authentication mismatch": "a client's check, of one who is gone",
        "RTP packet with unknown payload type":
            "a party sends on what the other has just refused",
        "Discarded invalid SRT": "SRTP, SRTCP with the keys of before",
        "Ignoring media ID":
            "12: a phone that names its second stream 1, and no other",
        "Discarded SRTP packet: decryption failed":
            "rtpengine 12: RTCP by the path of before takes it for RTP",
        "Invalid SRTP/SRTCP packet received": "likewise",
    },
}
NOISE_SAYS = {name: re.compile("|".join(map(re.escape, said)))
              for name, said in NOISE.items()}


def paths(world):
    return {"kamailio": world.kamailio.log, "sidecar": world.sidecar.log,
            "rtpengine": world.rtpengine.log}


def sizes(world):
    """How much each program has logged so far."""
    return {name: os.path.getsize(path) if os.path.exists(path) else 0
            for name, path in paths(world).items()}


def loud(world, before):
    """The lines above info since then."""
    found = []
    for name, path in paths(world).items():
        with open(path, "rb") as file:
            file.seek(before[name])
            text = file.read().decode("utf-8", "replace")
        found += [line for line in text.splitlines()
                  if LOUD[name].search(line) and not (
                      name in NOISE and NOISE_SAYS[name].search(line))]
    return found
