#pragma once

/// What became of a question to libnftables.
enum wt_nft_outcome { WT_NFT_LISTED = 0, WT_NFT_REFUSED = 1, WT_NFT_ABSENT = 2 };

/// Lists the nftables ruleset of the calling thread's network namespace as JSON, without counters.
///
/// `text` becomes the JSON, or the reason why there is none. It is the caller's to free, and null
/// without memory. The library is loaded when it is first needed, so that it may be absent, and one
/// call runs at a time, because it is not safe on two threads.
int wt_nft_list(char **text);
