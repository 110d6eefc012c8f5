/// Comparing secrets.
public enum SecretText {
    /// Whether two texts are equal, in a time that depends on the length of the first alone.
    ///
    /// An empty secret equals nothing.
    public static func isEqual(_ secret: String, _ sent: String) -> Bool {
        let (left, right) = (Array(secret.utf8), Array(sent.utf8))
        guard !left.isEmpty else { return false }
        var difference = left.count ^ right.count
        for (index, byte) in left.enumerated() {
            difference |= Int(byte ^ (index < right.count ? right[index] : ~byte))
        }
        return difference == 0
    }
}
