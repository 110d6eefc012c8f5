/// Why a database cannot be used as it is.
///
/// The description tells the operator what to do.
public enum SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The database was last used by a release too old to take over from.
    case tooOld(revision: Int64)
    /// Collections exist, but the revision marker does not.
    case markerMissing
    /// The revision marker cannot be read.
    case markerUnreadable
    /// Another process has been preparing the database for too long.
    case busy

    /// The words for the log.
    public var description: String {
        switch self {
        case .tooOld(let revision):
            """
            The database has revision \(revision); revisions from \(Schema.oldestSupportedRevision) on can be taken \
            over. Start upstream's release 0.13 once, so that it migrates the database, then start this program again.
            """
        case .markerMissing:
            """
            The database holds data but the collection 'migrations' is empty, so its revision is unknown. Restore the \
            marker (for a database of upstream's release 0.14 or later: {_id: 0, revision: \(Schema.revision)}) or use \
            an empty database.
            """
        case .markerUnreadable:
            "The first document of the collection 'migrations' has no integer 'revision', so its revision is unknown."
        case .busy:
            """
            Another process is still preparing the database. If none is running, wait two minutes: the lock it left \
            in the collection '\(SchemaLock.collection.name)' then expires.
            """
        }
    }
}
