import Hummingbird
import StoatCore
import StoatModels

/// The first name of a user (schema `DataOnboard`); its form is checked after the account was found to need one.
struct Onboarding: JSONBody {
    let username: String

    init(from body: BodyReader) throws { self.username = try body.string("username") }
}

extension APIRoutes {
    /// `GET /onboard/hello`: whether the account still needs a name.
    @Sendable func fetchOnboarding(_ request: Request, context: APIContext) async throws -> Object {
        _ = try context.requireSession()
        return ["onboarding": .bool(context.identity?.user == nil)]
    }

    /// `POST /onboard/complete`: gives the account its name.
    @Sendable func completeOnboarding(_ request: Request, context: APIContext) async throws -> Object {
        let session = try context.requireSession()
        let onboarding = try await request.decode(Onboarding.self)
        guard context.identity?.user == nil else { throw APIError(.alreadyOnboarded) }
        var validation = Validation()
        validation.username(onboarding.username, field: "username")
        try validation.check()
        let user = try await core.actions.onboardUser(session.user, as: onboarding.username)
        return await core.userViews.own(user)
    }
}

extension Validation {
    /// Checks the form of a user name: 2 to 32 letters, decimal digits, `_`, `.` and `-`.
    mutating func username(_ name: String, field: String) {
        length(name, in: 2...32, field: field)
        pattern(Username.hasValidForm(name), field: field)
    }
}
