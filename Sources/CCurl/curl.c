#include "CCurl.h"
#include <dlfcn.h>
#include <pthread.h>

// The types are those of the header, so a changed prototype does not compile.
#define FUNCTIONS(apply) \
    apply(curl_global_init) apply(curl_easy_init) apply(curl_easy_cleanup) \
    apply(curl_easy_setopt) apply(curl_easy_perform) apply(curl_easy_getinfo) \
    apply(curl_easy_send) apply(curl_easy_recv) apply(curl_slist_append) apply(curl_slist_free_all)
#define MEMBER(name) __typeof__(&name) name;
#define FIND(name) \
    *(void **)&library.name = dlsym(handle, #name); \
    if (!library.name) return;
// The header has macros of some of these names, which parentheses keep away.
#define CALL(name) (library.name)

static struct { FUNCTIONS(MEMBER) } library;
static int is_loaded;

static void load(void) {
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
    FUNCTIONS(FIND)
    is_loaded = CALL(curl_global_init)(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

int wt_curl_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded;
}

CURL *wt_curl_new(void) { return CALL(curl_easy_init)(); }

void wt_curl_free(CURL *handle) { CALL(curl_easy_cleanup)(handle); }

CURLcode wt_curl_set_number(CURL *handle, CURLoption option, long value) {
    return CALL(curl_easy_setopt)(handle, option, value);
}

CURLcode wt_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return CALL(curl_easy_setopt)(handle, option, value);
}

CURLcode wt_curl_set_body(CURL *handle, const void *bytes, size_t count) {
    CURLcode code = CALL(curl_easy_setopt)(handle, CURLOPT_POSTFIELDSIZE, (long)count);
    return code ? code : CALL(curl_easy_setopt)(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}

CURLcode wt_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return CALL(curl_easy_setopt)(handle, option, list);
}

CURLcode wt_curl_set_sink(
    CURL *handle, CURLoption function, wt_curl_sink sink, CURLoption argument, void *context) {
    CURLcode code = CALL(curl_easy_setopt)(handle, function, sink);
    return code ? code : CALL(curl_easy_setopt)(handle, argument, context);
}

CURLcode wt_curl_set_hook(CURL *handle, wt_curl_hook hook, void *context) {
    CURLcode code = CALL(curl_easy_setopt)(handle, CURLOPT_SOCKOPTFUNCTION, hook);
    return code ? code : CALL(curl_easy_setopt)(handle, CURLOPT_SOCKOPTDATA, context);
}

CURLcode wt_curl_perform(CURL *handle) { return CALL(curl_easy_perform)(handle); }

CURLcode wt_curl_number(CURL *handle, CURLINFO what, long *value) {
    return CALL(curl_easy_getinfo)(handle, what, value);
}

CURLcode wt_curl_text(CURL *handle, CURLINFO what, const char **text) {
    return CALL(curl_easy_getinfo)(handle, what, text);
}

CURLcode wt_curl_socket(CURL *handle, curl_socket_t *descriptor) {
    return CALL(curl_easy_getinfo)(handle, CURLINFO_ACTIVESOCKET, descriptor);
}

CURLcode wt_curl_send(CURL *handle, const void *bytes, size_t count, size_t *sent) {
    return CALL(curl_easy_send)(handle, bytes, count, sent);
}

CURLcode wt_curl_receive(CURL *handle, void *bytes, size_t room, size_t *received) {
    return CALL(curl_easy_recv)(handle, bytes, room, received);
}

struct curl_slist *wt_curl_append(struct curl_slist *list, const char *text) {
    return CALL(curl_slist_append)(list, text);
}

void wt_curl_free_list(struct curl_slist *list) { CALL(curl_slist_free_all)(list); }
