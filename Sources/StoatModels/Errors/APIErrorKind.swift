extension APIError {
    /// Everything that can be wrong, as far as a client can tell.
    ///
    /// The set is closed: clients match on the names.
    public enum Kind: Sendable, Equatable {
        // MARK: accounts and sessions

        case alreadyOnboarded
        case blockedByShield
        case captchaFailed
        case compromisedPassword
        case disallowedContactSupport(note: String)
        case disallowedMFAMethod
        case emailFailed
        case invalidCredentials
        case invalidInvite
        case invalidSession
        case invalidToken
        case lockedOut
        case missingInvite
        case notAuthenticated
        case shortPassword
        case totpAlreadyEnabled
        case unverifiedAccount
        /// An MFA ticket that exists but may not be used like this: `InvalidToken` with status 403 instead of 401.
        case forbiddenTicket

        // MARK: users and relationships

        case alreadyFriends
        case alreadySentRequest
        case blocked
        case blockedByOther
        case discriminatorChangeRatelimited
        case invalidUsername
        case notFriends
        case tooManyPendingFriendRequests(max: Int)
        case unknownUser
        case usernameTaken

        // MARK: channels and messages

        case alreadyInGroup
        case alreadyPinned
        case cannotDeleteMessage
        case cannotEditMessage
        case cannotRemoveYourself
        case emptyMessage
        case groupTooLarge(max: Int)
        /// Slowmode still holds the sender back; the wire carries whole seconds, rounded up.
        case inSlowmode(retryAfter: Duration)
        case notInGroup
        case notPinned
        /// A message that is too long.
        case payloadTooLarge
        case tooManyAttachments(max: Int)
        case tooManyEmbeds(max: Int)
        case tooManyReplies(max: Int)
        case unknownAttachment
        case unknownChannel
        case unknownMessage

        // MARK: servers

        case alreadyInServer
        case banned
        case cannotGiveMissingPermissions
        case cannotTimeoutYourself
        case cantCreateServers
        case invalidFlagValue
        case invalidRole
        case notOwner
        case tooManyChannels(max: Int)
        case tooManyEmoji(max: Int)
        case tooManyRoles(max: Int)
        case tooManyServers(max: Int)
        case unknownServer

        // MARK: bots and reports

        case botIsPrivate
        case cannotReportYourself
        case isBot
        case isNotBot
        case reachedMaximumBots

        // MARK: voice

        case alreadyConnected
        case cannotJoinCall
        case liveKitUnavailable
        case notAVoiceChannel
        case notConnected
        case unknownNode
        case vosoUnavailable

        // MARK: files and embeds

        case fileTooLarge(max: Int)
        case fileTooSmall
        case fileTypeNotAllowed
        case imageProcessingFailed
        case noEmbedData
        case proxyError

        // MARK: permissions

        case isElevated
        case missingPermission(String)
        case missingUserPermission(String)
        case notElevated
        case notPrivileged

        // MARK: requests

        /// An `Idempotency-Key` that was used before.
        case duplicateNonce
        case failedValidation(String)
        case featureDisabled(String)
        case headerTooLarge
        case incorrectData(with: String)
        case invalidOperation
        case invalidProperty
        /// The token header is absent on a route that needs one. Answered with 401 as the framework error that
        /// clients know; no handler sends this name.
        case missingHeaders
        case noEffect
        /// The general 404: no such route, user, bot, message, file.
        case notFound
        /// A body that is JSON but not what the route reads: `FailedValidation` with status 422 instead of 400.
        case unprocessableBody(String)
        /// A body over the size limit: `PayloadTooLarge` with status 413 instead of 422.
        case bodyTooLarge

        // MARK: failures of this server

        case databaseError(operation: String, collection: String)
        case internalError
        case labelMe
        case operationFailed
        case renderFail
        /// Something this request needs cannot be reached for the moment: 503 `ServiceUnavailable`, a name of ours.
        case serviceUnavailable
    }
}
