import NIOCore
import TestSupport
import Testing

@testable import StoatStorage

@Suite("S3 addresses and answers", .timeLimit(.minutes(4)))
struct S3AddressTests {
    @Test(
        "follow the endpoint",
        arguments: [
            ("http://minio:9000", false, "http://files.minio:9000/a%20b", "files.minio:9000"),
            ("http://minio:9000", true, "http://minio:9000/files/a%20b", "minio:9000"),
            ("https://s3.example.com:443/", false, "https://files.s3.example.com/a%20b", "files.s3.example.com"),
            ("http://s3.example.com:443", true, "http://s3.example.com:443/files/a%20b", "s3.example.com:443"),
            ("HTTPS://s3.example.com/base/", true, "https://s3.example.com/base/files/a%20b", "s3.example.com"),
            ("http://[::1]:9000", true, "http://[::1]:9000/files/a%20b", "[::1]:9000"),
        ]
    )
    func targets(endpoint: String, isPathStyle: Bool, url: String, host: String) throws {
        let address = try S3Address(endpoint: endpoint, isPathStyle: isPathStyle)
        let target = address.target(bucket: "files", path: "a b")
        #expect(target.url == url)
        #expect(target.host == host)
        #expect(target.url.hasSuffix(target.path))
    }

    @Test("name buckets without a slash, or only one")
    func buckets() throws {
        let query = [(name: "b", value: "1&/"), (name: "a", value: "")]
        let inHost = try S3Address(endpoint: "http://minio:9000", isPathStyle: false)
        #expect(inHost.target(bucket: "files", query: query).url == "http://files.minio:9000/?a=&b=1%26%2F")
        let inPath = try S3Address(endpoint: "http://minio:9000", isPathStyle: true)
        #expect(inPath.target(bucket: "files").url == "http://minio:9000/files")
    }

    @Test(
        "refuse endpoints that are none",
        arguments: [
            "", "minio:9000", "ftp://minio", "http://", "http://user:word@minio", "http://minio?x=1", "http:///x",
        ]
    )
    func endpoints(text: String) async {
        #expect(await code { try S3Address(endpoint: text, isPathStyle: true) } == .invalid)
    }

    @Test("are read from XML")
    func listing() async throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>files</Name>
              <Prefix/><IsTruncated>true</IsTruncated><NextContinuationToken>1&amp;2&#x3D;&#61;</NextContinuationToken>
              <EncodingType>url</EncodingType>
              <Contents><Size>12</Size><Owner><ID>Key</ID></Owner><Key>a+b%2Bc%C3%A9</Key></Contents>
              <Contents><Key>plain</Key><ETag>&quot;x&quot;</ETag><Size>0</Size></Contents>
            </ListBucketResult>
            """
        let page = try S3Blobs.page(S3Document(text.utf8), bucket: "files")
        let expected = [
            BlobEntry(key: BlobKey(bucket: "files", path: "a b+cé"), size: 12),
            BlobEntry(key: BlobKey(bucket: "files", path: "plain"), size: 0),
        ]
        #expect(page.entries == expected)
        #expect(page.next == "1&2==")
        let contents = "<Contents><Key>a+b%2B</Key><Size>1</Size></Contents>"
        let end = "<NextContinuationToken>x</NextContinuationToken><IsTruncated>false</IsTruncated>"
        let raw = try S3Blobs.page(S3Document("<L>\(contents)\(end)</L>".utf8), bucket: "files")
        #expect(raw.entries.map(\.key.path) == ["a+b%2B"])
        #expect(raw.next == nil)
    }

    @Test(
        "that are no XML are refused",
        arguments: [
            "", "hello", "<a>", "<a></b>", "<a><b>1</b>", "<a>&unknown;</a>", "<a>&#xD800;</a>", "<a", "<a>&lt</a>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "<a><![CDATA[x]]></a>",
            String(repeating: "<a>", count: 100_000), "<html><p>gateway</html>",
        ]
    )
    func garbage(text: String) async {
        #expect(await code { try S3Document(text.utf8) } == .failed)
    }

    @Test(
        "of refusals become errors",
        arguments: [
            (404, "NoSuchKey", BlobError.Code.notFound), (404, "NoSuchBucket", .refused), (403, "", .refused),
            (400, "RequestTimeout", .unavailable), (503, "SlowDown", .unavailable), (502, "", .unavailable),
            (507, "XMinioStorageFull", .full), (403, "QuotaExceeded", .full), (400, "InvalidArgument", .failed),
            (301, "PermanentRedirect", .refused),
        ]
    )
    func refusals(status: Int, name: String, code: BlobError.Code) {
        let body = name.isEmpty ? "<html>" : "<Error><Code>\(name)</Code><Message>words</Message></Error>"
        let error = BlobError(status: status, body: .init(string: body), "GET x")
        #expect(error.code == code)
        #expect(name.isEmpty || error.message.contains("words"))
    }
}
