// What operators and moderators keep.
extension Collection {
    /// Reports by users.
    public static let safetyReports = Collection("safety_reports")

    /// Copies of what was reported.
    ///
    /// A database that upstream initialised lacks its index.
    public static let safetySnapshots = Collection(
        "safety_snapshots",
        indexes: [Index("report_id", on: .keys(["report_id"]), optional: true)]
    )

    /// Strikes, kept by the admin panel.
    public static let safetyStrikes = Collection("safety_strikes")

    /// Cases, kept by the admin panel.
    public static let safetyCases = Collection("safety_cases")

    /// The revision marker: exactly one document.
    public static let migrations = Collection("migrations")

    /// Changes of the terms of use, inserted by operators.
    public static let policyChanges = Collection("policy_changes")

    /// Rare actions that are limited per day.
    public static let ratelimitEvents = Collection(
        "ratelimit_events",
        indexes: [Index("compound_key", on: .keys(["_id", "target_id", "event_type"]))]
    )

    /// A relic that upstream creates and never uses.
    public static let pubsub = Collection("pubsub", cappedBytes: 1_000_000)
}
