import Testing

@testable import January

@Suite("Addresses of peers")
struct PeerAddressTests {
    @Test(
        "are refused where they are not public",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
            "127.0.0.1", "127.255.255.255", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
            "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
            "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
            "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8",
            "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:2::1",
            "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1",
            "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1", "1fff::1",
        ]
    )
    func refused(text: String) throws {
        #expect(try #require(PeerAddress(text)).isPublic == false)
    }

    @Test(
        "are allowed where they are",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
            "128.0.0.0", "169.253.0.1", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.0.3.1", "192.167.255.255",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450::1",
            "2001:4860:4860::8888", "2001:200::1", "2003::1",
        ]
    )
    func allowed(text: String) throws {
        #expect(try #require(PeerAddress(text)).isPublic)
    }

    @Test("are read from nothing else", arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "0x7f.0.0.1", "[::1]"])
    func unreadable(text: String) {
        #expect(PeerAddress(text) == nil)
    }

    @Test("of other families are not addresses", arguments: [0, 1, 5, 15, 17])
    func sizes(count: Int) {
        #expect(PeerAddress(bytes: [UInt8](repeating: 8, count: count)) == nil)
    }
}
