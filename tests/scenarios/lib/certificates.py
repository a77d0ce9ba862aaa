# SPDX-License-Identifier: GPL-2.0-or-later
"""A certificate authority of a world's own."""

import datetime
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """path: its own certificate."""

    def __init__(self, folder, name="ca"):
        self.folder = f"{folder}/{name}"
        os.makedirs(self.folder)
        self.name = named(name)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.path = self.writes("ca", self.key, self.signs_for(
            self.name, self.key, ca=True))[0]

    def signs_for(self, name, key, names=(), ca=False, begin=-DAY, end=30 * DAY):
        now = datetime.datetime.utcnow()
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(
            self.name).public_key(key.public_key()).serial_number(
                x509.random_serial_number()).not_valid_before(
                    now + begin).not_valid_after(now + end).add_extension(
                        x509.BasicConstraints(ca, None), True)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(
                [x509.DNSName(n) for n in names]), False)
        return builder.sign(self.key, hashes.SHA256())

    def writes(self, name, key, certificate):
        paths = f"{self.folder}/{name}.pem", f"{self.folder}/{name}.key"
        for path, data in zip(paths, (
                certificate.public_bytes(serialization.Encoding.PEM),
                key.private_bytes(serialization.Encoding.PEM,
                                  serialization.PrivateFormat.PKCS8,
                                  serialization.NoEncryption()))):
            with open(path, "wb") as file:
                file.write(data)
            os.chmod(path, 0o644)
        return paths

    def makes(self, file, *names, expired=False):
        """(certificate, key) for these names."""
        key = ec.generate_private_key(ec.SECP256R1())
        times = {"begin": -9 * DAY, "end": -DAY} if expired else {}
        return self.writes(file, key, self.signs_for(
            named(names[0]), key, names, **times))
