import NIOCore
import NIOPosix
import Synchronization

/// A site on a loopback port that answers as a test says, however odd that is.
final class TestSite: Sendable {
    /// What is sent after a request.
    enum Answer: Sendable {
        /// These bytes, then the end of the connection.
        case bytes(ByteBuffer)
        /// These bytes, and the connection stays open.
        case kept(ByteBuffer)
        /// These bytes again and again, after a beginning.
        case endless(ByteBuffer, repeating: ByteBuffer)
        /// One byte at a time.
        case drip(ByteBuffer)
        /// Nothing, ever.
        case silence

        /// A whole answer of a status, with these headers.
        static func http(_ status: Int = 200, _ headers: [String] = [], _ body: ByteBuffer = ByteBuffer()) -> Answer {
            .bytes(head(status, headers + ["Content-Length: \(body.readableBytes)", "Connection: close"], body))
        }

        /// A page in HTML.
        static func page(_ text: String) -> Answer {
            .http(200, ["Content-Type: text/html; charset=utf-8"], ByteBuffer(string: text))
        }

        static func redirect(_ status: Int = 302, to location: String) -> Answer {
            .http(status, ["Location: \(location)"])
        }

        /// The head of an answer and what follows it.
        static func head(_ status: Int, _ headers: [String], _ body: ByteBuffer = ByteBuffer()) -> ByteBuffer {
            var bytes = ByteBuffer(string: "HTTP/1.1 \(status) X\r\n" + headers.map { $0 + "\r\n" }.joined() + "\r\n")
            bytes.writeImmutableBuffer(body)
            return bytes
        }
    }

    struct Counts: Sendable {
        var connections = 0
        var open = 0
        var mostOpen = 0
        var requests: [String] = []
        var sentBytes = 0
    }

    private let channel: any Channel
    private let box: CountsBox
    let port: Int

    private init(_ answer: @escaping @Sendable (_ request: String) -> Answer) async throws {
        let counts = CountsBox()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(TestSiteHandler(answer, counts))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.port = channel.localAddress?.port ?? 0
        self.box = counts
        self.channel = channel
    }

    var counts: Counts { box.counts.withLock { $0 } }

    /// The paths asked for, in order.
    var paths: [String] {
        counts.requests.map { $0.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }

    /// `127.0.0.1:port`.
    var name: String { "127.0.0.1:\(port)" }

    /// Runs a site while `body` runs.
    static func with<T>(
        _ answer: @escaping @Sendable (_ request: String) -> Answer,
        _ body: (TestSite) async throws -> T
    ) async throws -> T {
        let site = try await TestSite(answer)
        do {
            let result = try await body(site)
            await site.stop()
            return result
        } catch {
            await site.stop()
            throw error
        }
    }

    /// A site that nothing may ever connect to.
    static func canary<T>(_ body: (TestSite) async throws -> T) async throws -> T {
        try await with({ _ in .page("<title>secret</title>") }, body)
    }

    private func stop() async {
        // Closed already.
        try? await channel.close()
    }
}

/// The counts of a site, shared with its handlers.
final class CountsBox: Sendable {
    let counts = Mutex(TestSite.Counts())
}

/// Answers the requests of one connection.
private final class TestSiteHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable (String) -> TestSite.Answer
    private let box: CountsBox
    private var received = ""

    init(_ answer: @escaping @Sendable (String) -> TestSite.Answer, _ box: CountsBox) {
        self.answer = answer
        self.box = box
    }

    func channelActive(context: ChannelHandlerContext) {
        box.counts.withLock {
            $0.connections += 1
            $0.open += 1
            $0.mostOpen = max($0.mostOpen, $0.open)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { box.counts.withLock { $0.open -= 1 } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard received.contains("\r\n\r\n") else { return }
        let request = received
        received = ""
        box.counts.withLock { $0.requests.append(request) }
        switch answer(request) {
        case .bytes(let bytes):
            context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        case .kept(let bytes): context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        case .endless(let first, let piece):
            context.writeAndFlush(wrapOutboundOut(first), promise: nil)
            repeatWrite(piece, context)
        case .drip(let bytes): drip(bytes, context)
        case .silence: break
        }
    }

    private func repeatWrite(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(piece)).assumeIsolated().whenSuccess {
            self.box.counts.withLock { $0.sentBytes += piece.readableBytes }
            // In a turn of its own: a write may be done at once.
            context.eventLoop.assumeIsolated().execute { self.repeatWrite(piece, context) }
        }
    }

    private func drip(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        var rest = bytes
        guard context.channel.isActive, let byte = rest.readSlice(length: 1) else { return }
        context.writeAndFlush(wrapOutboundOut(byte), promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) { self.drip(rest, context) }
    }
}
