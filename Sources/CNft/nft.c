#include "CNft.h"
#include <dlfcn.h>
#include <nftables/libnftables.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The types are those of the header, so a changed prototype does not compile.
#define FUNCTIONS(apply) \
    apply(nft_ctx_new) apply(nft_ctx_free) apply(nft_ctx_output_set_flags) \
    apply(nft_ctx_buffer_output) apply(nft_ctx_buffer_error) apply(nft_ctx_get_output_buffer) \
    apply(nft_ctx_get_error_buffer) apply(nft_run_cmd_from_buffer)
#define MEMBER(name) __typeof__(&name) name;
#define FIND(name) \
    *(void **)&library.name = dlsym(handle, #name); \
    if (!library.name) return 0;

static struct { FUNCTIONS(MEMBER) } library;
static pthread_mutex_t owner = PTHREAD_MUTEX_INITIALIZER;

static int load(void) {
    static int is_loaded;
    if (is_loaded) return 1;
    void *handle = dlopen("libnftables.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return 0;
    FUNCTIONS(FIND)
    return is_loaded = 1;
}

static int list(char **text) {
    if (!load()) {
        *text = strdup("libnftables is not installed");
        return WT_NFT_ABSENT;
    }
    struct nft_ctx *context = library.nft_ctx_new(NFT_CTX_DEFAULT);
    if (!context) {
        *text = strdup("libnftables did not start");
        return WT_NFT_REFUSED;
    }
    library.nft_ctx_output_set_flags(context, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_STATELESS);
    library.nft_ctx_buffer_output(context);
    library.nft_ctx_buffer_error(context);
    int failed = library.nft_run_cmd_from_buffer(context, "list ruleset");
    const char *answer = failed ? library.nft_ctx_get_error_buffer(context)
                                : library.nft_ctx_get_output_buffer(context);
    *text = answer ? strdup(answer) : NULL;
    library.nft_ctx_free(context);
    return failed ? WT_NFT_REFUSED : WT_NFT_LISTED;
}

int wt_nft_list(char **text) {
    pthread_mutex_lock(&owner);
    int outcome = list(text);
    pthread_mutex_unlock(&owner);
    return outcome;
}
