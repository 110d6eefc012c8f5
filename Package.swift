// swift-tools-version: 6.2
import PackageDescription

// One list for every target of ours. It stands above `package` because a `let` below it is empty while `package` is
// initialised.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let atomics: Target.Dependency = .product(name: "Atomics", package: "swift-atomics")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let tomlKit: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")

/// A service library and the executable that runs it alone.
func service(_ name: String, executable: String, extra: [Target.Dependency]) -> [Target] {
    [
        .target(
            name: name,
            dependencies: ["StoatModels", "StoatStorage", "StoatMessaging", "StoatCore", lifecycle, logging] + extra,
            swiftSettings: settings
        ),
        .executableTarget(
            name: executable,
            dependencies: [.target(name: name), "StoatCore", "StoatLaunch", argumentParser],
            path: "Sources/Executables/\(executable)",
            swiftSettings: settings
        ),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name), "StoatCore", "StoatModels", "TestSupport", nioCore, nioEmbedded]
                + extra,
            swiftSettings: settings
        ),
    ]
}

let package = Package(
    name: "stoat",
    products: [
        .library(name: "StoatCore", targets: ["StoatModels", "StoatStorage", "StoatMessaging", "StoatCore"]),
        .library(name: "Bonfire", targets: ["Bonfire"]),
        .executable(name: "stoat", targets: ["stoat"]),
        .executable(name: "stoat-january", targets: ["stoat-january"]),
        .executable(name: "stoat-gifbox", targets: ["stoat-gifbox"]),
        .executable(name: "stoat-autumn", targets: ["stoat-autumn"]),
        .executable(name: "stoat-api", targets: ["stoat-api"]),
        .executable(name: "stoat-bonfire", targets: ["stoat-bonfire"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.0")),
        .package(url: "https://github.com/apple/swift-atomics", .upToNextMinor(from: "1.3.0")),
        .package(url: "https://github.com/apple/swift-collections", .upToNextMinor(from: "1.6.0")),
        .package(url: "https://github.com/apple/swift-crypto", .upToNextMinor(from: "4.5.0")),
        .package(url: "https://github.com/apple/swift-http-types", .upToNextMinor(from: "1.8.0")),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.0")),
        .package(url: "https://github.com/apple/swift-system", .upToNextMinor(from: "1.8.0")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.0")),
        .package(url: "https://github.com/apple/swift-nio-extras", .upToNextMinor(from: "1.35.0")),
        .package(url: "https://github.com/groue/GRDB.swift", .upToNextMinor(from: "7.10.0")),
        .package(url: "https://github.com/hummingbird-project/hummingbird", .upToNextMinor(from: "2.28.0"), traits: []),
        .package(url: "https://github.com/LebJe/TOMLKit", .upToNextMinor(from: "0.6.0")),
        .package(url: "https://github.com/swift-server/async-http-client", .upToNextMinor(from: "1.37.0")),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", .upToNextMinor(from: "2.13.0")),
        .package(url: "https://github.com/swiftlang/swift-subprocess", .upToNextMinor(from: "1.0.0"), traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CArgon2",
            path: "Sources/C/CArgon2",
            pkgConfig: "libargon2",
            providers: [.apt(["libargon2-dev"])]
        ),
        .systemLibrary(
            name: "CCrypto",
            path: "Sources/C/CCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CCurl",
            path: "Sources/C/CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CHiredis",
            path: "Sources/C/CHiredis",
            providers: [.apt(["libhiredis-dev"])]
        ),
        .systemLibrary(
            name: "CJansson",
            path: "Sources/C/CJansson",
            pkgConfig: "jansson",
            providers: [.apt(["libjansson-dev"])]
        ),
        .systemLibrary(
            name: "CMongoc",
            path: "Sources/C/CMongoc",
            pkgConfig: "libmongoc-1.0",
            providers: [.apt(["libmongoc-dev"])]
        ),
        .systemLibrary(
            name: "CRabbitMQ",
            path: "Sources/C/CRabbitMQ",
            pkgConfig: "librabbitmq",
            providers: [.apt(["librabbitmq-dev"])]
        ),
        .systemLibrary(
            name: "CVips",
            path: "Sources/C/CVips",
            pkgConfig: "vips",
            providers: [.apt(["libvips-dev"])]
        ),
        .systemLibrary(
            name: "CXML2",
            path: "Sources/C/CXML2",
            pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"])]
        ),

        .target(name: "StoatModels", dependencies: ["CJansson", collections, nioCore], swiftSettings: settings),
        .target(
            name: "StoatStorage",
            dependencies: [
                "StoatModels", "CCrypto", "CMongoc", asyncHTTPClient, atomics, crypto, grdb, httpTypes, logging,
                nioCore,
                nioPosix,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "StoatMessaging",
            dependencies: [
                "StoatModels", "StoatStorage", "CHiredis", "CRabbitMQ", atomics, collections, logging, lifecycle,
                nioCore,
                nioPosix,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "StoatMedia",
            dependencies: [
                "StoatModels", "StoatStorage", "CVips", logging, nioCore, nioPosix, subprocess, systemPackage,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "StoatCore",
            dependencies: [
                "StoatModels", "StoatStorage", "StoatMessaging", "CArgon2", asyncHTTPClient, atomics, collections,
                crypto,
                hummingbird, httpTypes, lifecycle, logging, nioCore, nioPosix, nioHTTP1, nioHTTPTypes, tomlKit,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "StoatLaunch",
            dependencies: [
                "StoatCore", "StoatStorage", "StoatMessaging", argumentParser, lifecycle, logging, unixSignals,
            ],
            swiftSettings: settings
        ),
    ]
        + service("API", executable: "stoat-api", extra: [hummingbird, httpTypes, nioCore, crypto])
        + service(
            "Bonfire",
            executable: "stoat-bonfire",
            extra: [collections, httpTypes, nioCore, nioPosix, nioHTTP1, nioWebSocket]
        )
        + service(
            "Autumn",
            executable: "stoat-autumn",
            extra: ["StoatMedia", crypto, hummingbird, httpTypes, nioCore, nioPosix]
        )
        + service(
            "January",
            executable: "stoat-january",
            extra: ["StoatMedia", "CCurl", "CXML2", collections, hummingbird, httpTypes, nioCore, nioPosix]
        )
        + service(
            "Gifbox",
            executable: "stoat-gifbox",
            extra: [asyncHTTPClient, hummingbird, httpTypes, nioCore, nioHTTP1]
        )
        + [
            .executableTarget(
                name: "stoat",
                dependencies: [
                    "API", "Autumn", "Bonfire", "Gifbox", "January", "StoatCore", "StoatLaunch", argumentParser,
                ],
                path: "Sources/Executables/stoat",
                swiftSettings: settings
            ),

            .systemLibrary(name: "CSpawn", path: "Tests/C/CSpawn"),
            .target(
                name: "TestSupport",
                dependencies: [
                    "CSpawn", "StoatModels", "StoatStorage", "StoatMessaging", "StoatCore", logging, nioCore, nioPosix,
                ],
                path: "Tests/Support",
                swiftSettings: settings
            ),
            .testTarget(
                name: "StoatModelsTests",
                dependencies: ["StoatModels", "TestSupport", nioCore],
                swiftSettings: settings
            ),
            .testTarget(
                name: "StoatStorageTests",
                dependencies: ["StoatStorage", "StoatModels", "TestSupport", grdb, nioCore],
                swiftSettings: settings
            ),
            .testTarget(
                name: "StoatMediaTests",
                dependencies: ["StoatMedia", "StoatModels", "TestSupport", logging, nioCore],
                swiftSettings: settings
            ),
            .testTarget(
                name: "StoatMessagingTests",
                dependencies: ["StoatMessaging", "StoatModels", "StoatStorage", "TestSupport"],
                swiftSettings: settings
            ),
            .testTarget(
                name: "StoatCoreTests",
                dependencies: [
                    "StoatCore", "StoatMessaging", "StoatModels", "StoatStorage", "TestSupport", crypto, hummingbird,
                    httpTypes,
                    lifecycle, logging, nioCore, nioPosix,
                ],
                swiftSettings: settings
            ),
            .testTarget(
                name: "BlackBoxTests",
                dependencies: ["TestSupport"],
                path: "Tests/BlackBox",
                exclude: ["python"],
                swiftSettings: settings
            ),
        ],
    swiftLanguageModes: [.v6]
)
