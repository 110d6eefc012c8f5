public import StoatModels

extension ServiceDescription {
    /// The description as an OpenAPI 3.0 document.
    public var openAPI: Object {
        var paths = Object()
        for operation in operations {
            var methods = paths[operation.path]?.object ?? [:]
            methods.append(operation.method, .object(operation.openAPI))
            paths[operation.path] = .object(methods)
        }
        return [
            "openapi": "3.0.3",
            "info": ["title": .string(title), "description": .string(summary), "version": .string(Version.current)],
            "paths": .object(paths),
            "components": ["securitySchemes": .object(Self.securitySchemes)],
        ]
    }

    private static let securitySchemes: Object = [
        "session_token": ["type": "apiKey", "in": "header", "name": "X-Session-Token"],
        "bot_token": ["type": "apiKey", "in": "header", "name": "X-Bot-Token"],
    ]
}

extension ServiceDescription.Operation {
    fileprivate var openAPI: Object {
        var object: Object = ["summary": .string(summary)]
        if !parameters.isEmpty { object.append("parameters", .array(parameters.map { .object($0.openAPI) })) }
        if let body { object.append("requestBody", ["required": true, "content": .object(body.openAPI)]) }
        if needsUser { object.append("security", [["session_token": []], ["bot_token": []]]) }
        object.append("responses", .object(responses))
        return object
    }

    /// Answers by status; what one status may mean is told together.
    private var responses: Object {
        var object = Object()
        for answer in answers {
            let status = String(answer.status)
            if let earlier = object[status]?.object?.optionalString("description") {
                var merged = object[status]?.object ?? [:]
                merged["description"] = .string("\(earlier)\n\(answer.summary)")
                object[status] = .object(merged)
                continue
            }
            var response: Object = ["description": .string(answer.summary)]
            if let body = answer.body { response.append("content", .object(body.openAPI)) }
            object.append(status, .object(response))
        }
        return object
    }
}

extension ServiceDescription.Parameter {
    fileprivate var openAPI: Object {
        [
            "name": .string(name), "in": .string(place), "description": .string(summary),
            "required": .bool(isRequired), "schema": .object(schema),
        ]
    }
}

extension ServiceDescription.Body {
    fileprivate var openAPI: Object {
        var content = Object()
        content.append(mediaType, ["schema": .object(schema)])
        return content
    }
}
