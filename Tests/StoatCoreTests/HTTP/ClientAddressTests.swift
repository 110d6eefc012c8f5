import HTTPTypes
import Testing

@testable import StoatCore

@Suite("Client addresses")
struct ClientAddressTests {
    @Test(
        "are read from the right until they leave the trusted networks",
        arguments: [
            ("192.0.2.9", "203.0.113.5", "192.0.2.9"), ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
            ("10.0.0.1", "1.1.1.1, 203.0.113.5, 10.1.2.3", "203.0.113.5"),
            ("10.0.0.1", "203.0.113.5:4711", "203.0.113.5"), ("10.0.0.1", "[2001:db8::1]:80", "2001:db8::1"),
            ("10.0.0.1", "unknown", "10.0.0.1"), ("10.0.0.1", "x, 10.2.2.2", "10.2.2.2"), ("10.0.0.1", "", "10.0.0.1"),
            ("::1", "203.0.113.5", "203.0.113.5"), ("::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ]
    )
    func forwarded(peer: String, header: String, client: String) throws {
        let networks = ["10.0.0.0/8", "::1"].compactMap(IPNetwork.init)
        let policy = ClientAddressPolicy(proxies: networks)
        let address = policy.address(peer: IPAddress(peer), headers: [.forwardedFor: header])
        #expect(address?.description == client)
    }

    @Test("come from Cloudflare's header only when it is trusted", arguments: [true, false])
    func cloudflare(isTrusted: Bool) {
        let policy = ClientAddressPolicy(trustsCloudflare: isTrusted)
        let address = policy.address(peer: IPAddress("192.0.2.1"), headers: [.connectingAddress: "203.0.113.5"])
        #expect(address?.description == (isTrusted ? "203.0.113.5" : "192.0.2.1"))
    }

    @Test(
        "lie in networks",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("2001:db8::1/128", "2001:db8::1", true),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("fc00::/7", "fd12::1", true),
        ]
    )
    func networks(network: String, address: String, isInside: Bool) throws {
        let network = try #require(IPNetwork(network))
        #expect(network.contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(
        "that are none are refused",
        arguments: ["", "10.0.0", "10.0.0.0/33", "::/129", "x/8", "10.0.0.0/8/8", "10.0.0.0/-1"]
    )
    func nonsense(text: String) { #expect(IPNetwork(text) == nil) }
}
