# The whole set-up on a Debian 12 machine that has the Swift toolchain, git and make:
#   make audit   installs what is missing, builds the release, judges a shipped capture with a leak
#   make test    installs, lints, builds, runs every test
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: audit test install build release lint fuzz-short gate bench sanitize mutants fuzz recordings

packages := build-essential pkg-config libssl-dev libpcap-dev libnftables-dev python3 valgrind tcpdump \
    tshark iproute2 nftables wireguard-go wireguard-tools
strict := --explicit-target-dependency-import-check error -Xswiftc -warnings-as-errors
release := .build-release
tool := $(release)/release/watertight
captures := Tests/Captures
flow := 203.0.113.10:51820,udp
station := 02:00:00:00:50:0c

## The main job: a real capture with a leak must be judged a leak, and a tight one sealed.
audit: install release
	@echo; echo "A look-up that left outside the tunnel: exit code 1 is right here."
	@code=0; $(tool) analyze $(captures)/dns_isp/phys.pcap --tunnel $(captures)/dns_isp/tun.pcap \
	    --outer $(flow) --host $(station) --stage connected=1795360455.2876384 || code=$$?; \
	    test $$code = 1
	@echo; echo "The same kind of tunnel, tight: exit code 0 is right here."
	@$(tool) analyze $(captures)/base_wg/phys.pcap --tunnel $(captures)/base_wg/tun.pcap \
	    --outer $(flow) --host $(station) --stage connected=1795361402.1960964
	@echo; echo "Both ended as they must. Next: $(tool) explain dns.underlay-53"

test: install lint build
	swift test --skip-build $(strict)
	$(MAKE) fuzz-short gate

## Installs what is missing, and asks for root only then.
install:
	@missing=(); for name in $(packages); do \
	    dpkg-query -W -f '$${Status}' $$name 2>/dev/null | grep -q 'ok installed' || missing+=($$name); \
	done; \
	if (( $${#missing[@]} )); then \
	    echo "installing $${missing[*]}"; \
	    sudo=(); (( EUID == 0 )) || sudo=(sudo); \
	    "$${sudo[@]}" apt-get update -qq; \
	    echo 'wireshark-common wireshark-common/install-setuid boolean false' \
	        | "$${sudo[@]}" debconf-set-selections; \
	    "$${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
	        apt-get install -qq -y --no-install-recommends "$${missing[@]}" >/dev/null; \
	fi

lint:
	swift format lint --strict --parallel -r Package.swift Sources checks reports Tests fuzz

build:
	swift build --build-tests $(strict)

## The standard library inside: 7 ms less at every start, and nothing to install beside it.
release:
	swift build -c release --scratch-path $(release) --static-swift-stdlib $(strict)

## 20 000 inputs for each target; `make fuzz RUNS=…` runs longer.
fuzz-short:
	fuzz/run all 20000

fuzz:
	fuzz/run all $(or $(RUNS),1000000)

## Instructions, allocations and truth on small corpora: figures that repeat exactly.
gate: release
	Benchmarks/gate --tool $(tool)

bench: install release
	Benchmarks/bench --tool $(tool)

sanitize: install
	swift test --sanitize=address --scratch-path .build-asan
	swift test --sanitize=thread --scratch-path .build-tsan

mutants: install
	Scripts/mutants

recordings:
	python3 Scripts/recordings/make.py
