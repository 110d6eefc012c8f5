public import NIOCore
internal import Synchronization

/// All metrics of a process, for Prometheus to read from the operator listener.
///
/// Components create their metrics once and keep them; asking again for the same name and labels answers the same one.
/// Names are `stoat_<component>_<thing>_<unit>`; labels have few values.
public final class MetricsRegistry: Sendable {
    private enum Source: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)
        case reading(@Sendable () -> Double?)
    }

    private struct Family: Sendable {
        let help: String
        let kind: String
        var series: [(labels: String, source: Source)] = []
    }

    private let families = Mutex<[String: Family]>([:])
    private let refreshes = Mutex<[@Sendable () async -> Void]>([])

    /// An empty registry.
    public init() {}

    /// A figure that only grows; its name ends in `_total`.
    public func counter(_ name: String, _ help: String, labels: [(String, String)] = []) -> Counter {
        let counter = Counter()
        guard case .counter(let known) = register(name, help, "counter", labels, .counter(counter)) else {
            preconditionFailure("\(name) is no counter")
        }
        return known
    }

    /// A figure that goes up and down.
    public func gauge(_ name: String, _ help: String, labels: [(String, String)] = []) -> Gauge {
        let gauge = Gauge()
        guard case .gauge(let known) = register(name, help, "gauge", labels, .gauge(gauge)) else {
            preconditionFailure("\(name) is no gauge")
        }
        return known
    }

    /// A figure that goes up and down and is read when somebody asks; left out while it is `nil`.
    ///
    /// The closure may be called from any thread and must not block.
    public func reading(
        _ name: String,
        _ help: String,
        labels: [(String, String)] = [],
        _ read: @escaping @Sendable () -> Double?
    ) { _ = register(name, help, "gauge", labels, .reading(read)) }

    /// A figure that only grows and is read when somebody asks; its name ends in `_total`.
    ///
    /// The closure may be called from any thread and must not block.
    public func counting(
        _ name: String,
        _ help: String,
        labels: [(String, String)] = [],
        _ read: @escaping @Sendable () -> Int
    ) { _ = register(name, help, "counter", labels, .reading { Double(read()) }) }

    /// Has something done before figures are rendered, for those that must be fetched; it bounds its own time.
    public func prepare(_ refresh: @escaping @Sendable () async -> Void) { refreshes.withLock { $0.append(refresh) } }

    /// Durations; the name ends in `_seconds`.
    public func histogram(_ name: String, _ help: String, labels: [(String, String)] = []) -> Histogram {
        let histogram = Histogram()
        guard case .histogram(let known) = register(name, help, "histogram", labels, .histogram(histogram)) else {
            preconditionFailure("\(name) is no histogram")
        }
        return known
    }

    private func register(
        _ name: String,
        _ help: String,
        _ kind: String,
        _ labels: [(String, String)],
        _ source: Source
    ) -> Source {
        precondition((kind == "counter") == name.hasSuffix("_total"), "\(name) is not named like a \(kind)")
        let text = labels.map { "\($0)=\"\(Self.escape($1))\"" }.joined(separator: ",")
        return families.withLock { families in
            var family = families[name] ?? Family(help: help, kind: kind)
            if let known = family.series.first(where: { $0.labels == text }) { return known.source }
            family.series.append((text, source))
            families[name] = family
            return source
        }
    }

    private static func escape(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    /// Everything in Prometheus' text format.
    ///
    /// Counters and histograms that never counted are left out.
    public func render() async -> ByteBuffer {
        for refresh in refreshes.withLock({ $0 }) { await refresh() }
        let families = families.withLock { $0 }
        var text = ByteBuffer()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.writeString("# HELP \(name) \(family.help)\n# TYPE \(name) \(family.kind)\n")
            for (labels, source) in family.series { Self.write(source, name, labels, to: &text) }
        }
        return text
    }

    private static func write(_ source: Source, _ name: String, _ labels: String, to text: inout ByteBuffer) {
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        switch source {
        case .counter(let counter): if counter.value > 0 { text.writeString("\(name)\(braces) \(counter.value)\n") }
        case .gauge(let gauge): text.writeString("\(name)\(braces) \(gauge.value)\n")
        case .reading(let read): if let value = read() { text.writeString("\(name)\(braces) \(value)\n") }
        case .histogram(let histogram):
            let (counts, sum) = histogram.snapshot
            let total = counts.reduce(0, +)
            guard total > 0 else { return }
            let prefix = labels.isEmpty ? "" : "\(labels),"
            var running: Int64 = 0
            for (bound, count) in zip(Histogram.bounds, counts) {
                running += count
                text.writeString("\(name)_bucket{\(prefix)le=\"\(Double(bound) / 1_000_000)\"} \(running)\n")
            }
            text.writeString("\(name)_bucket{\(prefix)le=\"+Inf\"} \(total)\n")
            text.writeString("\(name)_sum\(braces) \(Double(sum) / 1_000_000)\n\(name)_count\(braces) \(total)\n")
        }
    }
}
