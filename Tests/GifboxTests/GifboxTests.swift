import Testing

@testable import Gifbox
