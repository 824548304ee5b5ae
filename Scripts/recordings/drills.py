"""Drills: canaries that go on in each cell while faults are injected, and what became of each.

A fault says what becomes of every canary; the frames, the log of the senders and what must follow
are all made from that.
"""

import dataclasses

import frames
import payloads
import rules as packet_filter
from frames import ACK, RST, SYN

RATE = 2  # canaries a second in each cell
STEP = 1_000_000_000 // RATE
STAGGER = 25_000_000  # between the canaries of two cells
GRAIN = 100_000  # the log has the time of before the call, cut
BEFORE, UNDER, AFTER = 2, 5, 2  # canaries in each cell before, under and behind a fault
EPERM, ENETUNREACH = 1, 101


@dataclasses.dataclass(frozen=True)
class Cell:
    kind: str
    carrier: str
    sender: str
    target: str  # field of the profile
    port: int

    @property
    def lasting(self):
        return self.kind in ("established", "preconnect")


CELLS = (
    Cell("new", "udp", "root", "server4", 4000),
    Cell("new", "udp", "root", "server6", 4000),
    Cell("new", "tcp", "user", "server4", 4001),
    Cell("established", "udp", "root", "server4", 4002),
    Cell("preconnect", "udp", "root", "server4", 4003),
    Cell("dns", "udp", "root", "dns4", 53),
)
GUEST = Cell("new", "udp", "forwarded", "server4", 4000)


@dataclasses.dataclass(frozen=True)
class Fate:
    """What becomes of a canary: refused, taken by the tunnel or dropped on its way, or it leaves."""

    refused: int = 0
    inside: bool = False  # it enters the tunnel, and is answered if `answered`
    leaves: str | None = None  # the check that counts the frame
    cited: tuple = ()  # the checks that cite it
    inner: bool = False  # it leaves with the tunnel's own address
    answered: bool = False
    paused: bool = False  # the sender sends nothing


FIREWALL, ROUTES = Fate(refused=EPERM), Fate(refused=ENETUNREACH)
CARRIED, SWALLOWED, DROPPED = Fate(inside=True, answered=True), Fate(inside=True), Fate()
PAUSED = Fate(paused=True)


@dataclasses.dataclass(frozen=True)
class Fault:
    """`fate(cell, step)` is of the canary of a cell, the step counting from the injection."""

    id: str
    fate: object
    way: str | None = "eth0"  # where the routes lead under it
    missing: str | None = None  # why nothing proves it
    recovers: bool = True
    changes: tuple = ()
    transitions: int = 0  # times that it happens, evenly
    blocked: bool = False  # the entry as well, once more
    again: bool = False  # once more, behind all others
    rules: list | None = None  # the packet filter under it, if it has changed


