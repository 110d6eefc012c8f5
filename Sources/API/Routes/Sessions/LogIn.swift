import Hummingbird
import StoatCore
import StoatModels

/// One of the two steps of a login (schema `DataLogin`).
struct Login: JSONBody {
    enum Step {
        case password(email: String, password: String)
        case ticket(String, hasResponse: Bool)
    }

    let step: Step
    let friendlyName: String?

    init(from body: BodyReader) throws {
        self.friendlyName = try body.optionalString("friendly_name")
        if let email = body.value("email")?.string, let password = body.value("password")?.string {
            self.step = .password(email: email, password: password)
        } else {
            self.step = .ticket(try body.string("mfa_ticket"), hasResponse: body.contains("mfa_response"))
        }
    }
}

extension APIRoutes {
    /// `POST /auth/session/login`: logs in (schema `ResponseLogin`).
    @Sendable func logIn(_ request: Request, context: APIContext) async throws -> Object {
        let login = try await request.decode(Login.self)
        let result =
            switch login.step {
            case .password(let email, let password):
                try await core.actions.logIn(email: email, password: password, name: login.friendlyName)
            case .ticket(_, hasResponse: true):
                // Second factors are not understood yet.
                throw APIError(.disallowedMFAMethod)
            case .ticket(let token, hasResponse: false):
                try await core.actions.logIn(ticket: token, name: login.friendlyName)
            }
        switch result {
        case .success(let session):
            var answer: Object = ["result": "Success"]
            for entry in session.object(.wire) { answer.append(entry.key, entry.value) }
            return answer
        case .disabled(let user): return ["result": "Disabled", "user_id": .string(user.rawValue)]
        }
    }
}
