# The whole set-up on a Debian 12 machine that has the Swift toolchain, git and make:
#   make audit   installs what is missing, builds the release, judges shipped captures and a live tunnel
#   make test    installs, lints, builds, runs every test
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: audit audit-live chaos drill-all report-audit test install build release lint fuzz-short gate bench sanitize soak \
    drills mutants fuzz recordings

packages := build-essential pkg-config libssl-dev openssl libpcap-dev libnftables-dev \
    libcurl4-openssl-dev python3 valgrind tcpdump tshark
# What the lab runs in its namespaces. The daemons among it stay off on the machine itself.
daemons := avahi-daemon openvpn radvd unbound
packages += $(daemons) dnsmasq-base ethtool iproute2 iputils-ping isc-dhcp-client nftables procps \
    wireguard-go wireguard-tools curl iputils-arping microsocks
# systemd-resolved for the lab: its bus and its library are packages; it itself is unpacked and never
# installed, since its package takes the names of the machine over.
packages += dbus-daemon libsystemd-shared
resolved := .build-lab/lib/systemd/systemd-resolved
# A browser for the tests that ask one: 300 MB with what it needs, so nothing else brings it.
test sanitize soak report-audit: packages += chromium-headless-shell
# A login for the tests of a drill that must not cut it.
test sanitize soak: packages += openssh-client openssh-server
strict := --explicit-target-dependency-import-check error -Xswiftc -warnings-as-errors
release := .build-release
tool := $(release)/release/watertight
captures := Tests/Captures
reports := $(CURDIR)/audit-reports
flow := 203.0.113.10:51820,udp
station := 02:00:00:00:50:0c
asked := --target 203.0.113.80 --target 2001:db8:113::80 --zone leak.test \
    --target 203.0.113.78 --target 2001:db8:113::78 --endpoints self=203.0.113.53,zone=leak.test
drilled := --yes --drop client --watch 5s --target 203.0.113.80 --target 2001:db8:113::80 --zone leak.test
# Without XCTest, which would say that it has run nothing.
lab := WATERTIGHT=$(CURDIR)/$(tool) swift test --skip-build $(strict) --disable-xctest --filter
# The lab is made of namespaces, which takes root.
root := $(if $(filter 0,$(shell id -u)),,sudo)

## The main job: a leak must be judged a leak, and what is tight sealed, recorded and live.
audit: install release
	@echo; echo "A look-up that left outside the tunnel: exit code 1 is right here."
	@code=0; $(tool) analyze $(captures)/dns_isp/phys.pcap --tunnel $(captures)/dns_isp/tun.pcap \
	    --outer $(flow) --host $(station) --stage connected=1795360455.2876384 || code=$$?; \
	    test $$code = 1
	@echo; echo "The same kind of tunnel, tight: exit code 0 is right here."
	@$(tool) analyze $(captures)/base_wg/phys.pcap --tunnel $(captures)/base_wg/tun.pcap \
	    --outer $(flow) --host $(station) --stage connected=1795361402.1960964
	@if $(root) unshare --net --mount true; then $(MAKE) --no-print-directory audit-live; \
	    else echo; echo "No namespaces can be made here, so the live part is left out."; fi
	@echo; echo "All ended as they must. Next: $(tool) explain dns.underlay-53"

## The same on a live tunnel, in the lab; its reports stay in the folder audit-reports.
audit-live:
	@mkdir -p $(reports)
	@echo; echo "A live tunnel of two hops behind a kill switch: exit code 0 is right here."
	@$(root) $(tool) lab run --hops 2 --killswitch strict --leak hostile-home \
	    -- $(CURDIR)/$(tool) check $(asked) -o $(reports)/sealed.json -o $(reports)/sealed.txt
	@echo; echo "The same with a resolver that is asked outside the tunnel: exit code 1 is right here."
	@code=0; $(root) $(tool) lab run --hops 2 --leak dns-isp -- $(CURDIR)/$(tool) check $(asked) \
	    -o $(reports)/leak.json -o $(reports)/leak.txt || code=$$?; test $$code = 1
	@echo; echo "The client is killed behind a kill switch: exit code 0 is right here."
	@$(root) $(tool) lab run --hops 2 --killswitch strict -- $(CURDIR)/$(tool) drill $(drilled) \
	    -o $(reports)/drill-sealed.json -o $(reports)/drill-sealed.html
	@echo; echo "The same without a kill switch: exit code 1 is right here."
	@code=0; $(root) $(tool) lab run --hops 2 -- $(CURDIR)/$(tool) drill $(drilled) \
	    -o $(reports)/drill-leak.json -o $(reports)/drill-leak.html || code=$$?; test $$code = 1

