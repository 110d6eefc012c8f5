internal import Foundation

/// Making a new server the primary of a replica set of its own.
enum StoatMongo {
    /// Whether the server takes writes; asks a new one to form its replica set.
    static func isPrimary(port: Int) async -> Bool {
        guard let hello = await command(port: port, [("hello", .number(1))]) else { return false }
        if contains(hello, "isWritablePrimary", true) { return true }
        if !contains(hello, "setName") {
            let member: [(String, BSON)] = [("_id", .number(0)), ("host", .text("127.0.0.1:\(port)"))]
            let members = BSON.document([("0", .document(member))], isArray: true)
            let configuration: [(String, BSON)] = [("_id", .text("rs0")), ("members", members)]
            _ = await command(port: port, [("replSetInitiate", .document(configuration))])
        }
        return false
    }

    /// The few kinds of values that the commands need.
    indirect enum BSON {
        case number(Int32)
        case text(String)
        case document([(String, BSON)], isArray: Bool = false)
    }

    private static func command(port: Int, _ fields: [(String, BSON)]) async -> [UInt8]? {
        let body = document(fields + [("$db", .text("admin"))])
        // OP_MSG: length, request id, response to, opcode 2013, flags, one section of kind 0.
        var message = bytes(Int32(16 + 4 + 1 + body.count)) + bytes(1) + bytes(0) + bytes(2013) + bytes(0) + [0]
        message += body
        return await StoatProbe.exchange(port: port, message) { answer in
            answer.count >= 4 && answer.count >= Int(answer[0]) | Int(answer[1]) << 8 | Int(answer[2]) << 16
        }
    }

    private static func document(_ fields: [(String, BSON)]) -> [UInt8] {
        var body: [UInt8] = []
        for (name, value) in fields {
            let key = Array(name.utf8) + [0]
            switch value {
            case .number(let number): body += [0x10] + key + bytes(number)
            case .text(let text): body += [0x02] + key + bytes(Int32(text.utf8.count + 1)) + Array(text.utf8) + [0]
            case .document(let fields, let isArray): body += [isArray ? 0x04 : 0x03] + key + document(fields)
            }
        }
        return bytes(Int32(body.count + 5)) + body + [0]
    }

    private static func bytes(_ number: Int32) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }

    /// Whether an answer has a field of this name, of the Boolean value if one is given.
    private static func contains(_ answer: [UInt8], _ name: String, _ value: Bool? = nil) -> Bool {
        let key = Array(name.utf8) + [0] + (value.map { [$0 ? 1 : 0] } ?? [])
        return Data(answer).range(of: Data(key)) != nil
    }
}
