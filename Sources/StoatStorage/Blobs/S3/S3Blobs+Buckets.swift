internal import NIOCore
internal import NIOHTTP1

extension S3Blobs {
    /// Bytes of a page of a listing: 1000 keys of 1024 bytes, encoded, and what is around them.
    private static let longestPage = 8 << 20

    /// All objects of the bucket, a thousand a page.
    public func list(bucket: String) -> BlobListing {
        BlobListing { cursor throws(BlobError) in
            try BlobKey.check(bucket: bucket)
            var query = [(name: "list-type", value: "2"), (name: "encoding-type", value: "url")]
            if let cursor { query.append(("continuation-token", cursor)) }
            let call = S3Client.Call(method: .GET, target: address.target(bucket: bucket, query: query))
            do throws(BlobError) {
                let bytes = try await client.collect(call, upTo: Self.longestPage)
                return try Self.page(S3Document(bytes.readableBytesView), bucket: bucket)
            } catch {
                guard error.code == .notFound else { throw error }
                throw BlobError(.refused, "no bucket \(bucket)")
            }
        }
    }

    /// Makes a bucket; no error when it is there and ours.
    public func makeBucket(_ bucket: String) async throws(BlobError) {
        try BlobKey.check(bucket: bucket)
        var call = S3Client.Call(method: .PUT, target: address.target(bucket: bucket))
        // The oldest region is the only one that must not be named.
        if settings.region != "us-east-1" {
            let space = "http://s3.amazonaws.com/doc/2006-03-01/"
            let place = "<LocationConstraint>\(settings.region)</LocationConstraint>"
            call.payload = .text(
                "<CreateBucketConfiguration xmlns=\"\(space)\">\(place)</CreateBucketConfiguration>"
            )
        }
        do {
            _ = try await client.collect(call, upTo: 64 << 10)
        } catch {
            if !error.message.contains("BucketAlreadyOwnedByYou") { throw error }
        }
    }

    /// What a page says.
    static func page(_ document: S3Document, bucket: String) throws(BlobError) -> BlobListing.Page {
        let isEncoded = document.first("EncodingType") == "url"
        var page = BlobListing.Page(entries: [], next: nil)
        var path: String?
        var size: Int64?
        for field in document.fields {
            switch (field.parent, field.name) {
            case ("Contents", "Key"):
                path = isEncoded ? Percent.decode(field.text, plusIsSpace: true) : field.text
                if path == nil { throw BlobError(.failed, "a listing with a key that is none") }
            case ("Contents", "Size"):
                size = Int64(field.text)
                if size == nil { throw BlobError(.failed, "a listing with a size that is none") }
            case (_, "NextContinuationToken"): page.next = field.text
            default: break
            }
            if let found = path, let bytes = size {
                page.entries.append(BlobEntry(key: BlobKey(bucket: bucket, path: found), size: bytes))
                (path, size) = (nil, nil)
            }
        }
        if document.first("IsTruncated") != "true" { page.next = nil }
        return page
    }

}
