internal import StoatCore
internal import StoatModels

extension ServiceDescription {
    /// What the GIF search offers to clients.
    static let gifbox = ServiceDescription(
        title: "Gifbox",
        summary: "Searches GIFs at a provider without telling it who searches.",
        operations: [
            Operation(
                "get",
                "/",
                "Says which service answers.",
                answers: [.json("A greeting and the version.", ["type": "object"])]
            ),
            Operation(
                "get",
                "/categories",
                "Words to search for, each with a picture.",
                needsUser: true,
                parameters: [locale],
                answers: [.json("The categories.", categories)] + failures
            ),
            Operation(
                "get",
                "/search",
                "GIFs that go with a text.",
                needsUser: true,
                parameters: [
                    .query("query", "The text, or the title of a category.", isRequired: true), locale,
                    .query("is_category", "Whether the text is the title of a category.", ["type": "boolean"]),
                ] + paging,
                answers: [.json("A page of GIFs.", page)] + failures
            ),
            Operation(
                "get",
                "/trending",
                "GIFs that many send at present.",
                needsUser: true,
                parameters: [locale] + paging,
                answers: [.json("A page of GIFs.", page)] + failures
            ),
        ]
    )

    private static let locale: Parameter = .query(
        "locale",
        "The language of texts and the country whose taste counts, such as `en_US`.",
        isRequired: true
    )

    private static let paging: [Parameter] = [
        .query("limit", "The most GIFs to answer.", ["type": "integer", "minimum": 1, "maximum": 50, "default": 50]),
        .query("position", "The `next` of the page before."),
    ]

    private static let categories: Object = [
        "type": "array",
        "items": [
            "type": "object", "required": ["title", "image"],
            "properties": ["title": ["type": "string"], "image": ["type": "string"]],
        ],
    ]

    private static let page: Object = [
        "type": "object", "required": ["results"],
        "properties": ["results": ["type": "array", "items": .object(gif)], "next": ["type": "string"]],
    ]

    private static let gif: Object = [
        "type": "object", "required": ["id", "media_formats", "url"],
        "properties": [
            "id": ["type": "string"], "url": ["type": "string"],
            "media_formats": ["type": "object", "additionalProperties": .object(format)],
        ],
    ]

    private static let format: Object = [
        "type": "object", "required": ["url", "dimensions"],
        "properties": [
            "url": ["type": "string"],
            "dimensions": ["type": "array", "items": ["type": "integer"], "minItems": 2, "maxItems": 2],
        ],
    ]

    private static let failures: [Answer] = [
        .error(400, "FailedValidation", "a parameter is missing or makes no sense."),
        .error(401, "NotAuthenticated", "neither token came with the request."),
        .error(401, "InvalidSession", "nobody has this token."),
        Answer(429, "Too many questions; `retry_after` milliseconds to wait."),
    ]
}
