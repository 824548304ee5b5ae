#!/usr/bin/env bash
# Compares the oracle's counts with tshark's display filters.
#
# usage: compare_tshark.sh CAPTURE... -- --host MAC|ADDR ... --outer ADDR:PORT,udp ...
#
# The options after "--" are the oracle's. The filters know hosts by MAC or address and outer flows
# of the form ADDR:PORT,udp. Reassembly is off, else fragments and segments are counted once.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
captures=()
while (($#)) && [[ $1 != -- ]]; do captures+=("$1"); shift; done
((${#captures[@]} && $# > 1)) || { sed -n '4p' "$0" >&2; exit 2; }
shift
options=("$@")

# A field compared with one value; "#1" picks the outermost layer, not a quoted or carried one.
sent="sll.pkttype == 4" out="" in=""
while (($#)); do
    case $1 in
    --host)
        field=ip.src#1
        [[ $2 != *:* ]] || field=ipv6.src#1
        [[ ! $2 =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ ]] || field=eth.src
        sent+=" or $field == $2" ;;
    --outer)
        endpoint=${2%,udp} port=${2%,udp}
        port=${port##*:} endpoint=${endpoint%:*}
        endpoint=${endpoint#[} endpoint=${endpoint%]}
        [[ $endpoint == *:* ]] && family=ipv6 || family=ip
        out+="${out:+ or }($family.dst#1 == $endpoint and udp.dstport#1 == $port)"
        in+="${in:+ or }($family.src#1 == $endpoint and udp.srcport#1 == $port)" ;;
    esac
    shift 2
done

# Not what an error quotes or another protocol carries.
outermost="not icmp and not icmpv6 and not gre and not ip.proto#1 == 41 and not ip.proto#1 == 4"
udp="(udp and $outermost)"
tcp="(tcp and $outermost)"

allowed="arp or igmp or ($udp and udp.srcport#1 == 68 and udp.dstport#1 == 67)
    or ($udp and udp.srcport#1 == 546 and udp.dstport#1 == 547 and ipv6.dst#1 == ff02::1:2)
    or (icmpv6.type >= 133 and icmpv6.type <= 137 and ipv6.hlim#1 == 255)
    or (icmpv6.type >= 130 and icmpv6.type <= 132) or icmpv6.type == 143"
# Errors to an outer flow's address that quote its port as a source. The quoted address is left
# out: tshark 4.0 takes "ip.src" for "ip.src#1" where one filter has both.
errors="(icmp.type == 3 or icmpv6.type == 1 or icmpv6.type == 2)
    and (${out//udp.dstport#1 == /udp.srcport == })"

names=(dns encrypted_dns stun ntp chatter transition fragment other_protocol ipv6 ipv4)
filters=(
    "($udp or $tcp) and (udp.dstport#1 == 53 or tcp.dstport == 53)"
    "($udp and (udp.dstport#1 == 853 or udp.dstport#1 == 5443 or udp.dstport#1 == 8853
        or udp.dstport#1 == 784)) or ($tcp and (tcp.dstport == 853 or tcp.dstport == 5443))"
    "$udp and stun"
    "($udp and udp.dstport#1 == 123) or ($tcp and tcp.dstport == 4460)"
    "$udp and (udp.dstport#1 == 5353 or udp.dstport#1 == 5355 or udp.dstport#1 == 137
        or udp.dstport#1 == 138 or udp.dstport#1 == 1900 or udp.dstport#1 == 3702
        or udp.dstport#1 == 17500)"
    "ip.proto#1 == 41 or ip.proto#1 == 4 or gre.proto == 0x86dd
        or ($udp and udp.dstport#1 == 3544)"
    "ip.flags.mf#1 == 1 or ip.frag_offset#1 > 0 or ipv6.fraghdr"
    "(ip or ipv6) and not $udp and not $tcp"
    "ipv6"
    "ip"
)
rest="not (${allowed}) and not (${errors})"
queries=("not (${sent}) and (${in})" "(${sent}) and (${out}) and not icmp and not icmpv6")
labels=(ingress.outer_flow egress.outer_flow)
earlier="(${out}) and not icmp and not icmpv6"
for i in "${!names[@]}"; do
    queries+=("(${sent}) and ${rest} and not (${earlier}) and (${filters[i]})")
    labels+=("${names[i]}")
    earlier="(${earlier}) or (${filters[i]})"
done

status=0
for capture in "${captures[@]}"; do
    statistics="io,stat,0"
    for query in "${queries[@]}"; do statistics+=",${query//$'\n'/ }"; done
    counted=$(tshark -n -q -r "$capture" -z "$statistics" \
        -o ip.defragment:FALSE -o ipv6.defragment:FALSE -o tcp.desegment_tcp_streams:FALSE \
        -o tcp.analyze_sequence_numbers:FALSE 2>/dev/null | grep '<>')
    echo "$capture"
    python3 "$here/oracle.py" "$capture" "${options[@]}" |
        python3 "$here/compare_counts.py" "$counted" "${labels[@]}" || status=1
done
exit "$status"
