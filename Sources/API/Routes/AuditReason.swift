import HTTPTypes
import Hummingbird
import StoatCore
import StoatModels

extension Request {
    /// Why a moderator acts, as the audit log is to tell; read before the body.
    ///
    /// - Throws: ``APIError`` `.headerTooLarge` over 512 bytes.
    @discardableResult
    func auditReason(file: String = #fileID, line: Int = #line) throws -> String? {
        guard let reason = headers.first(.auditLogReason) else { return nil }
        guard reason.utf8.count <= 512 else { throw APIError(.headerTooLarge, file: file, line: line) }
        return reason
    }
}
