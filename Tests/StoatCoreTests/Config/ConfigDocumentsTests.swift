import Foundation
import Testing

@testable import StoatCore

@Suite("Documents about configuration")
struct ConfigDocumentsTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    @Test("are what the declarations say", arguments: ["Revolt.toml.example", "docs/configuration.md"])
    func generated(name: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: name), encoding: .utf8)
        let table = SettingsTable.shared
        #expect(text == (name.hasSuffix(".md") ? table.page() : table.exampleFile()), "run make docs")
    }

    @Test("show examples that can be read as they stand")
    func example() throws {
        var lines: [String] = []
        for line in SettingsTable.shared.exampleFile().split(separator: "\n") {
            // Uncommented, every key holds its default or, without one, its example.
            let words = line.split(separator: " ")
            let isSetting = words.count > 3 && words[0] == "#" && words[2] == "=" && !words[1].hasSuffix(":")
            guard isSetting || line.hasPrefix("# [") || line.hasPrefix("[") else { continue }
            let text = String(line.hasPrefix("# ") ? line.dropFirst(2) : line)
            lines.append(text.replacingOccurrences(of: "<name>", with: "x"))
        }
        let result = try load(lines.joined(separator: "\n"))
        #expect(
            result.problems.filter { $0.severity == .error }.map(\.key) == [
                "api.livekit.nodes.x.url", "api.livekit.nodes.x.key", "api.livekit.nodes.x.secret",
            ]
        )
        #expect(result.problems.filter { $0.message.contains("unknown") }.isEmpty)
    }

    @Test("hold every key of upstream's")
    func upstream() {
        let known = Set(SettingsTable.shared.keys.map(\.path))
        for key in upstreamKeys { #expect(known.contains(key), "\(key)") }
        #expect(SettingsTable.shared.keys.allSatisfy { !$0.effect.isEmpty && $0.effect.hasSuffix(".") })
    }

    @Test("of secrets are marked")
    func secrets() {
        let secrets = SettingsTable.shared.keys.filter(\.isSecret).map(\.path)
        for key in SettingsTable.shared.keys.map(\.path) where key.contains("password") && !key.contains("expire") {
            #expect(secrets.contains(key))
        }
        #expect(secrets.contains("files.encryption_key"))
        #expect(secrets.contains("database.mongodb"))
    }
}

/// The keys of upstream's configuration.
private let upstreamKeys: [String] = """
    production environment disable_events_dont_use database.mongodb database.redis database.redis_pubsub
    rabbit.host rabbit.port rabbit.username rabbit.password rabbit.default_exchange rabbit.queues.acks
    hosts.app hosts.api hosts.events hosts.autumn hosts.january hosts.livekit.<name> hosts.voso_legacy
    hosts.voso_legacy_ws hosts.gifbox
    api.registration.invite_only api.smtp.host api.smtp.username api.smtp.password api.smtp.from_address
    api.smtp.reply_to api.smtp.port api.smtp.use_tls api.smtp.use_starttls api.smtp.expiry.expire_verification
    api.smtp.expiry.expire_password_reset api.smtp.expiry.expire_account_deletion
    api.security.authifier_shield_key api.security.trust_cloudflare api.security.easypwned api.security.tenor_key
    api.security.admin_keys api.security.captcha.hcaptcha_key api.security.captcha.hcaptcha_sitekey
    api.security.shield.host api.security.shield.key api.workers.max_concurrent_connections
    api.livekit.call_ring_duration api.livekit.nodes.<name>.url api.livekit.nodes.<name>.lat
    api.livekit.nodes.<name>.lon api.livekit.nodes.<name>.key api.livekit.nodes.<name>.secret
    api.livekit.nodes.<name>.private api.users.min_username_length api.users.early_adopter_cutoff
    api.audit_logs.expires_after
    pushd.production pushd.mass_mention_chunk_size pushd.render_cache_time pushd.exchange pushd.message_queue
    pushd.mass_mention_queue pushd.fr_accepted_queue pushd.fr_received_queue pushd.dm_call_queue
    pushd.generic_queue pushd.ack_queue pushd.vapid.queue pushd.vapid.private_key pushd.vapid.public_key
    pushd.fcm.queue pushd.fcm.key_type pushd.fcm.project_id pushd.fcm.private_key_id pushd.fcm.private_key
    pushd.fcm.client_email pushd.fcm.client_id pushd.fcm.auth_uri pushd.fcm.token_uri
    pushd.fcm.auth_provider_x509_cert_url pushd.fcm.client_x509_cert_url pushd.apn.queue pushd.apn.sandbox
    pushd.apn.pkcs8 pushd.apn.key_id pushd.apn.team_id january.blocked_domains
    files.encryption_key files.webp_quality files.blocked_mime_types files.clamd_host files.scan_mime_types
    files.limit.min_file_size files.limit.min_resolution files.limit.max_mega_pixels files.limit.max_pixel_side
    files.preview.attachments files.preview.avatars files.preview.backgrounds files.preview.icons
    files.preview.banners files.preview.emojis files.s3.endpoint files.s3.path_style_buckets files.s3.region
    files.s3.access_key_id files.s3.secret_access_key files.s3.default_bucket
    features.webhooks_enabled features.mass_mentions_enabled features.mass_mentions_send_notifications
    features.advanced.process_message_delay_limit features.advanced.seen_events_cache_size
    features.legal_links.terms_of_service features.legal_links.privacy_policy features.legal_links.guidelines
    features.limits.global.group_size features.limits.global.message_embeds features.limits.global.message_replies
    features.limits.global.message_reactions features.limits.global.server_emoji
    features.limits.global.server_roles features.limits.global.server_channels
    features.limits.global.new_user_hours features.limits.global.body_limit_size
    features.limits.global.restrict_server_creation features.limits.new_user.outgoing_friend_requests
    features.limits.new_user.bots features.limits.default.message_length features.limits.default.message_attachments
    features.limits.default.servers features.limits.default.voice_quality features.limits.default.video
    features.limits.default.video_resolution features.limits.default.video_aspect_ratio
    features.limits.default.file_upload_size_limit.attachments features.limits.default.file_upload_size_limit.avatars
    features.limits.default.file_upload_size_limit.backgrounds features.limits.default.file_upload_size_limit.icons
    features.limits.default.file_upload_size_limit.banners features.limits.new_user.file_upload_size_limit.emojis
    sentry.api sentry.events sentry.voice_ingress sentry.files sentry.proxy sentry.pushd sentry.crond sentry.gifbox
    """.split { $0 == " " || $0 == "\n" }.map(String.init)
