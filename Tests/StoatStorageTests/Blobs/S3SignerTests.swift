import Testing

@testable import StoatStorage

/// The examples that Amazon publishes for S3 and in its test suite for version 4.
@Suite("S3 signatures")
struct S3SignerTests {
    private static let signer = S3Signer(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1"
    )
    private static let host = (name: "Host", value: "examplebucket.s3.amazonaws.com")

    private func signature(
        _ method: String,
        _ path: String,
        _ query: String = "",
        _ headers: [(name: String, value: String)] = [],
        hash: String = S3Signer.emptyHash
    ) -> String {
        let headers =
            [Self.host, ("x-amz-content-sha256", hash), ("x-amz-date", "20130524T000000Z")] + headers
        let request = S3Signer.Request(
            method: method,
            path: path,
            query: query,
            headers: headers,
            payloadHash: hash
        )
        return Self.signer.authorization(request, at: .init(stamp: "20130524T000000Z"))
    }

    @Test("of reading a range")
    func get() {
        let expected =
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        #expect(signature("GET", "/test.txt", "", [("Range", "bytes=0-9")]) == expected)
    }

    @Test("of writing an object")
    func put() {
        let authorization = signature(
            "PUT",
            "/" + Percent.encode("test$file.text"),
            "",
            [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            hash: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
        )
        #expect(authorization.hasSuffix("=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"))
    }

    @Test("of a bucket's setting and of a listing")
    func queries() throws {
        #expect(
            signature("GET", "/", "lifecycle=")
                .hasSuffix("=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
        )
        let target = try S3Address(endpoint: "https://s3.amazonaws.com", isPathStyle: false)
            .target(bucket: "examplebucket", query: [("prefix", "J"), ("max-keys", "2")])
        #expect(target.host == Self.host.value)
        #expect(
            signature("GET", target.path, target.query)
                .hasSuffix("=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
        )
    }

    @Test(
        "of the test suite",
        arguments: [
            ("GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            ("POST", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
            ("GET", "Param1=value1&Param2=value2", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        ]
    )
    func suite(method: String, query: String, signature: String) {
        var signer = S3Signer(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            region: "us-east-1"
        )
        signer.service = "service"
        let request = S3Signer.Request(
            method: method,
            path: "/",
            query: query,
            headers: [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z")],
            payloadHash: S3Signer.emptyHash
        )
        #expect(signer.authorization(request, at: .init(stamp: "20150830T123600Z")).hasSuffix("=\(signature)"))
    }

    /// As botocore 1.44 signs it.
    @Test("of odd names")
    func names() throws {
        let target = try S3Address(endpoint: "http://minio:9000/", isPathStyle: true).target(
            bucket: "revolt-uploads",
            path: "a+b &<>\"é/日本語/😀.%2F*'();:@=,$!~?#[]"
        )
        let signer = S3Signer(accessKeyID: "minioautumn", secretAccessKey: "minioautumn", region: "minio")
        let stamp = "20261121T160000Z"
        let request = S3Signer.Request(
            method: "GET",
            path: target.path,
            query: target.query,
            headers: [
                ("host", target.host), ("x-amz-date", stamp), ("x-amz-content-sha256", S3Signer.emptyHash),
                ("range", "bytes=5-9"),
            ],
            payloadHash: S3Signer.emptyHash
        )
        let authorization = signer.authorization(request, at: .init(stamp: stamp))
        #expect(authorization.hasSuffix("=35bddd2b3e40e3e941f405e035cf559b7d52e638fa83b955e34d5c330efdf223"))
    }

    @Test("carry the present moment")
    func moment() {
        let stamp = S3Signer.Moment.now().stamp
        #expect(stamp.wholeMatch(of: #/20\d{6}T\d{6}Z/#) != nil)
    }
}
