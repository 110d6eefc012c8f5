internal import StoatModels

/// How a `UserUpdate` looks to different receivers.
enum UserUpdateView {
    /// For anybody but the user: who has become invisible looks offline, and nothing tells "hidden" from "away".
    static func forOthers(_ body: Object) -> Object {
        guard var data = body["data"]?.object, var status = data["status"]?.object,
            status["presence"]?.string == UserPresence.invisible.rawValue
        else { return body }
        status["presence"] = nil
        data["status"] = .object(status)
        data["online"] = false
        return body.setting("data", .object(data))
    }
}
