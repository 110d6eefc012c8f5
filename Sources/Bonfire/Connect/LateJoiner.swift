internal import Logging
internal import StoatCore
internal import StoatMessaging
internal import StoatModels

/// Does what events ask for and the director cannot do at once: topics of changed states, servers entered that this
/// process does not hold yet.
struct LateJoiner: Sendable {
    let core: Core
    let director: GatewayDirector
    let binder: TopicBinder
    let loader: ServerLoader
    let reader: SessionReader
    /// Called when something was missed that cannot be repaired.
    let onFailure: @Sendable (UserID) -> Void

    func perform(_ job: GatewayState.FollowUp) async {
        switch job {
        case .retopic(let acquired, let released):
            if !released.isEmpty { await binder.release(Set(released)) }
            guard !acquired.isEmpty else { return }
            do { try await binder.acquire(Set(acquired)) } catch {
                core.logger.warning("Topics could not be bound", metadata: [LogKey.error: "\(error)"])
            }
        case .join(let user, let server, let event, let body):
            do { try await join(user, server, event, body) } catch {
                core.logger.warning(
                    "A server that a user joined could not be loaded",
                    metadata: [LogKey.serverID: "\(server)", LogKey.error: "\(error)"]
                )
                onFailure(user)
            }
        }
    }

    /// Binds and loads the server, then lets the held `ServerCreate` go.
    ///
    /// The user hears everything that follows that event; what was said before it is history, which clients fetch when
    /// they open a channel.
    private func join(_ user: UserID, _ server: ServerID, _ event: DeliveredEvent, _ body: Object) async throws {
        let topic: Set<Topic> = [.server(server)]
        try await binder.acquire(topic)
        do {
            try await loader.ensure([server])
            let id = Member.ID(server: server, user: user)
            guard let member = try await reader.membership(id),
                director.completeJoin(user, member, event, body)
            else { return await binder.release(topic) }
        } catch {
            await binder.release(topic)
            throw error
        }
    }
}
