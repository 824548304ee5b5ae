"""Rules of a packet filter, as rules.jsonl has them: what the run read, a chain a row."""


def rule(verdict, **matches):
    return {"matches": [{"field": field, "values": list(values)}
                        for field, values in matches.items()], "verdict": verdict}


def chain(hook, *rules):
    """A chain that drops what no rule lets out."""
    return {"family": "inet", "table": "killswitch", "name": hook, "rules": list(rules),
            "place": {"kind": "filter", "hook": hook, "priority": 0, "drops": True}}


TUNNEL = rule("accept", oif=["wg0"])
OUTER = rule("accept", oif=["eth0"], version=["4"], destination=["203.0.113.10"],
             transport=["17"], port=["51820"], mark=["51820"])


def strict(*mistakes):
    return [chain("output", *mistakes, OUTER, TUNNEL), chain("forward", TUNNEL)]


STRICT = strict()
ESTABLISHED = strict(rule("accept", state=["established", "related"]))
LOOK_UPS = strict(rule("accept", transport=["6", "17"], port=["53"]))
OPAQUE = strict(rule("accept", unknown=[]))
NONE = []


def seen(at, chains):
    """The rows of one reading."""
    return [{"at": at, "unread": []}] + [{"at": at, "chain": chain} for chain in chains]
