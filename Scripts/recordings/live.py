"""Live runs: the probes that a run sent, what became of them, and what it read of the machine.

A play puts frames on the wires as the others do, and notes each probe in `session.answers`.
"""

import frames
import payloads
import plays
import traffic

MARK = 51820
NOBODY = 65534
EPERM = 1
EXIT4, EXIT6 = "203.0.113.30", "2001:db8:113::30"


def machine(profile):
    """What the run read of the machine: rows of host.jsonl."""
    return [
        {"fact": "interface", "name": "lo", "role": "loopback", "addresses": ["127.0.0.1"],
         "networks": ["127.0.0.0/8"], "leaks": []},
        {"fact": "interface", "name": "eth0", "role": "underlay",
         "addresses": [profile.host4, profile.host6],
         "networks": ["192.168.50.0/24", "2001:db8:50::/64"], "leaks": [4, 6]},
        {"fact": "interface", "name": "wg0", "role": "tunnel",
         "addresses": [profile.inner4, profile.inner6],
         "networks": [f"{profile.inner4}/32", f"{profile.inner6}/128"], "leaks": []},
        {"fact": "route", "destination": "192.168.50.0/24", "name": "eth0", "origin": "kernel"},
        {"fact": "resolvers", "addresses": [profile.inner_resolver]},
        {"fact": "resolvers_after", "addresses": [profile.inner_resolver]},
        {"fact": "forwards", "leaks": []},
        {"fact": "outer_mark", "mark": MARK},
    ]


def note(session, kind, target, port, outcome, path="routed", at=None, **fields):
    """Notes what became of a probe."""
    row = {"number": len(session.answers) + 1, "at": session.decimal(at), "kind": kind,
           "path": path, "remote": target, "outcome": outcome, **fields}
    if port:
        row["remote_port"] = port
    session.answers.append({key: value for key, value in row.items() if value is not None})
    session.tick()


def conversation(session, kind, source_port, fields):
    """What a probe sends, and what comes back."""
    if kind == "stun":
        transaction = session.random.randbytes(12)
        return (payloads.stun_request(transaction),
                payloads.stun_answer(transaction, fields.get("seen", EXIT4), source_port))
    if kind in ("whoami", "dns"):
        identifier = session.number()
        return (payloads.dns_query(identifier, fields["mark"]),
                payloads.dns_answer(identifier, fields["mark"], session.profile.server4))
    message = payloads.canary("udp", len(session.answers))
    return message, message


def probe(session, target, port=4000, path="routed", via=None, user=None, leaves=None,
          cited=(), answered=True, kind="udp", **fields):
    """A datagram with a canary: in the tunnel, outside as the check `leaves`, or refused."""
    source_port, at = session.port(), session.time
    message, answer = conversation(session, kind, source_port, fields)
    way = session.tunnelled() if path == "routed" and leaves is None else None
    if leaves is not None:
        way = session.direct(leaves or None, cited)
    common = dict(path=path, via=via, user=user, local_port=source_port, at=at, **fields)
    if way is None:
        note(session, kind, target, port, "refused", errno=EPERM, **common)
        return
    source = way.source(target)
    way.route(frames.udp(source, target, source_port, port, message), True)
    if answered:
        session.wait(11)
        way.route(frames.udp(target, source, port, source_port, answer), False)
    note(session, kind, target, port, "answered" if answered else "silent", local=source,
         **common)


def through(session):
    """The probes that go where the routes lead, and are answered."""
    p = session.profile
    for target in (p.server4, p.server6):
        for _ in range(3):
            probe(session, target)


def forwarded(session, leaves=False):
    """What a container behind the machine sends; its address is translated on the way."""
    p = session.profile
    for target in (p.server4, p.server6):
        family = "leak.ipv6-native" if ":" in target else "leak.ipv4-direct"
        probe(session, target, path="forwarded", leaves=family if leaves else None,
              cited=("leak.forwarded",) if leaves else ())


def forwards(session):
    session.machine[-2]["leaks"] = [4, 6]


def closing(session):
    """The last questions, whose answers show that the tunnel lived to the end."""
    session.closing_at = session.time
    p = session.profile
    for _ in range(2):
        if session.tunnels:
            probe(session, p.server4)
        else:
            at = session.time
            plays.socks_to("www.example.com")(session)
            note(session, "tcp", p.server4, 80, "answered", at=at, path="proxy",
                 via=f"{p.entry} {p.entry_port}")


def past(session, bound=None, marked=None):
    """The probes that try to pass the tunnel by; refused unless a check's name says how they
    leave."""
    p = session.profile
    for target in (p.server4, p.server6):
        family = "leak.ipv6-native" if ":" in target else "leak.ipv4-direct"
        probe(session, target, path="interface", via="eth0",
              leaves=family if bound else None, cited=bound or ())
        probe(session, target, path="address", via=p.host(target),
              leaves=family if bound else None, cited=bound or ())
        probe(session, target, path="marked", via=str(MARK),
              leaves=family if marked else None, cited=marked or ())


def at_entry(session, leaves=None):
    """What an ordinary user sends to the entry: to its very port, and to others."""
    p = session.profile
    probe(session, p.entry, p.entry_port, user=NOBODY,
          leaves="" if leaves == "leak.endpoint-plaintext" else None,
          cited=(leaves,) if leaves == "leak.endpoint-plaintext" else (), answered=False)
    probe(session, p.entry, 4000, user=NOBODY,
          leaves=leaves if leaves == "leak.serverip" else None, answered=False)


