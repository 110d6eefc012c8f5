internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// Speaks the HTTP part of a connection and then makes way for the session.
///
/// Answers one request: an opening handshake turns the pipeline into a single ``GatewaySession``, anything else gets a
/// small answer and the connection is closed.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler, Timed {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let hub: LoopHub
    private let gate: AddressGate
    private let accepted: NIODeadline
    private var head: HTTPRequestHead?
    private var hasAnswered = false
    private var context: ChannelHandlerContext?

    /// Validates key and version and computes `Sec-WebSocket-Accept`; its own pipeline changes are not used.
    private static let upgrader = NIOWebSocketServerUpgrader(
        shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
        upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
    )

    init(hub: LoopHub, gate: AddressGate) {
        self.hub = hub
        self.gate = gate
        self.accepted = .now()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        hub.wheel.enter(self, due: accepted + hub.limits.authenticationTime)
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Ends a connection that has not become a session.
    func abandon() { context?.close(promise: nil) }

    func timeCame(_ now: NIODeadline) -> NIODeadline? {
        context?.close(promise: nil)
        return nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, !hasAnswered else { return context.close(promise: nil) }
        answer("400 Bad Request", #"{"type":"BadRequest"}"#, context: context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasAnswered else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end: if let head { decide(head, context: context) }
        }
    }

    private func decide(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        switch UpgradeDecision(head) {
        case .healthy: answer("200 OK", #"{"status":"ok"}"#, context: context)
        case .upgradeRequired:
            answer(
                "426 Upgrade Required",
                #"{"type":"UpgradeRequired"}"#,
                context: context,
                headers: "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            )
        case .badRequest: answer("400 Bad Request", #"{"type":"BadRequest"}"#, context: context)
        case .upgrade:
            guard let pass = gate.admit(peer: context.remoteAddress, headers: head.headers) else {
                hub.metrics.refusedConnects.count()
                return answer(
                    "429 Too Many Requests",
                    #"{"type":"TooManyRequests"}"#,
                    context: context,
                    headers: "Retry-After: 5\r\n"
                )
            }
            upgrade(head, pass, context: context)
        }
    }

    private func upgrade(_ head: HTTPRequestHead, _ pass: AddressGate.Pass, context: ChannelHandlerContext) {
        hasAnswered = true
        Self.upgrader.buildUpgradeResponse(
            channel: context.channel,
            upgradeRequest: head,
            initialResponseHeaders: ["Connection": "Upgrade", "Upgrade": "websocket"]
        ).assumeIsolated().whenComplete { [self] result in
            guard case .success(let headers) = result else {
                gate.release(pass)
                return context.close(promise: nil)
            }
            var response = "HTTP/1.1 101 Switching Protocols\r\n"
            for header in headers { response += "\(header.name): \(header.value)\r\n" }
            context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: response + "\r\n")), promise: nil)
            makeWay(head, pass, context: context)
        }
    }

    /// Replaces the HTTP handlers by the session; bytes that followed the request go to it.
    private func makeWay(_ head: HTTPRequestHead, _ pass: AddressGate.Pass, context: ChannelHandlerContext) {
        let query = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
        let gate = self.gate
        let session = GatewaySession(hub: hub, query: ConnectQuery(query ?? ""), pass: pass, gate: gate)
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(session, position: .last)
            pipeline.removeHandler(context: context, promise: nil)
            pipeline.removeHandler(decoder, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    private func answer(
        _ status: String,
        _ body: String,
        context: ChannelHandlerContext,
        headers: String = ""
    ) {
        hasAnswered = true
        let text =
            "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Access-Control-Allow-Origin: *\r\nConnection: close\r\n\(headers)\r\n\(body)"
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        context.close(mode: .output, promise: nil)
    }
}
