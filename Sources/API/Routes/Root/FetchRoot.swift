import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// The version of the protocol that clients are told.
    static let protocolVersion = "0.15.1"

    /// `GET /`: what clients must know about the instance (schema `RevoltConfig`).
    @Sendable func fetchRoot(_ request: Request, context: APIContext) async throws -> Object {
        let settings = core.settings
        return [
            "revolt": .string(Self.protocolVersion),
            "features": .object(features(settings)),
            "ws": .string(settings.hosts.events),
            "app": .string(settings.hosts.app),
            "vapid": .string(settings.pushd.vapid.publicKey),
            "build": [
                "commit_sha": "unknown", "commit_timestamp": "unknown", "semver": .string(Self.protocolVersion),
                "origin_url": "unknown", "timestamp": "unknown",
            ],
        ]
    }

    private func features(_ settings: Settings) -> Object {
        let captcha = settings.api.security.captcha
        let links = settings.features.legalLinks
        return [
            "captcha": ["enabled": .bool(!captcha.hcaptchaKey.isEmpty), "key": .string(captcha.hcaptchaSitekey)],
            "email": .bool(!settings.api.smtp.host.isEmpty),
            "invite_only": .bool(settings.api.registration.inviteOnly),
            "autumn": Self.service(settings.hosts.autumn),
            "january": Self.service(settings.hosts.january),
            "livekit": [
                "enabled": .bool(!settings.hosts.livekit.isEmpty), "nodes": .array(voiceNodes(settings)),
            ],
            "limits": .object(settings.features.limits.wire),
            "legal_links": [
                "terms_of_service": .string(links.termsOfService), "privacy_policy": .string(links.privacyPolicy),
                "guidelines": .string(links.guidelines),
            ],
        ]
    }

    private static func service(_ url: String) -> Value {
        ["enabled": .bool(!url.isEmpty), "url": .string(url)]
    }

    /// The public nodes that clients can reach: a node without a public address would be of no use to them.
    private func voiceNodes(_ settings: Settings) -> [Value] {
        settings.api.livekit.nodes.sorted { $0.key < $1.key }.compactMap { name, node in
            guard !node.isPrivate, let url = settings.hosts.livekit[name] else { return nil }
            return [
                "name": .string(name), "lat": .double(node.latitude), "lon": .double(node.longitude),
                "public_url": .string(url),
            ]
        }
    }
}
