// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nothing that only measures is built with the product.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "stoat", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", .upToNextMinor(from: "2.28.0"), traits: []),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.0")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.0")),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", .upToNextMinor(from: "2.13.0")),
    ],
    targets: [
        // The receiving half of the fan-out benchmarks and the bare loops they are compared with, in C.
        .executableTarget(name: "fanout-receiver", cSettings: [.unsafeFlags(["-O2"])]),
        .executableTarget(name: "fanout-baseline", cSettings: [.unsafeFlags(["-O2"])]),
        .systemLibrary(
            name: "CMongocBaseline", path: "Sources/CMongocBaseline", pkgConfig: "libmongoc-1.0",
            providers: [.apt(["libmongoc-dev"])]),
        .executableTarget(
            name: "mongo-baseline", dependencies: ["CMongocBaseline"], cSettings: [.unsafeFlags(["-O2"])]),
        .systemLibrary(
            name: "CVipsBaseline", path: "Sources/CVipsBaseline", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
        .systemLibrary(
            name: "CCurlBaseline", path: "Sources/CCurlBaseline", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CCryptoBaseline", path: "Sources/CCryptoBaseline", pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]),
        .executableTarget(
            name: "preview-baseline", dependencies: ["CVipsBaseline"], cSettings: [.unsafeFlags(["-O2"])]),
        .executableTarget(
            name: "upload-baseline", dependencies: ["CCryptoBaseline"],
            cSettings: [.unsafeFlags(["-O2"]), .define("_GNU_SOURCE")]),
        .executableTarget(
            name: "fetch-baseline", dependencies: ["CCurlBaseline"], cSettings: [.unsafeFlags(["-O2"])]),
        .executableTarget(
            name: "HelloBench",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "FanoutBench",
            dependencies: [
                .product(name: "StoatCore", package: "stoat"), .product(name: "Bonfire", package: "stoat"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
