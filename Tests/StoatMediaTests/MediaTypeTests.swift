import StoatMedia
import Testing

@Suite("Media types") struct MediaTypeTests {
    @Test("are equal by name") func names() { #expect(MediaType("image/png") == MediaType("image/png")) }
}
