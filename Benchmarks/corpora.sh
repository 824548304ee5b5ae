# Builds the programs of this folder and makes corpora on demand. To be sourced.
# shellcheck shell=bash disable=SC2034

benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
corpora=$benchmarks/corpora
programs=$benchmarks/.build

# The audited host and its tunnel in every corpus.
host=(--host 02:00:00:00:50:0c)
host_addresses=(--host 192.168.50.125 --host 2001:db8:50::125 --host fe80::ff:fe00:500c)
outer=(--outer '203.0.113.10:51820,udp' --outer '[2001:db8:113::10]:51820,udp')

# name, then the generator's mode, packets and options
corpus_table='
empty           mixed 0
mixed           mixed 5000000
small           small 10000000
mtu             mtu 1000000
dns             dns 5000000
dns10m          dns 10000000
flows           flows 5000000 --flows 1000000
flows_1m        flows 1000000 --flows 1000000
flows_4m        flows 4000000 --flows 1000000
s_mixed         mixed 160000
s_small         small 600000
s_mtu           mtu 34000
s_dns           dns 300000
s_flows         flows 450000 --flows 200000
tiny_mixed      mixed 20000
tiny_small      small 20000
tiny_mtu        mtu 20000
tiny_dns        dns 20000
tiny_flows      flows 20000 --flows 4000
once_mixed      mixed 400000
once_small      small 160000
once_mtu        mtu 40000
once_dns        dns 160000
once_flows      flows 160000 --flows 40000
more_mixed      mixed 480000
more_small      small 240000
more_mtu        mtu 60000
more_dns        dns 240000
more_flows      flows 240000 --flows 40000
tiny_sll        mixed 20000 --link sll
tiny_sll2       mixed 20000 --link sll2 --format pcap-ns
tiny_raw        mixed 20000 --link raw
tiny_pcapng     mixed 20000 --format pcapng
tiny_hostile    hostile 20000
steady_mixed    mixed 64000 --cycle 1000
steady_mixed_2  mixed 128000 --cycle 1000
steady_dns      dns 64000 --cycle 1000
steady_dns_2    dns 128000 --cycle 1000
steady_flows    flows 32000 --flows 64
steady_flows_2  flows 64000 --flows 64
'

# build_program NAME SOURCE... [OPTION...]: compiles when a file beside the sources is newer.
build_program() {
    local name=$1 source=$2
    shift
    if [[ -x $programs/$name && -z $(find "$(dirname "$source")" -newer "$programs/$name") ]]; then
        return
    fi
    mkdir -p "$programs"
    cc -O2 -std=c11 -Wall -Wextra -o "$programs/$name" "$@"
}

build_generator() { build_program generator "$benchmarks"/generator/*.c; }
# libpcap's headers need BSD type names, which -std=c11 alone hides.
build_null_loop() {
    build_program null_loop "$benchmarks/null/null_loop.c" -D_DEFAULT_SOURCE -lpcap
}

# The generator's arguments for a corpus, in the array `arguments`.
corpus_arguments() {
    local name rest
    while read -r name rest; do
        if [[ $name == "$1" ]]; then
            read -ra arguments <<<"$rest"
            return
        fi
    done <<<"$corpus_table"
    echo "no such corpus: $1" >&2
    return 1
}

corpus_path() { echo "$corpora/$1.pcap"; }

corpus_packets() {
    local arguments
    corpus_arguments "$1"
    echo "${arguments[1]}"
}

# make_corpus NAME...: writes what is not there yet, or is older than the generator.
make_corpus() {
    local name path arguments
    build_generator
    mkdir -p "$corpora"
    for name in "$@"; do
        path=$(corpus_path "$name")
        [[ -e $path && ! $programs/generator -nt $path ]] && continue
        corpus_arguments "$name"
        echo "making $name" >&2
        "$programs/generator" "${arguments[0]}" "${arguments[1]}" "$path.part" "${arguments[@]:2}"
        mv "$path.part" "$path"
    done
}

# Prints "SHA-256 SIZE NAME" for each corpus.
corpus_sums() {
    local name path
    for name in "$@"; do
        path=$(corpus_path "$name")
        echo "$(sha256sum <"$path" | cut -d' ' -f1) $(stat -c %s "$path") $name"
    done
}

# check_corpora NAME...: fails unless size and SHA-256 are the recorded ones.
check_corpora() {
    local line
    while read -r line; do
        grep -qxF "$line" "$benchmarks/corpora.sha256" && continue
        echo "corpus differs from corpora.sha256: ${line##* }" >&2
        return 1
    done < <(corpus_sums "$@")
}
