internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes
internal import StoatModels

/// Bounds what a connection may cost and gives the parser's own refusals a typed body.
///
/// Sits between the HTTP codec and the framework, on the connection's event loop. A request body must be received, or
/// drained after an early answer, within the time limit.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let bodyLimit: TimeAmount
    private var deadline: Scheduled<Void>?

    init(bodyLimit: Duration) { self.bodyLimit = TimeAmount(bodyLimit) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if Self.announcesBody(head) { startDeadline(context) }
            if head.headerFields.first(.expect)?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body: break
        case .end: stopDeadline()
        }
        context.fireChannelRead(data)
    }

    /// The framework answers what its parser refuses with an empty 400 and closes: here it gets a body.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(let head) = unwrapOutboundIn(data), Self.isParserRefusal(head) else {
            context.write(data, promise: promise)
            return
        }
        let body = JSONWriter.encode(APIError(.failedValidation("request: malformed")).wireObject)
        var refusal = head
        refusal.headerFields[.contentType] = "application/json"
        refusal.headerFields[.contentLength] = String(body.readableBytes)
        refusal.headerFields[.accessControlAllowOrigin] = "*"
        context.write(wrapOutboundOut(.head(refusal)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) { stopDeadline() }

    func channelInactive(context: ChannelHandlerContext) {
        stopDeadline()
        context.fireChannelInactive()
    }

    private func startDeadline(_ context: ChannelHandlerContext) {
        stopDeadline()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: bodyLimit) { bound.value.fireErrorCaught(RequestTimeout()) }
    }

    private func stopDeadline() {
        deadline?.cancel()
        deadline = nil
    }

    private static func announcesBody(_ head: HTTPRequest) -> Bool {
        head.headerFields.contains { field in
            field.name == .transferEncoding || (field.name == .contentLength && field.value != "0")
        }
    }

    private static func isParserRefusal(_ head: HTTPResponse) -> Bool {
        head.status == .badRequest && head.headerFields.first(.contentLength) == "0"
            && head.headerFields.first(.connection) == "close"
    }
}
