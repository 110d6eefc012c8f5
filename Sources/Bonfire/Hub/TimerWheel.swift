internal import NIOCore

/// Something that wants to be looked at again after a while.
protocol Timed: AnyObject {
    /// Does what is due at `now`; answers when to be looked at next, or `nil` to be let go.
    func timeCame(_ now: NIODeadline) -> NIODeadline?
}

/// One timer for all sockets of a loop: slots of one second, so that an idle session costs one pointer instead of
/// scheduled tasks of its own.
///
/// Times are met within a second after they are due; longer ones than the wheel go round again.
struct TimerWheel {
    /// The precision.
    static let tick: TimeAmount = .seconds(1)
    private static let size = 128

    private var slots: [[any Timed]] = Array(repeating: [], count: size)
    private var position = 0
    /// The start of the slot at ``position``.
    private var time: NIODeadline

    init(now: NIODeadline) { self.time = now }

    /// Enters something to be looked at at `due` or within a second after.
    mutating func enter(_ item: any Timed, due: NIODeadline) {
        let ticks = (due - time).nanoseconds / Self.tick.nanoseconds + 1
        slots[(position + min(max(Int(ticks), 1), Self.size - 1)) % Self.size].append(item)
    }

    /// Moves on to `now`; answers what may be due.
    ///
    /// The caller asks each and enters it again.
    mutating func advance(to now: NIODeadline) -> [any Timed] {
        var due: [any Timed] = []
        while time + Self.tick <= now {
            time = time + Self.tick
            position = (position + 1) % Self.size
            due += slots[position]
            slots[position] = []
        }
        return due
    }

    /// Everything in the wheel.
    var all: [any Timed] { slots.flatMap(\.self) }
}
