import HTTPTypes
import StoatMessaging
import StoatModels
import StoatStorage

@testable import StoatCore

extension TestAPI {
    /// Runs `body` with a new API over an empty database, with settings changed from the defaults.
    static func run(_ configure: (inout Settings) -> Void, _ body: (TestAPI) async throws -> Void) async throws {
        var settings = Settings()
        configure(&settings)
        try await run(settings, body)
    }

    /// The password of every account made here.
    static let password = "correct horse battery"

    /// A logged-in user with an account.
    func registered(_ name: String, isPrivileged: Bool = false) async throws -> Caller {
        let caller = try await user(name, isPrivileged: isPrivileged)
        try await account(of: caller.id, email: "\(name)@host.net")
        return caller
    }

    /// A session of an account that has not chosen a name yet.
    func newcomer(_ name: String) async throws -> Caller {
        let caller = try await registered(name)
        try await core.store.deleteOne(.users, where: .id(caller.id))
        return caller
    }

    /// An account without sessions.
    @discardableResult
    func account(
        of id: UserID = .new(at: TestAPI.now),
        email: String,
        hash: String? = nil,
        _ change: (inout Account) -> Void = { _ in }
    ) async throws -> Account {
        let made = try await PasswordHasher.standard.hash(Self.password)
        var account = Account(
            id: id,
            email: email,
            normalisedEmail: EmailAddress.normalise(email) ?? email,
            password: hash ?? made,
            verification: .verified
        )
        change(&account)
        try await core.accounts.insert(account)
        return account
    }

    /// An account as the store has it.
    func stored(account id: UserID) async throws -> Account? { try await core.accounts.find(id) }

    /// A multi-factor ticket; answers the header that presents it.
    func ticket(
        of account: UserID,
        isValidated: Bool = true,
        isAuthorised: Bool = false,
        age: Duration = .zero
    ) async throws -> [HTTPField.Name: String] {
        let ticket = MFATicket(
            id: ULID(at: Self.now.advanced(by: .zero - age)).description,
            account: account,
            token: SecureToken.session(),
            isValidated: isValidated,
            isAuthorised: isAuthorised
        )
        try await core.mfaTickets.insert(ticket)
        return [.mfaTicket: ticket.token]
    }

    /// Makes two users members of a new server, without events.
    func acquaint(_ one: Caller, _ other: Caller) async throws {
        let server = ServerID.new(at: Self.now)
        try await core.store.write(
            [one, other].map { .insert(.serverMembers, Member(id: Member.ID(server: server, user: $0.id)).document) }
        )
    }

    /// Gives users relations to others, one side only.
    func relate(_ user: Caller, to other: Caller, as status: RelationshipStatus) async throws {
        try await core.store.updateOne(
            .users,
            where: .id(user.id),
            Update().adding("relations", .push([.object(Relation(id: other.id, status: status).object)]))
        )
        await core.documents.invalidate(.user(user.id))
    }

    /// A user as the store has it.
    func stored(_ id: UserID) async throws -> User? {
        try await core.store.findOne(.users, where: .id(id)).map(User.init(document:))
    }

    /// Gives a user a gateway session.
    func connect(_ user: Caller) async { _ = await core.presence.connect(user.id, session: .random()) }
}
