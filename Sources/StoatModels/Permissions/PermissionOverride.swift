/// Rights given and taken on top of others.
///
/// Stored and sent as `{a, d}`, signed.
public struct PermissionOverride: Sendable, Hashable {
    /// The rights given.
    public var allow: Permissions
    /// The rights taken; they win over those given.
    public var deny: Permissions

    /// An override that gives `allow` and takes `deny`.
    public init(allow: Permissions = [], deny: Permissions = []) {
        self.allow = allow
        self.deny = deny
    }

    /// Reads `{a, d}`; absent keys are 0.
    public init(_ object: Object) {
        self.allow = Permissions(rawValue: UInt64(bitPattern: object.optionalInteger("a") ?? 0))
        self.deny = Permissions(rawValue: UInt64(bitPattern: object.optionalInteger("d") ?? 0))
    }

    /// `{a, d}`.
    public var object: Object {
        ["a": .int(Int64(bitPattern: allow.rawValue)), "d": .int(Int64(bitPattern: deny.rawValue))]
    }
}

extension Permissions {
    /// These rights after an override: allow first, then deny, so that a bit in both ends up denied.
    public func applying(_ change: PermissionOverride) -> Permissions { union(change.allow).subtracting(change.deny) }

    /// Whether the holder of these rights may turn one override into another: new allows and lifted denies need the
    /// rights themselves, the other direction is free.
    public func mayGrant(_ new: PermissionOverride, replacing current: PermissionOverride?) -> Bool {
        guard let current else { return isSuperset(of: new.allow) }
        return isSuperset(of: new.allow.subtracting(current.allow))
            && isSuperset(of: current.deny.subtracting(new.deny))
    }
}
