"""The test recordings of drills: what the faults of each folder are, and what must follow."""

import dataclasses
import typing

import drills
import live
import rules
from cases import Case, DROPPED, NO_HEARTBEAT
from drills import CARRIED, CELLS, FIREWALL, Fate, Fault, GUEST, PAUSED, ROUTES, SWALLOWED, all_held, but

HELD_BY = {"firewall": "held by the firewall", "routes": "held by the routes",
           "tunnel": "held by the tunnel itself", "refused": "held by a refusal"}


@dataclasses.dataclass
class Told:
    """A folder, and what must follow from it."""

    play: typing.Callable
    verdict: str = "fail"
    code: str | None = None  # why it is undecided, or does not apply
    fact: str | None = None  # what a pass cites
    severity: str | None = None
    why: str | None = None  # how what a finding says ends, where rules were read
    setup: typing.Callable | None = None
    counted: bool = True  # false: no frame shows the leak


@dataclasses.dataclass
class DrillCase:
    check: str
    severity: str
    folders: dict
    blind: str = DROPPED  # how the clean folder is made blind

    def case(self, told):
        return Case(self.check, self.severity, told.play, {}, self.blind, staged=False, live=True,
                    setup=told.setup or (lambda session: None))


def clean(*faults, fact=HELD_BY["firewall"], **details):
    return Told(drills.play(*faults, **details), "pass", fact=fact)


def leak(*faults, severity=None, why=None, **details):
    return Told(drills.play(*faults, **details), severity=severity, why=why)


def undecided(code, *faults, **details):
    return Told(drills.play(*faults, **details), "inconclusive", code)


def moot(code, *faults, setup=None):
    return Told(drills.play(*faults), "notApplicable", code, setup=setup)


def out(check, *cited, **fate):
    return Fate(leaves=check, cited=cited, **fate)


def new_flows(check, steps=range(99)):
    """New flows leave, and look-ups with them; what was open is held."""
    def leaving(cell, step):
        if step not in steps:
            return None
        if cell.kind == "new":
            return out(check)
        return out("dns.underlay-53", check) if cell.kind == "dns" else None
    return leaving


def everything(check):
    def leaving(cell, step):
        return out("dns.underlay-53", check) if cell.kind == "dns" else out(check)
    return leaving


def lasting(check, cited=(), **fate):
    return lambda cell, step: out(check, *cited, **fate) if cell.lasting else None


def look_ups(cell, step):
    return out("dns.underlay-53", "killswitch.dns-exempt") if cell.kind == "dns" else None


def over_ipv6(cell, step):
    return out("killswitch.family-gap") if cell.target == "server6" else None


def between_changes(cell, step):
    """The tunnel is there most of the time; while it is not, IPv6 leaves and the firewall holds the rest."""
    if step != 2:
        return CARRIED
    return over_ipv6(cell, step) or FIREWALL


def guests(cell, step):
    return out("leak.forwarded") if cell.sender == "forwarded" else None


def deleted(fate, **details):
    return Fault("interface-deleted", fate, **details)


def one_paused(cell, step):
    return PAUSED if cell.kind == "established" else FIREWALL


def only_ipv4(session):
    next(row for row in session.machine if row.get("name") == "eth0")["leaks"] = [4]


HELD = deleted(all_held())
HEALED = deleted(all_held(CARRIED), way="wg0")
AGAIN = deleted(all_held(), again=True)
SILENT = Fault("entry-silent", all_held(SWALLOWED), way="wg0")
OPEN = "killswitch.interface-down"


def by_fault(check, severity, fault, held=FIREWALL, fact=HELD_BY["firewall"], way="eth0", steps=range(99),
             cut=False, **more):
    """A check of some faults: the new flows that leave under them are its. A fault that `cut`s the tunnel
    tells nothing while the tunnel carries."""
    return DrillCase(check, severity, {
        "clean": clean(Fault(fault, all_held(held), way=way), fact=fact),
        "leak": leak(Fault(fault, but(new_flows(check, steps), held), way=way)),
        "blind-unproven": undecided("killswitch.fault_unproven",
                                    Fault(fault, all_held(), missing="the tunnel still carries")),
        **({"blind-too-short": undecided(
                "killswitch.fault_too_short", Fault(fault, all_held(CARRIED), way="wg0")),
            "clean-entry-blocked": clean(
                Fault(fault, all_held(CARRIED), way="wg0"),
                Fault(fault, all_held(held), way=way, blocked=True), fact=fact)} if cut else {}),
        "blind-other-fault": undecided(
            "killswitch.untried", HELD if fault != "interface-deleted" else SILENT),
        **more})