def at_router(leaves=False, answered=True):
    """What the router is asked where the local network is allowed."""
    def play(session):
        router, bound = session.profile.router4, dict(path="interface", via="eth0")
        if answered:
            traffic.ping(session, session.direct(None), router, count=1)
        note(session, "echo", router, 0, "answered" if answered else "silent", **bound)
        for index in range(2):
            probe(session, router, 53, kind="dns", mark=f"c{index}.run.leak.test",
                  leaves="dns.underlay-53" if leaves else None,
                  cited=("leak.lan-scope",) if leaves else (), **bound)
    return play


def run(*steps):
    """A run of our own: what goes through the tunnel, then the steps of a folder."""
    def play(session):
        through(session)
        for step in steps:
            step(session)
    return play


def beside_proxy(leaves):
    """What a program that knows of no proxy sends."""
    def play(session):
        for _ in range(3):
            if leaves:
                probe(session, session.profile.server4, leaves="leak.udp-bypass",
                      cited=("app.proxy-gap",))
            else:
                note(session, "udp", session.profile.server4, 4000, "refused", errno=EPERM,
                     local_port=session.port())
    return play


def unanswered(session):
    """Endpoints that are asked and say nothing."""
    p = session.profile
    for target in (p.stun4, p.stun6):
        probe(session, target, 3478, kind="stun", endpoint=target, answered=False)
    for index in range(24):
        probe(session, p.inner_resolver, 53, kind="whoami", mark=f"w{index}.run.leak.test",
              endpoint="self", answered=False)


def whole(session):
    """A run in which nothing left outside, and whose endpoints agree."""
    run(past, at_entry, forwards, forwarded, echoes, who_asks)(session)


# systemd-resolved, which asks for others


def resolved_link(name, servers, domains=(), default=False):
    """A link as systemd-resolved has it: a row of host.jsonl."""
    return {"fact": "resolved_link", "name": name, "addresses": list(servers),
            "domains": list(domains), "default_route": default, "over_tls": "no"}


def resolved(loose=False):
    """systemd-resolved serves the machine; the tunnel's link takes all names, or the uplink does."""
    def setup(session):
        p = session.profile
        session.machine += [
            {"fact": "resolved", "state": "told", "addresses": []},
            resolved_link("eth0", [p.router4], ["home.arpa"], default=loose),
            resolved_link("wg0", [p.inner_resolver], [] if loose else ["~."], default=not loose)]
    return setup


def ask_resolved(leaves=False, silent=False):
    """Names that it is asked for at its own address, and what it asks its servers."""
    def play(session):
        p = session.profile
        for name in ("r1.run.leak.test", "r2.run.leak.test", "r4.run.home.arpa"):
            at, port = session.time, session.port()
            if not silent:
                way = session.direct("dns.underlay-53", ("dns.resolved-routing",)) if leaves \
                    else session.tunnelled()
                server = p.router4 if leaves else p.inner_resolver
                source, sent = way.source(server), session.port()
                identifier = session.number()
                way.route(frames.udp(source, server, sent, 53,
                                     payloads.dns_query(identifier, name)), True)
                session.wait(11)
                way.route(frames.udp(server, source, 53, sent,
                                     payloads.dns_answer(identifier, name, p.server4)), False)
            note(session, "dns", "127.0.0.53", 53, "silent" if silent else "answered",
                 local="127.0.0.1", local_port=port, mark=name, at=at)
    return play


# Endpoints that tell what they saw


def echoes(session, seen4=(EXIT4, EXIT4), seen6=(EXIT6, EXIT6)):
    """Two STUN servers tell what they saw, over each version of IP."""
    p = session.profile
    for target, seen in zip((p.stun4, p.server4, p.stun6, p.server6), (*seen4, *seen6)):
        if seen:
            probe(session, target, 3478, kind="stun", seen=seen, endpoint=target)


def who_asks(session, resolver=EXIT4, count=24, subnet=None, verified=True):
    """Look-ups of an endpoint's names at the tunnel's resolver: it tells who asked."""
    for index in range(count):
        probe(session, session.profile.inner_resolver, 53, kind="whoami",
              mark=f"w{index}.run.leak.test", endpoint="self", resolver=resolver,
              client_subnet=subnet, verified=verified)


# What a browser tells a page


HIDDEN = [("host", "5412eeba-75e4-424b-b7da-a4a52cd44001.local"),
          ("host", "46e62a38-fd38-4700-bfeb-f1eaa5099f6a.local")]


def browser(session, *told, end="answered"):
    """Candidates as pairs of a type and an address or a name, and the row that ends them."""
    common = dict(user=NOBODY, endpoint="HeadlessChrome/156.0.8078.108")
    p = session.profile
    for kind, where in told:
        name = where.endswith(".local")
        note(session, "browser", p.stun6 if ":" in where else p.stun4, 3478, "answered",
             mark=where if name else kind, seen=None if name else where, **common)
    note(session, "browser", p.stun4, 3478, end, mark="end-of-candidates", **common)


def asked_browser(session):
    """A browser that hides addresses behind names, and whose servers see the exit."""
    browser(session, *HIDDEN, ("srflx", EXIT4), ("srflx", EXIT6))


def late_browser(session):
    """Nobody answers the browser: it is still gathering when the time is up."""
    unanswered(session)
    browser(session, *HIDDEN, end="silent")
