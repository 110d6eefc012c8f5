/// What this is.
public enum Version {
    /// The version of this software.
    public static let current = "0.1.0"
}
