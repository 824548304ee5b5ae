"""Calls of a client's own: to its directory outside the tunnel, declared in the policy or not.

Only the packet that tells something carries the citation: the request, or the ClientHello.
"""

import live
import payloads
from session import Path, tcp_talk

CHECK = "leak.control-plane"
# What the policy of these recordings declares: any call to the directory.
DECLARED = ("203.0.113.90",)
CLIENT = {"pid": 700, "name": "vpn-client", "uid": 0}


def directory(session, cause=None, told=True):
    """Outside the tunnel; the port of the host's that was used is noted in the path."""
    whole, ports = session.direct(cause), []

    def route(packet, egress):
        data = packet[40:]
        tells = told and data.startswith((b"GET ", b"\x16"))
        if egress:
            ports.append(int.from_bytes(packet[20:22], "big"))
            session.send(packet, cause, (CHECK,) if tells else ())
        else:
            whole.route(packet, egress)
    return Path(route, whole.source), ports


def in_clear(target="/nodes"):
    """HTTP to the declared directory."""
    def play(session):
        path, _ = directory(session)
        request(session, path, session.profile.directory4, target)
    return play


def request(session, path, server, target):
    tcp_talk(session, path, server, 80,
             [([payloads.http_get("directory.example.net", target)],
               [payloads.http_answer(b'["node-7"]')])])


def encrypted(name="directory.example.net", told=False, split=None):
    """HTTPS to the declared directory; `split` cuts the ClientHello in two segments there."""
    def play(session):
        random = session.random
        path, _ = directory(session, told=told)
        hello = payloads.client_hello(random, name)
        pieces = [hello[:split], hello[split:]] if split else [hello]
        tcp_talk(session, path, session.profile.directory4, 443,
                 [(pieces, [payloads.server_hello(random)]),
                  ([payloads.tls_record(23, random.randbytes(180))],
                   [payloads.tls_record(23, random.randbytes(485))])])
    return play


def socket(session, kind, local, local_port, **fields):
    """A socket that was there from the first look to the end."""
    session.sockets.append({
        "number": len(session.sockets) + 1, "at": session.decimal(session.profile.start),
        "kind": kind, "local": local, "local_port": local_port,
        "inode": 70_000 + len(session.sockets), **CLIENT, **fields})


def of_process(target=None):
    """A live run in which a process holds the tunnel's socket, and calls a server that nobody has
    declared if a `target` is given."""
    def play(session):
        p = session.profile
        socket(session, "udp", "0.0.0.0", session.transport.source_port)
        live.through(session)
        if target:
            path, ports = directory(session, "leak.ipv4-direct")
            request(session, path, p.server4, target)
            socket(session, "tcp", p.host4, ports[0], remote=p.server4, remote_port=80)
    return play
