extension APIError.Kind {
    /// How a kind looks to a client.
    public struct Wire: Sendable {
        /// The HTTP status.
        public let status: Int
        /// The `type` of the body.
        public let name: String
        /// What stands between `type` and `location`.
        public let fields: [(key: String, value: Value)]

        fileprivate init(_ status: Int, _ name: String, _ fields: [(key: String, value: Value)] = []) {
            self.status = status
            self.name = name
            self.fields = fields
        }
    }

    /// Status, name and fields: the whole table, once.
    public var wire: Wire {
        switch self {
        case .alreadyConnected: Wire(400, "AlreadyConnected")
        case .alreadyFriends: Wire(409, "AlreadyFriends")
        case .alreadyInGroup: Wire(409, "AlreadyInGroup")
        case .alreadyInServer: Wire(409, "AlreadyInServer")
        case .alreadyOnboarded: Wire(403, "AlreadyOnboarded")
        case .alreadyPinned: Wire(400, "AlreadyPinned")
        case .alreadySentRequest: Wire(409, "AlreadySentRequest")
        case .banned: Wire(403, "Banned")
        case .blocked: Wire(409, "Blocked")
        case .blockedByOther: Wire(403, "BlockedByOther")
        case .blockedByShield: Wire(400, "BlockedByShield")
        case .bodyTooLarge: Wire(413, "PayloadTooLarge")
        case .botIsPrivate: Wire(403, "BotIsPrivate")
        case .cannotDeleteMessage: Wire(403, "CannotDeleteMessage")
        case .cannotEditMessage: Wire(403, "CannotEditMessage")
        case .cannotGiveMissingPermissions: Wire(403, "CannotGiveMissingPermissions")
        case .cannotJoinCall: Wire(400, "CannotJoinCall")
        case .cannotRemoveYourself: Wire(400, "CannotRemoveYourself")
        case .cannotReportYourself: Wire(400, "CannotReportYourself")
        case .cannotTimeoutYourself: Wire(400, "CannotTimeoutYourself")
        case .cantCreateServers: Wire(403, "CantCreateServers")
        case .captchaFailed: Wire(400, "CaptchaFailed")
        case .compromisedPassword: Wire(400, "CompromisedPassword")
        case .databaseError(let operation, let collection):
            Wire(500, "DatabaseError", [("operation", .string(operation)), ("collection", .string(collection))])
        case .disallowedContactSupport(let note): Wire(401, "DisallowedContactSupport", [("note", .string(note))])
        case .disallowedMFAMethod: Wire(400, "DisallowedMFAMethod")
        case .discriminatorChangeRatelimited: Wire(429, "DiscriminatorChangeRatelimited")
        case .duplicateNonce: Wire(409, "DuplicateNonce")
        case .emailFailed: Wire(500, "EmailFailed")
        case .emptyMessage: Wire(422, "EmptyMessage")
        case .failedValidation(let text): Wire(400, "FailedValidation", [("error", .string(text))])
        case .featureDisabled(let feature): Wire(400, "FeatureDisabled", [("feature", .string(feature))])
        case .fileTooLarge(let max): Wire(422, "FileTooLarge", [("max", .int(Int64(max)))])
        case .fileTooSmall: Wire(422, "FileTooSmall")
        case .fileTypeNotAllowed: Wire(400, "FileTypeNotAllowed")
        case .forbiddenTicket: Wire(403, "InvalidToken")
        case .groupTooLarge(let max): Wire(403, "GroupTooLarge", [("max", .int(Int64(max)))])
        case .headerTooLarge: Wire(400, "HeaderTooLarge")
        case .imageProcessingFailed: Wire(500, "ImageProcessingFailed")
        case .incorrectData(let with): Wire(400, "IncorrectData", [("with", .string(with))])
        case .inSlowmode(let delay): Wire(429, "InSlowmode", [("retry_after", .int(delay.wholeSecondsRoundedUp))])
        case .internalError: Wire(500, "InternalError")
        case .invalidCredentials: Wire(401, "InvalidCredentials")
        case .invalidFlagValue: Wire(400, "InvalidFlagValue")
        case .invalidInvite: Wire(400, "InvalidInvite")
        case .invalidOperation: Wire(400, "InvalidOperation")
        case .invalidProperty: Wire(400, "InvalidProperty")
        case .invalidRole: Wire(404, "InvalidRole")
        case .invalidSession: Wire(401, "InvalidSession")
        case .invalidToken: Wire(401, "InvalidToken")
        case .invalidUsername: Wire(400, "InvalidUsername")
        case .isBot: Wire(400, "IsBot")
        case .isElevated: Wire(403, "IsElevated")
        case .isNotBot: Wire(400, "IsNotBot")
        case .labelMe: Wire(500, "LabelMe")
        case .liveKitUnavailable: Wire(400, "LiveKitUnavailable")
        case .lockedOut: Wire(403, "LockedOut")
        case .missingHeaders: Wire(401, "MissingHeaders")
        case .missingInvite: Wire(400, "MissingInvite")
        case .missingPermission(let name): Wire(403, "MissingPermission", [("permission", .string(name))])
        case .missingUserPermission(let name): Wire(403, "MissingUserPermission", [("permission", .string(name))])
        case .noEffect: Wire(400, "NoEffect")
        case .noEmbedData: Wire(400, "NoEmbedData")
        case .notAuthenticated: Wire(401, "NotAuthenticated")
        case .notAVoiceChannel: Wire(400, "NotAVoiceChannel")
        case .notConnected: Wire(400, "NotConnected")
        case .notElevated: Wire(403, "NotElevated")
        case .notFound: Wire(404, "NotFound")
        case .notFriends: Wire(403, "NotFriends")
        case .notInGroup: Wire(404, "NotInGroup")
        case .notOwner: Wire(403, "NotOwner")
        case .notPinned: Wire(400, "NotPinned")
        case .notPrivileged: Wire(403, "NotPrivileged")
        case .operationFailed: Wire(500, "OperationFailed")
        case .payloadTooLarge: Wire(422, "PayloadTooLarge")
        case .proxyError: Wire(400, "ProxyError")
        case .reachedMaximumBots: Wire(400, "ReachedMaximumBots")
        case .renderFail: Wire(500, "RenderFail")
        case .serviceUnavailable: Wire(503, "ServiceUnavailable")
        case .shortPassword: Wire(400, "ShortPassword")
        case .tooManyAttachments(let max): Wire(400, "TooManyAttachments", [("max", .int(Int64(max)))])
        case .tooManyChannels(let max): Wire(400, "TooManyChannels", [("max", .int(Int64(max)))])
        case .tooManyEmbeds(let max): Wire(400, "TooManyEmbeds", [("max", .int(Int64(max)))])
        case .tooManyEmoji(let max): Wire(400, "TooManyEmoji", [("max", .int(Int64(max)))])
        case .tooManyPendingFriendRequests(let max):
            Wire(400, "TooManyPendingFriendRequests", [("max", .int(Int64(max)))])
        case .tooManyReplies(let max): Wire(400, "TooManyReplies", [("max", .int(Int64(max)))])
        case .tooManyRoles(let max): Wire(400, "TooManyRoles", [("max", .int(Int64(max)))])
        case .tooManyServers(let max): Wire(400, "TooManyServers", [("max", .int(Int64(max)))])
        case .totpAlreadyEnabled: Wire(400, "TotpAlreadyEnabled")
        case .unknownAttachment: Wire(400, "UnknownAttachment")
        case .unknownChannel: Wire(404, "UnknownChannel")
        case .unknownMessage: Wire(404, "UnknownMessage")
        case .unknownNode: Wire(400, "UnknownNode")
        case .unknownServer: Wire(404, "UnknownServer")
        case .unknownUser: Wire(404, "UnknownUser")
        case .unprocessableBody(let text): Wire(422, "FailedValidation", [("error", .string(text))])
        case .unverifiedAccount: Wire(403, "UnverifiedAccount")
        case .usernameTaken: Wire(409, "UsernameTaken")
        case .vosoUnavailable: Wire(400, "VosoUnavailable")
        }
    }
}

extension Duration {
    /// Whole seconds, at least as long as this.
    var wholeSecondsRoundedUp: Int64 {
        let (seconds, attoseconds) = components
        return attoseconds > 0 ? seconds + 1 : seconds
    }
}
