import Hummingbird
import Logging

// The limit that the hot authenticated GET is compared with: the smallest possible Hummingbird answer.
let router = Router()
router.get("/hello") { _, _ in "hello" }
var logger = Logger(label: "hello")
logger.logLevel = .error
let port = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 8099
let application = Application(
    router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
try await application.runService()
