import TestSupport

/// Answers of a provider.
enum TenorBodies {
    static let categories = """
        {"locale": "en", "tags": [
          {"searchterm": "yes", "path": "/v2/search?q=yes", "image": "https://gifs.example/yes.gif", "name": "#yes"},
          {"searchterm": "no picture"},
          {"searchterm": "no", "path": "/v2/search?q=no", "image": "https://gifs.example/no.gif", "name": "#no"}
        ]}
        """

    static let page = """
        {"results": [
          {"id": "1", "title": "", "created": 1.5, "tags": [], "itemurl": "https://gifs.example/view/1", "flags": [],
           "url": "https://gifs.example/1.gif", "content_description": "one", "hasaudio": false,
           "media_formats": {
             "tinywebm": {"url": "https://media.example/1t.webm", "dims": [220, 124], "duration": 0, "size": 9000},
             "webm": {"url": "https://media.example/1.webm", "dims": [640, 360], "duration": 0, "size": 90000}}},
          {"id": "broken"},
          {"id": "2", "url": "https://gifs.example/2.gif",
           "media_formats": {"webm": {"url": "https://media.example/2.webm"}, "gif": {"dims": [1, 1]}}}
        ], "next": "CDIQ"}
        """

    /// The last page: nothing follows.
    static let lastPage = #"{"results": [], "next": ""}"#

    /// Answers every request as a provider in good health.
    static let script: ScriptedHTTPServer.Script = { request in
        switch request.path {
        case "/v2/categories": .answer(200, categories)
        case "/v2/search", "/v2/featured": .answer(200, request.query["pos"] == "CDIQ" ? lastPage : page)
        default: .answer(404, "{}")
        }
    }
}