class Drill:
    """The course of a drill on a session."""

    def __init__(self, session, cells):
        self.session = session
        self.cells = cells
        self.attempts = [[] for _ in cells]
        self.ports = [session.port() for _ in cells]
        self.rows = [{"rate": RATE}] + [
            {"cell": {"kind": cell.kind, "carrier": cell.carrier, "sender": cell.sender,
                      "remote": self.remote(cell), "remote_port": cell.port}} for cell in cells]
        self.steps = 0
        self.begin = session.time // GRAIN * GRAIN + 10_000_000

    def remote(self, cell):
        return getattr(self.session.profile, cell.target)

    # Time

    def at(self, step):
        return self.begin + step * STEP

    def step(self, fate):
        """One canary in each cell, and a heartbeat."""
        session = self.session
        for index, cell in enumerate(self.cells):
            session.time = max(session.time, self.at(self.steps) + index * STAGGER)
            what = fate(cell)
            if not what.paused:
                self.send(index, cell, what)
        if self.steps % RATE == 0:
            session.beat()
        self.steps += 1

    def run(self, faults, rules):
        session = self.session
        if rules is not None:
            session.rules = packet_filter.seen(session.decimal(self.begin), rules)
        session.marks = [("connected", session.connected_at)]
        for _ in range(BEFORE):
            self.step(lambda cell: CARRIED)
        for fault in faults:
            injected = self.at(self.steps) - 200_000_000
            session.marks.append(("faulted", injected))
            for number in range(UNDER):
                self.step(lambda cell: fault.fate(cell, number))
            until = self.at(self.steps) - 200_000_000
            undone = until + 20_000_000
            if fault.rules is not None:
                session.rules += packet_filter.seen(session.decimal(until), fault.rules)
            session.marks.append(("recovered", undone))
            for _ in range(AFTER):
                self.step(lambda cell: CARRIED if fault.recovers else SWALLOWED)
            self.rows.append({"fault": self.row(fault, injected, until, undone)})
        session.time = self.at(self.steps)
        session.drill = self.rows
        session.attempts = [self.log(index) for index in range(len(self.cells))
                            if self.attempts[index]]

    def row(self, fault, injected, until, undone):
        decimal = self.session.decimal
        answered = [at + delay * 1000 for attempts in self.attempts for at, _, delay in attempts
                    if at >= undone and delay > 0]
        row = {"id": fault.id, "from": decimal(injected), "at": decimal(injected + 20_000_000),
               "until": decimal(until), "undone": decimal(undone),
               "ways": [{"version": version, "sender": sender,
                         **({"interface": fault.way} if fault.way else {})}
                        for version in (4, 6) for sender in ("root", "user", "forwarded")],
               "changes": list(fault.changes)}
        if fault.transitions:
            width = (until - injected - 20_000_000) // fault.transitions
            row["transitions"] = [decimal(injected + 20_000_000 + width * number)
                                  for number in range(fault.transitions)]
        if fault.blocked:
            row["entry_blocked"] = True
        if fault.again:
            row["after_recovery"] = True
        if answered:
            row["recovered"] = decimal(min(answered))
        row["doubt" if fault.missing else "proof"] = fault.missing or "made up"
        return row

    def log(self, index):
        attempts = self.attempts[index]
        times = [at for at, _, _ in attempts]
        return {"cell": index, "number": 1, "at": self.session.decimal(times[0]),
                "after": [0] + [later - at for at, later in zip(times, times[1:])],
                "ports": [port for _, port, _ in attempts],
                "outcomes": [-delay for _, _, delay in attempts]}

    # Canaries

    def send(self, index, cell, fate):
        session, target = self.session, self.remote(cell)
        at = session.time // GRAIN * GRAIN
        port = self.ports[index] if cell.lasting else session.port()
        if fate.refused:
            # A positive number is an error's, so what is kept is the opposite of a delay.
            self.attempts[index].append((at, port, -fate.refused))
            session.tick()
            return
        way = None
        if fate.inside:
            way = session.tunnelled()
        elif fate.leaves:
            source = session.profile.inner(target) if fate.inner else None
            way = session.direct(fate.leaves, fate.cited, source=source)
        if way is None:
            self.attempts[index].append((at, port, 0))
            return
        number = len(self.attempts[index])
        source = way.source(target)
        for there, back in self.packets(cell, source, target, port, number):
            way.route(there, True)
            if not fate.answered:
                break
            if back is not None:
                session.wait(9)
                way.route(back, False)
        delay = (session.time - at) // 1000 if fate.answered else 0
        self.attempts[index].append((at, port, delay))

    def packets(self, cell, source, target, port, number):
        """Pairs of what is sent and what comes back."""
        if cell.kind == "dns":
            name, identifier = f"d{number}.run.leak.test", self.session.number()
            return [(frames.udp(source, target, port, 53, payloads.dns_query(identifier, name)),
                     frames.udp(target, source, 53, port,
                                payloads.dns_answer(identifier, name, "203.0.113.80")))]
        if cell.carrier == "tcp":
            here, there = self.session.number(32), self.session.number(32)
            return [(frames.tcp(source, target, port, cell.port, here, 0, SYN),
                     frames.tcp(target, source, cell.port, port, there, here + 1, SYN | ACK)),
                    (frames.tcp(source, target, port, cell.port, here + 1, there + 1, RST | ACK),
                     None)]
        message = payloads.canary("drill", number)
        return [(frames.udp(source, target, port, cell.port, message),
                 frames.udp(target, source, cell.port, port, message))]


def play(*faults, cells=CELLS, rules=None):
    def action(session):
        Drill(session, cells).run(faults, rules)
    return action


def all_held(how=FIREWALL):
    return lambda cell, step: how


def but(leaving, how=FIREWALL):
    """Everything is held but what `leaving(cell, step)` gives a fate."""
    return lambda cell, step: leaving(cell, step) or how
