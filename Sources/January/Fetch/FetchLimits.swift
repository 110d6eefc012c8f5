/// What a fetch may take from this machine, whatever the other side does.
struct FetchLimits: Sendable {
    /// From the first byte sent until the connection stands, encryption included.
    var connectTime = Duration.seconds(5)
    /// One request, from its start until its body is complete.
    var hopTime = Duration.seconds(10)
    /// A whole fetch: waiting for a place, all redirects, and the body.
    var totalTime = Duration.seconds(20)
    /// The same for a body that is passed on while it arrives.
    var streamTime = Duration.seconds(300)
    /// Redirects that are followed.
    var maxRedirects = 5
    /// Bytes of all header lines of one answer, interim answers and trailers included.
    var maxHeaderBytes = 64 << 10
    /// Lines of the same.
    var maxHeaderLines = 200
    /// Bytes of a passed-on body that wait for a slow client before the sender is held back.
    var maxHeldBytes = 1 << 20
    /// Fetches that run at once; one runs until its reader has let it go, so this bounds what is held of bodies.
    var maxActive = 32
    /// Fetches that run at once with the hosts of one owner, who may have any number of names.
    var maxActivePerSite = 6
    /// Fetches that wait for a place.
    var maxWaiting = 512

    /// The same where every fetch is somebody who watches a video.
    var forStreams: FetchLimits {
        var limits = self
        limits.maxActive = 4 * maxActive
        limits.maxActivePerSite = maxActive
        return limits
    }
}
