internal import NIOCore
internal import StoatModels
internal import Synchronization

/// A wire object that many `Ready` payloads contain, encoded once per format.
final class WireDocument: Sendable {
    let object: Object
    private let fragments = Mutex<(json: ByteBuffer?, messagePack: ByteBuffer?)>((nil, nil))

    init(_ object: Object) { self.object = object }

    /// The encoded object, to be copied into a larger payload.
    func fragment(_ format: WireFormat) -> ByteBuffer {
        if let known = fragments.withLock({ format == .json ? $0.json : $0.messagePack }) { return known }
        let made = format.encode(object)
        fragments.withLock { fragments in
            switch format {
            case .json: fragments.json = made
            case .messagePack: fragments.messagePack = made
            }
        }
        return made
    }
}
