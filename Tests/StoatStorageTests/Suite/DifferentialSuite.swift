import StoatModels
import StoatStorage
import TestSupport
import Testing

@Suite("Both engines on random input", .timeLimit(.minutes(3)))
struct DifferentialSuite {
    /// A generator whose sequence a failing test can name.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Small alphabets, so that matches happen.
    struct Inputs {
        var generator: Generator

        mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &generator)] }

        mutating func scalar() -> Value {
            pick([nil, 1, 2, .int32(2), .double(2.5), "a", "b", "B", true, false, .date(Timestamp(milliseconds: 2))])
        }

        mutating func inner() -> Value {
            switch pick([0, 1, 2, 3]) {
            case 0: scalar()
            case 1: .array((0..<pick([0, 1, 2])).map { _ in scalar() })
            case 2: .object(["x": scalar(), "y": ["z": scalar()]])
            default: .array((0..<pick([1, 2])).map { _ in .object(["x": scalar(), "y": ["z": scalar()]]) })
            }
        }

        mutating func document(_ id: Int) -> Object {
            var document: Object = ["_id": .string("\(id)")]
            if pick([true, true, false]) { document.append("s", scalar()) }
            if pick([true, true, false]) {
                document.append("l", .array((0..<pick([0, 1, 2, 3])).map { _ in scalar() }))
            }
            if pick([true, true, false]) { document.append("o", inner()) }
            return document
        }

        mutating func filter(depth: Int = 0) -> Filter {
            let path = pick(["s", "l", "o", "o.x", "o.y.z", "_id"])
            switch Int.random(in: 0..<(depth < 2 ? 10 : 8), using: &generator) {
            case 0: return .equals(path, path == "_id" ? "3" : scalar())
            case 1: return .notEquals(path, path == "_id" ? "3" : scalar())
            case 2: return .isIn(path, [scalar(), scalar()])
            case 3: return .notIn(path, [scalar(), scalar()])
            case 4: return .exists(path, pick([true, false]))
            case 5:
                return .compare(
                    pick(["s", "_id"]),
                    pick([.lessThan, .atMost, .greaterThan, .atLeast]),
                    pick([1, 2, .double(2.4), "a", "b", "4", .date(Timestamp(milliseconds: 2))])
                )
            case 6: return .containsAll("l", (0..<pick([1, 2])).map { _ in scalar() })
            case 7: return .equals("l", .array([scalar()]))
            case 8: return .and([filter(depth: depth + 1), filter(depth: depth + 1)])
            default: return .or([filter(depth: depth + 1), filter(depth: depth + 1)])
            }
        }

        mutating func update() -> Update {
            var update = Update()
            for path in ["s", "l", "o.x", "n"] where pick([true, false]) {
                switch Int.random(in: 0..<9, using: &generator) {
                case 0: update.add(path, .set(inner()))
                case 1: update.add(path, .unset)
                case 2: update.add(path, .increment(pick([1, -2])))
                case 3: update.add(path, .max(scalar()))
                case 4: update.add(path, .push([scalar(), scalar()]))
                case 5: update.add(path, .addToSet([scalar(), scalar()]))
                case 6: update.add(path, .pull([scalar(), scalar()]))
                case 7: update.add(path, .pullWhere(pick([.lessThan, .atLeast]), pick([2, "b"])))
                default: update.add(path, .pullMatching(["x": scalar()]))
                }
            }
            return update
        }
    }

    @Test("find the same documents and change them alike", arguments: 1...8 as ClosedRange<UInt64>)
    func agree(seed: UInt64) async throws {
        var inputs = Inputs(generator: Generator(state: seed))
        let documents = (1...40).map { inputs.document($0) }
        try await StoreEngine.sqlite.withStore([Things.plain]) { sqlite in
            try await StoreEngine.mongo.withStore([Things.plain]) { mongo in
                for store in [sqlite, mongo] { try await store.fill(Things.plain, documents) }
                for _ in 0..<250 {
                    let filter = inputs.filter()
                    let (one, other) = (
                        try await sqlite.ids(Things.plain, filter), try await mongo.ids(Things.plain, filter)
                    )
                    #expect(one == other, "seed \(seed): \(filter)")
                }
                for round in 0..<150 {
                    let update = inputs.update()
                    let filter = Filter.equals("_id", .string("\(round % 40 + 1)"))
                    let before = try await mongo.findOne(Things.plain, where: filter)
                    var isRefused: [Bool] = []
                    for store in [sqlite, mongo] {
                        do {
                            try await store.updateOne(Things.plain, where: filter, update)
                            isRefused.append(false)
                        } catch { isRefused.append(true) }
                    }
                    let (one, other) = (
                        try await sqlite.findOne(Things.plain, where: filter),
                        try await mongo.findOne(Things.plain, where: filter)
                    )
                    #expect(isRefused[0] == isRefused[1], "seed \(seed): \(update) of \(before ?? [:])")
                    #expect(
                        one?.hasSameMembers(as: other ?? [:]) == true,
                        "seed \(seed): \(update) of \(before ?? [:])"
                    )
                }
            }
        }
    }
}
