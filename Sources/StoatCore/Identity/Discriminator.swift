/// The four digits that tell users of one name apart.
public enum Discriminator {
    /// Every value that may be given: `0002` to `9998` without those that make a name look special.
    public static let all: [String] = {
        let reserved: Set<String> = [
            "0123", "1234", "1488", "1111", "2222", "3333", "4444", "5555", "6666", "7777", "8888",
        ]
        return (2...9998).map { number in
            let digits = String(number)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }.filter { !reserved.contains($0) }
    }()

    /// One that nobody of the name has, each equally likely; `nil` when all are taken.
    public static func free(besides taken: Set<String>) -> String? {
        all.filter { !taken.contains($0) }.randomElement()
    }
}
