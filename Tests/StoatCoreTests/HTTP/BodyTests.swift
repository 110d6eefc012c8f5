import Foundation
import Hummingbird
import StoatModels
import Testing

@testable import StoatCore

@Suite("Request bodies", .timeLimit(.minutes(3)))
struct BodyTests {
    @Test(
        "are JSON whatever the content type",
        arguments: [
            "", "Content-Type: text/plain;charset=UTF-8", "Content-Type: application/json", "Content-Type: image/png",
        ]
    )
    func contentType(header: String) async throws {
        let answer = try await withServer {
            try await $0.send(
                "POST",
                "/things?",
                headers: header.isEmpty ? [] : [header],
                body: #"{"name":"ab","count":null,"unknown":[1]}"#
            )
        }
        #expect(answer.status == 200)
        #expect(answer.body == #"{"name":"ab","count":null}"#)
    }

    @Test(
        "that are wrong name what is wrong",
        arguments: [
            ("", 400, "body: "), ("{", 400, "body: "), ("\u{FFFD}", 400, "body: "),
            ("[]", 422, "body: expected object"), ("{}", 422, "name: expected string"),
            (#"{"name":null}"#, 422, "name: expected string"), (#"{"name":5}"#, 422, "name: expected string"),
            (#"{"name":"abc","count":1.5}"#, 422, "count: expected integer"),
            (#"{"name":"abc","count":256}"#, 422, "count: expected integer"),
            (#"{"name":"abc","count":"1"}"#, 422, "count: expected integer"),
            (#"{"name":"a"}"#, 400, #"name: Validation error: length [{"min": 2, "max": 8}]"#),
            (#"{"name":"ééééééééé"}"#, 400, #"name: Validation error: length [{"min": 2, "max": 8}]"#),
        ] as [(String, Int, String)]
    )
    func wrong(body: String, status: Int, text: String) async throws {
        let answer = try await withServer { try await $0.send("POST", "/things", body: body) }
        #expect(answer.status == status)
        let error = try answer.json()
        #expect(error["type"] == "FailedValidation")
        #expect(error["error"]?.string?.hasPrefix(text) == true)
    }

    @Test("count scalars, not bytes or characters")
    func scalars() async throws {
        let eight = String(repeating: "e\u{301}", count: 4)
        let answer = try await withServer { try await $0.send("POST", "/things", body: "{\"name\":\"\(eight)\"}") }
        #expect(answer.status == 200)
    }

    @Test("over the limit are refused, declared or not", arguments: [true, false])
    func tooLarge(isDeclared: Bool) async throws {
        let text = String(repeating: "x", count: Request.maxJSONBodyBytes + 1)
        let answer = try await withServer { server in
            if isDeclared { return try await server.send("POST", "/things", body: text) }
            return try await server.raw(
                "POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n0\r\n\r\n"
            )
        }
        #expect(answer.status == 413)
        #expect(try answer.json()["type"] == "PayloadTooLarge")
        #expect(answer.header("access-control-allow-origin") == "*")
    }

    @Test("that do not arrive in time are given up")
    func slow() async throws {
        var limits = ConnectionLimits()
        limits.bodyTime = .milliseconds(200)
        let answer = try await withServer(limits: limits) {
            try await $0.raw("POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
        }
        #expect(answer.status == 400)
        #expect(try answer.json()["error"] == "body: not received in time")
    }

    @Test("are asked for when the client waits to be asked")
    func expectContinue() async throws {
        let answer = try await withServer {
            try await $0.send("POST", "/things", headers: ["Expect: 100-continue"], body: #"{"name":"ab"}"#)
        }
        #expect(answer.status == 200)
    }
}
