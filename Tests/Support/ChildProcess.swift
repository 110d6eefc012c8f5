internal import CSpawn
internal import Foundation
internal import Synchronization

/// Starting and reaping child processes with `posix_spawn`, without Foundation's run loop.
enum ChildProcess {
    /// Held while descriptors exist that are not marked close-on-exec yet, and while a child is started.
    private static let descriptors = Mutex(())

    /// A pipe whose ends no child inherits by itself.
    static func pipe() throws -> (reading: Int32, writing: Int32) {
        try descriptors.withLock { _ in
            var ends: [Int32] = [0, 0]
            guard Foundation.pipe(&ends) == 0 else { throw ServerProcess.Failure("no pipe: error \(errno)") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return (ends[0], ends[1])
        }
    }

    /// Starts a program in a new process group; `output` receives standard output and error, `input` is its standard
    /// input (the null device when `nil`). No other descriptor is inherited.
    static func spawn(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String],
        folder: String,
        output: String,
        input: Int32? = nil
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Sockets accepted by a server under test are not marked close-on-exec: a child that held one would keep the
        // connection open after the server closed it, and its peer would wait for an end that never comes.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        posix_spawnattr_setpgroup(&attributes, 0)
        // Threads of the concurrency runtime block most signals, which the child would inherit.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)

        var pid: pid_t = 0
        // `env` changes the folder and then becomes the program, so the process id is the program's.
        let status = withStrings(["env", "--chdir=\(folder)", executable] + arguments) { arguments in
            withStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
                descriptors.withLock { _ in
                    posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, arguments, environment)
                }
            }
        }
        guard status == 0 else {
            throw ServerProcess.Failure("cannot start \(executable): \(String(cString: strerror(status)))")
        }
        return pid
    }

    /// The exit status of a child that has ended, or `nil` while it runs.
    static func reap(_ pid: pid_t) -> Int32? {
        var status: Int32 = 0
        return waitpid(pid, &status, WNOHANG) == pid ? status : nil
    }

    /// Blocks until the child has ended; only after SIGKILL, when that is immediate.
    static func wait(_ pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status
    }

    private static func withStrings<R>(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the list always holds its terminator") }
            return body(base)
        }
    }
}
