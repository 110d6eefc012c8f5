import Testing

@testable import January
