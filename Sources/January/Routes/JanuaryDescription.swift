internal import StoatCore
internal import StoatModels

extension ServiceDescription {
    /// What the link proxy offers to clients.
    static let january = ServiceDescription(
        title: "January",
        summary: "Describes links and shows pictures and videos of other sites without telling them who looks.",
        operations: [
            Operation(
                "get",
                "/",
                "Says which service answers.",
                answers: [.json("The name and the version.", ["type": "object"])]
            ),
            Operation(
                "get",
                "/proxy",
                "A picture, in WebP and no larger than previews are, or a video as it is.",
                parameters: [.query("url", "The address of the picture or video.", isRequired: true)],
                answers: [
                    Answer(200, "The picture.", Body("image/webp", bytes)),
                    Answer(206, "The part of a video that was asked for (Range).", Body("video/*", bytes)),
                    .error(400, "FileTypeNotAllowed", "it is neither."),
                ] + failures
            ),
            Operation(
                "get",
                "/embed",
                "What a link leads to: a website, a picture or a video.",
                parameters: [.query("url", "The link.", isRequired: true)],
                answers: [
                    .json("The description (schema `Embed` of the main API).", embed),
                    .error(400, "NoEmbedData", "there is nothing to show."),
                ] + failures
            ),
        ]
    )

    private static let bytes: Object = ["type": "string", "format": "binary"]

    private static let embed: Object = [
        "type": "object", "required": ["type"],
        "properties": ["type": ["type": "string", "enum": ["Website", "Image", "Video"]]],
    ]

    private static let failures: [Answer] = [
        .error(400, "FailedValidation", "there is no `url`."),
        .error(400, "ProxyError", "the other side cannot be reached or does not answer as it should."),
        .error(400, "InvalidOperation", "addresses like this one are not asked."),
    ]
}