# The lab's tests come by themselves: they wait for their machines, and hold up whoever has a time limit.
# They run the release, as users do: five drills side by side leave two cores no time for less.
test: install $(resolved) lint build release
	swift test --skip-build $(strict) --skip LabTests
	$(lab) LabTests
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
	    policy=/usr/sbin/policy-rc.d; \
	    if [[ ! -e $$policy ]]; then \
	        trap '"$${sudo[@]}" rm -f /usr/sbin/policy-rc.d' EXIT; \
	        printf '#!/bin/sh\nexit 101\n' | "$${sudo[@]}" tee $$policy >/dev/null; \
	        "$${sudo[@]}" chmod +x $$policy; \
	    fi; \
	    "$${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
	        apt-get install -qq -y --no-install-recommends "$${missing[@]}" >/dev/null; \
	    for name in $(daemons) openssh-server; do \
	        [[ " $${missing[*]} " != *" $$name "* ]] || ! command -v systemctl >/dev/null \
	            || "$${sudo[@]}" systemctl --quiet disable $${name/openssh-server/ssh}; \
	    done; \
	fi

$(resolved): | install
	rm -rf .build-lab && mkdir .build-lab
	cd .build-lab; apt-get download -qq systemd-resolved || { $(root) apt-get update -qq; \
	    apt-get download -qq systemd-resolved; }; dpkg -x *.deb .; rm *.deb

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

## Every test, and the executable that CommandTests runs, under the address and then the thread sanitizer.
# The linker tells of hundreds of the sanitizer's own symbols; pipefail keeps the exit code.
quiet := { grep --line-buffered -v "Cannot export local symbol '__[at]san_" || true; }
sanitize: export LSAN_OPTIONS = suppressions=$(CURDIR)/Tests/leaks.txt
sanitize: install $(resolved)
	swift test --disable-xctest --sanitize=address --scratch-path .build-asan 2>&1 | $(quiet)
	swift test --disable-xctest --sanitize=thread --scratch-path .build-tsan 2>&1 | $(quiet)

## Every leak switch, look-alike and live run again and again, then all drills: all rounds must pass.
soak: install $(resolved) build release
	for round in $$(seq $(or $(ROUNDS),20)); do echo "round $$round"; $(lab) LabTests; done
	$(MAKE) drills

## Every fault behind every kill switch, each watched for WATCH=15s, in LABS=3 labs at a time.
drills: export DRILL = all
drills: export WATCH := $(or $(WATCH),15s)
drills: export LABS := $(or $(LABS),3)
drills: install build release
	for round in $$(seq $(or $(ROUNDS),3)); do echo "round $$round"; $(lab) DrillMatrixTests; done

## Kills drills at random moments: each time the machine must be as before, byte for byte.
chaos: install release
	$(root) Scripts/chaos --tool $(tool) --rounds $(or $(ROUNDS),100)

## Every fault behind a strict kill switch at two hops, in six labs side by side; Scripts/drill-all has other shapes.
drill-all: install release
	$(root) Scripts/drill-all --tool $(tool) $(if $(SHAPE),--killswitch $(SHAPE))

## Opens the stored pages in a browser, at three widths and in both themes: no request, an empty console,
## nothing too wide, and no violation that axe-core sees. SHOTS=folder keeps pictures of them.
report-audit: install .build-audit/axe.min.js
	Scripts/report-audit --axe .build-audit/axe.min.js $(if $(SHOTS),--shots $(SHOTS)) \
	    Tests/ReportsTests/Goldens/*.html

# The package holds nothing but axe.min.js and a way to drive another browser, which is not used.
.build-audit/axe.min.js:
	mkdir -p .build-audit
	python3 -m pip install --quiet --no-deps --target .build-audit/python axe-core-python==0.1.0
	cp .build-audit/python/axe_core_python/axe.min.js $@

mutants: install
	Scripts/mutants

recordings:
	python3 Scripts/recordings/make.py
