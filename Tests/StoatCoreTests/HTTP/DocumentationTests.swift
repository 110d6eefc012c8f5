import Foundation
import StoatModels
import Testing

@testable import StoatCore

/// The page at `/scalar` and the document in it.
@Suite("Documentation")
struct DocumentationTests {
    private let description = ServiceDescription(
        title: "A & B",
        summary: "Ends </script><b>here</b>.",
        operations: [
            ServiceDescription.Operation(
                "get",
                "/things/:thing",
                "A thing.",
                needsUser: true,
                parameters: [.path("thing", "Which."), .query("size", "How large.", ["type": "integer"])],
                answers: [
                    .json("The thing.", ["type": "object"]), .error(400, "Strange", "it is strange."),
                    .error(400, "Sad", "it is sad."),
                ]
            ),
            ServiceDescription.Operation(
                "put",
                "/things/:thing",
                "Makes one.",
                body: ServiceDescription.Body("application/json", ["type": "object"]),
                answers: [ServiceDescription.Answer(204, "Done.")]
            ),
        ]
    )

    @Test("both methods of a path, its parameters, and what each status may mean are in the document")
    func document() throws {
        let document = description.openAPI
        #expect(document["openapi"] == "3.0.3")
        let path = try #require(document["paths"]?.object?["/things/{thing}"]?.object)
        #expect(path.keys == ["get", "put"])
        let get = try #require(path["get"]?.object)
        #expect(get["security"] == [["session_token": []], ["bot_token": []]])
        let parameters = try #require(get["parameters"]?.array)
        #expect(parameters.map { $0.object?["in"] } == ["path", "query"])
        #expect(parameters.map { $0.object?["required"] } == [true, false])
        #expect(get[path: "responses.400.description"] == "Strange: it is strange.\nSad: it is sad.")
        let put = try #require(path["put"]?.object)
        #expect(put["security"] == nil)
        #expect(put[path: "requestBody.required"] == true)
        #expect(put[path: "responses.204.content"] == nil)
    }

    @Test("texts cannot become mark-up, and the embedded document can be read back")
    func page() throws {
        let html = DocumentationPage(description).html
        #expect(html.contains("<title>A &amp; B</title>"))
        #expect(html.contains("Ends &lt;/script&gt;&lt;b&gt;here&lt;/b&gt;."))
        #expect(html.components(separatedBy: "</script>").count == 2)
        let start = try #require(html.range(of: "type=\"application/json\">")).upperBound
        let end = try #require(html.range(of: "</script>")).lowerBound
        #expect(try JSONParser.parse(String(html[start..<end])) == .object(description.openAPI))
    }
}
