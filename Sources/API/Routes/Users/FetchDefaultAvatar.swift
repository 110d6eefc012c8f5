import HTTPTypes
import Hummingbird
import NIOCore
import StoatCore

extension APIRoutes {
    /// `GET /users/:target/default_avatar`: the picture of a user without one.
    ///
    /// Needs no login; any id will do.
    @Sendable func fetchDefaultAvatar(_ request: Request, context: APIContext) async throws -> Response {
        let image = DefaultAvatar.image(for: try context.parameters.text("target"))
        return Response(
            status: .ok,
            headers: [.contentType: "image/png", .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: image))
        )
    }
}
