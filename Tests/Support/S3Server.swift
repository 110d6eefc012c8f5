internal import Foundation
public import StoatStorage

/// A private S3 store on a free port.
///
/// It is `moto_server`; its objects live in its memory and end with it.
public struct S3Server: Sendable {
    /// To freeze it.
    public let process: StoatProcess
    /// Where it listens, on the loopback interface.
    public let port: Int
    /// Id of an access key that may do everything.
    public let accessKeyID: String
    /// That access key.
    public let secretAccessKey: String
    /// A bucket that is there.
    public let bucket: String

    private static let strict = SharedServer { try await S3Server.started(isStrict: true) }
    private static let lenient = SharedServer { try await S3Server.started(isStrict: false) }

    /// The one of this test process, running. Tests use buckets of their own.
    ///
    /// - Parameter isStrict: whether it checks signatures. It cannot for objects whose names have other characters than
    ///   letters, digits and a few more: it computes other signatures than Amazon's own client.
    public static func shared(isStrict: Bool = true) async throws -> S3Server {
        try await (isStrict ? strict : lenient).get()
    }

    /// A server of its own for one test, running.
    public static func started(isStrict: Bool = true) async throws -> S3Server {
        let port = try FreePort.next()
        let folder = try TemporaryFolder("s3")
        let python = try await StoatPython.interpreter()
        let command = ServerProcess.Command(
            python,
            ["-m", "moto.server", "-H", "127.0.0.1", "-p", "\(port)"],
            // The calls that make the user cannot be signed by one.
            environment: isStrict ? ["INITIAL_NO_AUTH_ACTION_COUNT": "3"] : [:],
            in: folder
        )
        let process = StoatProcess("s3", command) { await StoatProbe.get(port: port, "/moto-api/")?.status == 200 }
        try await process.start()
        let keys = try await makeUser(port: port, python: python, folder: folder)
        let server = S3Server(
            process: process,
            port: port,
            accessKeyID: keys.id,
            secretAccessKey: keys.secret,
            bucket: "stoat-tests"
        )
        let blobs = try S3Blobs(server.settings)
        do {
            try await blobs.makeBucket(server.bucket)
            await blobs.shutdown()
        } catch {
            await blobs.shutdown()
            throw error
        }
        return server
    }

    /// Its address.
    public var endpoint: String { "http://127.0.0.1:\(port)" }

    /// Settings that reach it, with buckets in the path.
    public var settings: S3Settings {
        var settings = S3Settings(
            endpoint: endpoint,
            isPathStyle: true,
            region: "us-east-1",
            accessKeyID: accessKeyID,
            secretAccessKey: secretAccessKey,
            bucket: bucket
        )
        // One slow process serves all tests at a time.
        settings.limits.answer = .seconds(40)
        return settings
    }

    private static let script = """
        import boto3, json, sys
        iam = boto3.client('iam', endpoint_url=sys.argv[1], region_name='us-east-1',
                           aws_access_key_id='none', aws_secret_access_key='none')
        everything = {'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}
        iam.create_user(UserName='stoat')
        key = iam.create_access_key(UserName='stoat')['AccessKey']
        iam.put_user_policy(UserName='stoat', PolicyName='everything',
                            PolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [everything]}))
        print(key['AccessKeyId'], key['SecretAccessKey'])
        """

    private static func makeUser(
        port: Int,
        python: String,
        folder: TemporaryFolder
    ) async throws -> (id: String, secret: String) {
        let output = folder.path + "/user"
        let pid = try ChildProcess.spawn(
            python,
            ["-c", script, "http://127.0.0.1:\(port)"],
            environment: ProcessInfo.processInfo.environment,
            folder: folder.path,
            output: output
        )
        var status: Int32?
        try await eventually("the user of the S3 server is made", within: .seconds(60)) {
            status = ChildProcess.reap(pid)
            return status != nil
        }
        let text = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
        let words = text.split(separator: "\n").last?.split(separator: " ") ?? []
        guard status == 0, words.count == 2 else {
            throw ServerProcess.Failure("cannot make the user of the S3 server:\n\(text)")
        }
        return (String(words[0]), String(words[1]))
    }
}
