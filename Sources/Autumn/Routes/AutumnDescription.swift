internal import StoatCore
internal import StoatModels

extension ServiceDescription {
    /// What the file server offers to clients.
    static let autumn = ServiceDescription(
        title: "Autumn",
        summary: "Takes uploads, keeps them encrypted and serves them as previews and originals.",
        operations: [
            Operation(
                "get",
                "/",
                "Says which service answers.",
                answers: [.json("The name and the version.", ["type": "object"])]
            ),
            Operation(
                "post",
                "/:tag",
                "Uploads a file. Its id is to be used within an hour; what nothing uses is removed.",
                needsUser: true,
                parameters: [.path("tag", "What the file is for.", tags)],
                body: Body("multipart/form-data", form),
                answers: uploadAnswers
            ),
            Operation(
                "get",
                "/:tag/:file",
                "A preview of a picture. Anything else, and what moves, leads to the original.",
                parameters: [.path("tag", "What the file is for.", tags), .path("file", "The id of the file.")],
                answers: [
                    Answer(200, "The preview.", Body("image/webp", bytes)),
                    Answer(304, "It is unchanged (If-None-Match)."),
                    Answer(308, "There is only the original."),
                    .error(404, "NotFound", "there is no such file, or nothing uses it."),
                ]
            ),
            Operation(
                "get",
                "/:tag/:file/:name",
                "A file as it was stored. The name `original` leads to the name it was uploaded under.",
                parameters: [
                    .path("tag", "What the file is for.", tags), .path("file", "The id of the file."),
                    .path("name", "The name that the file was uploaded under, or `original`."),
                ],
                answers: [
                    Answer(200, "The file.", Body("application/octet-stream", bytes)),
                    Answer(206, "The part that was asked for (Range).", Body("application/octet-stream", bytes)),
                    Answer(304, "It is unchanged (If-None-Match)."),
                    Answer(308, "The name is another."),
                    .error(404, "NotFound", "there is no such file, or nothing uses it."),
                    Answer(416, "The file has no such part."),
                ]
            ),
        ]
    )

    private static let tags: Object = [
        "type": "string", "enum": .array(FileTag.allCases.map { .string($0.rawValue) }),
    ]

    private static let bytes: Object = ["type": "string", "format": "binary"]

    private static let form: Object = [
        "type": "object", "required": ["file"], "properties": ["file": .object(bytes)],
    ]

    private static let uploadAnswers: [Answer] = [
        .json(
            "The id of the file.",
            ["type": "object", "required": ["id"], "properties": ["id": ["type": "string"]]]
        ),
        .error(400, "FailedValidation", "there is no such tag, or the body is no form with a field `file`."),
        .error(400, "FileTypeNotAllowed", "files of this type are not taken, or not for this tag."),
        .error(401, "NotAuthenticated", "neither token came with the request."),
        .error(401, "InvalidSession", "nobody has this token."),
        .error(422, "FileTooSmall", "the file is empty."),
        .error(422, "FileTooLarge", "the file has more than `max` bytes."),
        Answer(429, "Too many uploads; `retry_after` milliseconds to wait."),
    ]
}
