public import StoatModels

/// What a file is.
public struct Inspection: Sendable, Equatable {
    /// The media type by content, as stored and sent.
    public var contentType: String
    /// The stored `metadata` document: `type`, and what is known of the type.
    public var metadata: Object
    /// Why a file with the signature of a picture is described as a plain file: a limit that it exceeds, damage, or a
    /// kind that cannot be decoded.
    public var refusal: MediaError?

    /// An inspection of these parts.
    public init(contentType: String, metadata: Object, refusal: MediaError? = nil) {
        self.contentType = contentType
        self.metadata = metadata
        self.refusal = refusal
    }

    /// Whether clients show it as a picture, as all tags but `attachments` require.
    public var isImage: Bool { metadata.optionalString("type") == "Image" }

    /// Whether clients play it as a film.
    public var isVideo: Bool { metadata.optionalString("type") == "Video" }

    /// The same content described as a plain file, for attachments that cannot be handled as what they are.
    public var asFile: Inspection {
        Inspection(contentType: contentType, metadata: Self.fileMetadata, refusal: refusal)
    }

    /// What is stored of a file that is nothing special.
    static let fileMetadata: Object = ["type": "File"]

    static func image(width: Int, height: Int, thumbHash: [UInt8]?, isAnimated: Bool) -> Object {
        [
            "type": "Image", "width": .int(Int64(width)), "height": .int(Int64(height)),
            "thumbhash": thumbHash.map { .array($0.map { .int32(Int32($0)) }) } ?? .null,
            "animated": .bool(isAnimated),
        ]
    }

    static func video(width: Int, height: Int) -> Object {
        ["type": "Video", "width": .int(Int64(width)), "height": .int(Int64(height))]
    }

    /// Whether two describe the same; refusals are equal by kind.
    public static func == (left: Inspection, right: Inspection) -> Bool {
        left.contentType == right.contentType && left.metadata == right.metadata
            && left.refusal?.code == right.refusal?.code
    }
}

/// What became of a file.
public struct Processed: Sendable, Equatable {
    /// What the stored bytes are.
    public var inspection: Inspection
    /// Whether the output file holds the bytes to store; otherwise the original's are clean and there is no output.
    public var isWritten: Bool

    /// A result of these parts.
    public init(inspection: Inspection, isWritten: Bool) {
        self.inspection = inspection
        self.isWritten = isWritten
    }
}
