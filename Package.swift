// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: strict memory safety, explicit existentials, no accidental re-exports.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "watertight",
    products: [.executable(name: "watertight", targets: ["Command"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    ],
    targets: [
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
        .target(name: "CShims"),
        .target(name: "CNft"),
        .target(name: "CCurl"),
        .target(name: "Wire", dependencies: ["CCrypto"], swiftSettings: strict),
        .target(
            name: "Evidence", dependencies: ["Wire", "CCrypto", "CShims"], swiftSettings: strict),
        .target(name: "Audit", dependencies: ["Wire", "Evidence"], swiftSettings: strict),
        .target(
            name: "Checks", dependencies: ["Wire", "Evidence", "Audit"], path: "checks",
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Reports",
            dependencies: [
                "Wire", "Audit", .product(name: "Mustache", package: "swift-mustache"),
            ],
            path: "reports", exclude: ["schema", "samples"],
            resources: [.embedInCode("templates")], swiftSettings: strict),
        .target(
            name: "Gather", dependencies: ["Wire", "Evidence", "CShims"], swiftSettings: strict),
        .target(
            name: "Capture", dependencies: ["Wire", "Gather", "CPcap", "CShims"],
            swiftSettings: strict),
        .target(
            name: "Probes", dependencies: ["Wire", "Evidence", "Gather", "CCurl", "CShims"],
            swiftSettings: strict),
        .target(
            name: "Responder",
            dependencies: [
                "Wire",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .target(
            name: "Lab", dependencies: ["Evidence", "Gather", "Host", "CShims"],
            swiftSettings: strict),
        .target(
            name: "Host", dependencies: ["Wire", "Evidence", "Gather", "CShims", "CNft"],
            swiftSettings: strict),
        .target(
            name: "Tunnels", dependencies: ["Wire", "Evidence", "Gather", "Host", "CShims"],
            swiftSettings: strict),
        .executableTarget(
            name: "Command",
            dependencies: [
                "Wire", "Evidence", "Audit", "Checks", "Reports", "Gather", "Capture", "Probes",
                "Host", "Tunnels", "Responder", "Lab", "CShims",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WireTests", dependencies: ["Wire", "HostileBytes"], swiftSettings: strict),
        .testTarget(
            name: "EvidenceTests", dependencies: ["Wire", "Evidence"], swiftSettings: strict),
        .testTarget(
            name: "ChecksTests", dependencies: ["Wire", "Evidence", "Audit", "Checks", "Reports"],
            swiftSettings: strict),
        .testTarget(
            name: "ReportsTests", dependencies: ["Wire", "Audit", "Reports"],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "CommandTests", dependencies: ["Wire", "Evidence"], swiftSettings: strict),
        .testTarget(
            name: "ResponderTests",
            dependencies: [
                "Wire", "Responder", "HostileBytes",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LabTests",
            dependencies: [
                "Wire", "Evidence", "Checks", "Audit", "Gather", "Host", "Probes", "Lab",
                "Namespaces", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GatherTests", dependencies: ["Wire", "Evidence", "Gather"],
            swiftSettings: strict),
        .testTarget(
            name: "CaptureTests",
            dependencies: [
                "Wire", "Evidence", "Audit", "Checks", "Gather", "Capture", "Host", "Namespaces",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ProbesTests",
            dependencies: [
                "Wire", "Evidence", "Gather", "Host", "Probes", "Responder", "Namespaces",
            ],
            exclude: ["Endpoints/Recorded"], swiftSettings: strict),
        .target(
            name: "Namespaces", dependencies: ["Gather", "Host"], path: "Tests/Namespaces",
            swiftSettings: strict),
        .target(name: "HostileBytes", path: "Tests/HostileBytes", swiftSettings: strict),
        .testTarget(
            name: "HostTests",
            dependencies: [
                "Wire", "Evidence", "Audit", "Gather", "Host", "Namespaces", "HostileBytes",
            ],
            exclude: ["Rulesets"],
            swiftSettings: strict),
        .testTarget(
            name: "TunnelsTests",
            dependencies: ["Wire", "Evidence", "Host", "Tunnels", "Namespaces"],
            swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
