# SPDX-License-Identifier: GPL-2.0-or-later
"""Private database servers, with our tables as cfg/ has them."""

import glob
import os
import subprocess

from .process import Failed, Process, run, wait_until
from .scenario import Skip

NAME = "kamailio"
CFG = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                   "../../../cfg")


def text_of(done):
    if done.returncode != 0:
        raise Failed(f"{done.args[0]}: {done.stderr}")
    return done.stdout


class Server:
    """In a folder of its own, at its usual port on loopback."""

    def __init__(self, folder):
        self.folder = folder
        self.log = f"{folder}.log"
        self.process = None

    def start(self):
        first = not os.path.isdir(self.folder)
        if first:
            os.makedirs(self.folder)
            self.prepare()
        self.run()
        wait_until(lambda: self.client("SELECT 1").returncode == 0, 30,
                   f"{self.kind} answers", [self.process])
        if first:
            for path in sorted(glob.glob(f"{CFG}/{self.kind}/*-create.sql")):
                with open(path, encoding="utf-8") as file:
                    self.ask(file.read())

    def ask(self, sql):
        """Run statements; return what the client prints."""
        return text_of(self.client(sql))

    def execute(self, argv, sql):
        return subprocess.run(argv, input=sql, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def kill(self):
        self.process.kill()

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None


class Mysql(Server):
    """MariaDB."""

    kind = "mysql"
    module = "db_mysql.so"
    binary = "/usr/sbin/mariadbd"
    url = f"mysql://{NAME}:{NAME}@127.0.0.1/{NAME}"

    def prepare(self):
        run(["mariadb-install-db", "--no-defaults", "--user=root",
             f"--datadir={self.folder}/data", "--skip-test-db",
             "--auth-root-authentication-method=normal"])

    def run(self):
        begin = f"{self.folder}/begin.sql"
        with open(begin, "w", encoding="utf-8") as file:
            file.write(f"CREATE DATABASE IF NOT EXISTS {NAME};\n"
                       f"CREATE USER IF NOT EXISTS {NAME}@localhost "
                       f"IDENTIFIED BY '{NAME}';\n"
                       f"GRANT ALL ON {NAME}.* TO {NAME}@localhost;\n")
        self.process = Process("mariadbd", [
            self.binary, "--no-defaults", "--user=root",
            f"--datadir={self.folder}/data", "--bind-address=127.0.0.1",
            "--socket=/run/mariadb.socket", f"--init-file={begin}",
            f"--pid-file={self.folder}/pid"], self.log)

    def client(self, sql):
        return self.execute(
            ["mariadb", "--no-defaults", "--default-character-set=utf8mb4",
             "-N", "-h", "127.0.0.1", "-u", NAME, f"-p{NAME}", NAME], sql)


class Postgres(Server):
    kind = "postgres"
    module = "db_postgres.so"
    url = f"postgres://{NAME}:{NAME}@127.0.0.1/{NAME}"

    def __init__(self, folder):
        super().__init__(folder)
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        self.bin = found[-1] if found else "/usr/lib/postgresql/bin"
        self.binary = f"{self.bin}/postgres"

    def prepare(self):
        run(["chown", "postgres:postgres", self.folder])
        # which refuses to be root
        user = ["setpriv", "--reuid", "postgres", "--regid", "postgres",
                "--init-groups"]
        run(user + [f"{self.bin}/initdb", "-D", f"{self.folder}/data", "-U",
                    NAME, "--auth=trust", "-E", "UTF8", "--locale=C",
                    "--no-sync"])
        text_of(self.execute(
            user + [self.binary, "--single", "-D",
                    f"{self.folder}/data", "postgres"],
            f"CREATE DATABASE {NAME};\n"))

    def run(self):
        self.process = Process("postgres", [
            self.binary, "-D", f"{self.folder}/data", "-c",
            "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1",
            "-c", "fsync=off"], self.log, user="postgres")

    def client(self, sql):
        return self.execute(
            [f"{self.bin}/psql", "-X", "-q", "-A", "-t", "-v",
             "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", NAME, NAME], sql)


def config(server):
    """What kamailio.cfg needs beside."""
    return f"""
loadmodule "{server.module}"
modparam("jingle", "db_url", "{server.url}")
modparam("xmpp_gateway", "db_url", "{server.url}")
"""


def server(kind, folder):
    """Skip when it cannot run here."""
    made = {"mysql": Mysql, "postgres": Postgres}[kind](folder)
    if not glob.glob(f"/usr/lib/*/kamailio/modules/{made.module}"):
        raise Skip(f"Kamailio's module {made.module} is not installed")
    if not os.path.exists(made.binary):
        raise Skip(f"no {made.binary}")
    return made