ALL = [
    by_fault("killswitch.interface-down", "critical", "interface-deleted", cut=True, **{
        "clean-routes": clean(deleted(all_held(ROUTES), way=None), fact=HELD_BY["routes"]),
        "clean-dropped": clean(deleted(all_held(drills.DROPPED)), fact=HELD_BY["refused"]),
        "clean-held-by-tunnel": clean(Fault("interface-down", all_held(SWALLOWED), way="wg0"),
                                      fact=HELD_BY["tunnel"]),
        "leak-everything": leak(deleted(everything("killswitch.interface-down"))),
        "blind-paused": undecided("killswitch.paused", deleted(one_paused)),
        "blind-not-recovered": undecided("killswitch.not_recovered",
                                         deleted(all_held(), recovers=False)),
        "leak-rules-gone": leak(
            deleted(but(new_flows("killswitch.interface-down")), rules=rules.NONE),
            rules=rules.STRICT,
            why="The machine's rules had changed by then: they hold no new flow.")}),
    DrillCase("killswitch.established", "critical", {
        "clean": clean(HELD),
        "leak": leak(deleted(but(lasting("killswitch.established")))),
        "leak-inner-source": leak(deleted(but(
            lasting("leak.inner-source", ("killswitch.established",), inner=True)))),
        "leak-by-rules": leak(
            deleted(but(lasting("killswitch.established"))), rules=rules.ESTABLISHED,
            why="The machine's rules say the same: they let what belongs to a known connection "
                "out, and hold only new flows."),
        "leak-against-rules": leak(
            deleted(but(lasting("killswitch.established"))), rules=rules.STRICT,
            why="The machine's rules hold this, so they do not explain it: for a moment they may "
                "have been other ones."),
        "leak-rules-not-understood": leak(
            deleted(but(lasting("killswitch.established"))), rules=rules.OPAQUE,
            why="The machine's rules are not understood whole, so they do not tell why."),
        "clean-open-by-rules": clean(HELD, rules=rules.ESTABLISHED),
        "blind-rules-alone": undecided("killswitch.not_exercised", SILENT, rules=rules.STRICT),
        "moot-open": moot("killswitch.open", deleted(everything(OPEN))),
        "blind-not-exercised": undecided("killswitch.not_exercised", SILENT),
    }, NO_HEARTBEAT),
    by_fault("killswitch.daemon-kill", "critical", "client-sigkill", cut=True),
    by_fault("killswitch.peer-blackhole", "high", "entry-silent", SWALLOWED, HELD_BY["tunnel"],
             way="wg0", steps=range(3, 99), **{
        "blind-too-short": undecided("killswitch.fault_too_short",
                                     Fault("entry-silent", all_held(CARRIED), way="wg0")),
        "clean-held": clean(Fault("entry-rejects", all_held()))}),
    by_fault("killswitch.switch-gap", "critical", "server-switch", CARRIED, HELD_BY["tunnel"],
             way="wg0", steps=range(2, 3), **{
        "clean": clean(Fault("server-switch", all_held(CARRIED), way="wg0", transitions=20),
                       fact=HELD_BY["tunnel"] + ", 0 of 20 changes, at most 16.2 %"),
        "blind-few-changes": undecided(
            "killswitch.few_changes",
            Fault("server-switch", all_held(CARRIED), way="wg0", transitions=19))}),
    by_fault("killswitch.boot-preconnect", "high", "boot"),
    by_fault("killswitch.link-change", "critical", "uplink-flap"),
    DrillCase("killswitch.family-gap", "critical", {
        "clean": clean(HELD),
        "leak": leak(deleted(but(over_ipv6))),
        "leak-between-changes": leak(Fault("server-switch", between_changes, way="wg0",
                                           transitions=20)),
        "moot-one-family": moot("one_family", HELD, setup=only_ipv4),
        "moot-open": moot("killswitch.open", deleted(everything(OPEN))),
        "blind-not-exercised": undecided("killswitch.not_exercised", SILENT)}),
    DrillCase("killswitch.dns-exempt", "critical", {
        "clean": clean(HELD),
        "leak": leak(deleted(but(look_ups))),
        "leak-by-rules": leak(
            deleted(but(look_ups)), rules=rules.LOOK_UPS,
            why="The machine's rules say the same: they let look-ups on port 53 out."),
        "moot-open": moot("killswitch.open", deleted(everything(OPEN))),
        "blind-not-exercised": undecided("killswitch.not_exercised", SILENT),
    }, NO_HEARTBEAT),
    by_fault("killswitch.rule-conflict", "high", "firewall-reload"),
    DrillCase("killswitch.recovery", "medium", {
        "clean": clean(HELD, AGAIN, fact="the tunnel came back 2 times, nothing else changed, and one "
                       "fault more was held by the firewall"),
        "leak": dataclasses.replace(
            leak(deleted(all_held(), changes=("the list of resolvers differs",)), AGAIN),
            counted=False),
        "leak-disarmed": leak(HELD, deleted(but(new_flows("killswitch.recovery")), again=True)),
        "moot-open": moot("killswitch.open", deleted(everything(OPEN)),
                          deleted(everything(OPEN), again=True)),
        "blind-not-again": undecided("killswitch.untried", HELD),
        "blind-too-short": undecided("killswitch.fault_too_short", HELD,
                                     deleted(all_held(CARRIED), way="wg0", again=True)),
        "blind-not-recovered": undecided("killswitch.not_recovered",
                                         deleted(all_held(), recovers=False))}),
]

# A folder more of a check that is no drill's own.
MORE = [DrillCase("leak.forwarded", "critical", {
    "leak-under-fault": dataclasses.replace(
        leak(deleted(but(guests)), cells=(*CELLS, GUEST)), setup=live.forwards)})]
