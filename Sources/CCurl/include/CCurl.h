#pragma once
#include <curl/curl.h>

// libcurl's functions that take any argument are one function for each kind of argument here. The
// library is loaded when it is first needed: it brings thirty others, and most commands ask nobody.
// curl_version is left out: it starts libldap, which asks the resolver for this machine's own name.

/// Loads libcurl and starts it, once; 0 if it is not installed or does not start. Every function below
/// needs this to have succeeded.
int wt_curl_load(void);

/// Takes bytes of an answer; anything but their count ends the transfer.
typedef size_t (*wt_curl_sink)(char *bytes, size_t size, size_t count, void *context);
/// Looks at a new socket before it is connected; anything but CURL_SOCKOPT_OK ends the transfer.
typedef int (*wt_curl_hook)(void *context, curl_socket_t descriptor, curlsocktype purpose);

CURL *wt_curl_new(void);
void wt_curl_free(CURL *handle);
CURLcode wt_curl_set_number(CURL *handle, CURLoption option, long value);
/// libcurl copies the text.
CURLcode wt_curl_set_text(CURL *handle, CURLoption option, const char *value);
/// libcurl copies the body.
CURLcode wt_curl_set_body(CURL *handle, const void *bytes, size_t count);
/// libcurl keeps the list until the handle is freed; it is the caller's to free after that.
CURLcode wt_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *list);
CURLcode wt_curl_set_sink(
    CURL *handle, CURLoption function, wt_curl_sink sink, CURLoption argument, void *context);
CURLcode wt_curl_set_hook(CURL *handle, wt_curl_hook hook, void *context);
CURLcode wt_curl_perform(CURL *handle);
CURLcode wt_curl_number(CURL *handle, CURLINFO what, long *value);
/// The text is the handle's, until the next call.
CURLcode wt_curl_text(CURL *handle, CURLINFO what, const char **text);
CURLcode wt_curl_socket(CURL *handle, curl_socket_t *descriptor);
CURLcode wt_curl_send(CURL *handle, const void *bytes, size_t count, size_t *sent);
CURLcode wt_curl_receive(CURL *handle, void *bytes, size_t room, size_t *received);

/// A longer list, or null without memory; the old one is then still there.
struct curl_slist *wt_curl_append(struct curl_slist *list, const char *text);
void wt_curl_free_list(struct curl_slist *list);
