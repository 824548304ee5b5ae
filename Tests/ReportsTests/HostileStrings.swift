/// Strings that somebody else may have chosen: names, notes, paths and titles that try to be more than
/// text, in a terminal, in JSON, in a page or in a template.
enum HostileStrings {
    static let all: [String] = [
        "\u{1b}[31mred\u{1b}[0m", "\u{1b}]0;title\u{07}", "\u{9b}31m", "\u{202e}gpj.exe",
        "\u{2066}isolated",
        "\u{600}<script>alert(1)</script>", "\u{110bd}\" onx=1", "a\u{301}\"b", "a\0b",
        "line\nfeed", "carriage\rreturn",
        "tab\there", "\u{e0020}\u{e0041}", "zero\u{200b}width\u{feff}", "\u{200d}joiner\u{fe0f}",
        "\u{2028}line\u{2029}",
        "\u{7f}\u{85}", "back\\slash \"quoted\"", "::error file=x::y", "$(rm -rf ~)`id`", "", " ",
        "\u{fffd}\u{fffe}\u{10ffff}", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", "👩‍👩‍👧‍👦🇳🇱👍🏽",
        String(repeating: "x", count: 10_000), String(repeating: "\u{e0020}", count: 10_000),
        String(repeating: "a", count: 63) + ".example",
        String(repeating: "Z\u{301}\u{302}\u{303}", count: 500),
        "2001:db8:1234:5678:9abc:def0:1234:5678%verylongzone", "' OR 1=1 --", "=HYPERLINK(\"x\")",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onx=1 y=\"", "' onx=1 y='",
        "</style><style>*{display:none}</style>", "</title><script>alert(1)</script>",
        "</bdi></td></tr></table><h1>Sealed</h1>", "<svg/onload=alert(1)>", "</svg></desc><a>",
        "<!--", "-->", "]]>", "<meta http-equiv=refresh content=0>", "&lt;b&gt; &amp; &#60;",
        "{{heading}}", "{{{wideSVG}}}", "{{> style}}", "{{% CONTENT_TYPE: TEXT}}", "{{=<% %>=}}",
        "javascript:alert(1)", "url(http://192.0.2.1/)", "#finding-1",
        "\u{d4e}<b>", "<\u{1f3fb}script>", "\u{110bd}<\u{e33}b\u{301}>\u{ff9e}",
        "\"\u{301}onx=1\u{600}\"", "<\u{fe0f}b\u{200d}>", "\u{e0020}<\u{e0041}>",
    ]
}
