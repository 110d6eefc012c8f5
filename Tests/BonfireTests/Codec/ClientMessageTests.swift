import NIOCore
import StoatModels
import Testing

@testable import Bonfire

@Suite("Client messages")
struct ClientMessageTests {
    private static func ping(_ text: String) -> ClientMessage { .ping(.text(ByteBuffer(string: text))) }

    @Test(
        "JSON",
        arguments: [
            (
                #"{"type":"Authenticate","token":"abc","_id":"01","result":"Success","nested":{"token":1}}"#,
                .authenticate(token: "abc")
            ),
            (#"{"type":"Authenticate"}"#, nil), (#"{"type":"Authenticate","token":5}"#, nil),
            (#"{"type":"Ping","data":1723459200000}"#, ping("1723459200000")),
            (#"{"type":"Ping","data":0,"responded":null}"#, ping("0")),
            (#"{"type":"Ping","data":0,"responded":true}"#, nil),
            (#"{ "data" : [ 1, 255 ] , "type":"Ping"}"#, ping("[ 1, 255 ]")), (#"{"type":"Ping","data":[256]}"#, nil),
            (#"{"type":"Ping","data":[]}"#, ping("[]")), (#"{"type":"Ping","data":["a"]}"#, nil),
            (#"{"type":"Ping","data":-1}"#, ping("-1")), (#"{"type":"Ping","data":1.5}"#, ping("1.5")),
            (#"{"type":"Ping","data":1e3}"#, ping("1e3")), (#"{"type":"Ping","data":"1"}"#, nil),
            (#"{"type":"Ping"}"#, nil),
            (#"{"type":"Ping","x":{"data":9},"data":2,"y":"\"data\":3"}"#, ping("2")),
            (#"{"type":"Ping","data":null}"#, nil),
            (#"{"type":"BeginTyping","channel":"01C"}"#, .typing("01C", isStart: true)),
            (#"{"type":"EndTyping","channel":"01C"}"#, .typing("01C", isStart: false)),
            (#"{"type":"BeginTyping"}"#, nil),
            (#"{"type":"Subscribe","server_id":"01S"}"#, .subscribe("01S")), (#"{"type":"Subscribe"}"#, nil),
            (#"{"type":"Pong","data":1}"#, nil), (#"{"type":"BeginEditing"}"#, nil), (#"["BeginTyping","01C"]"#, nil),
            ("", nil), ("{", nil), ("null", nil), ("7", nil), (#"{"type":1}"#, nil),
            (String(repeating: "[", count: 5000), nil),
        ] as [(String, ClientMessage?)]
    )
    func json(text: String, expected: ClientMessage?) {
        #expect(ClientMessage(.text(ByteBuffer(string: text)), format: .json) == expected)
    }

    @Test("MessagePack")
    func messagePack() {
        func read(_ object: Object) -> ClientMessage? {
            ClientMessage(.binary(MessagePackWriter.encode(object)), format: .messagePack)
        }
        #expect(read(["type": "Ping", "data": [1, 2]]) == .ping(.value([1, 2])))
        #expect(read(["type": "Ping", "data": 7, "responded": nil]) == .ping(.value(7)))
        #expect(read(["type": "Authenticate", "token": "t"]) == .authenticate(token: "t"))
        #expect(read(["type": "Ping", "data": "x"]) == nil)
        let bin: [UInt8] =
            [0x82, 0xA4] + Array("type".utf8) + [0xA4] + Array("Ping".utf8) + [0xA4]
            + Array("data".utf8) + [0xC4, 0x01, 0x00]
        #expect(ClientMessage(.binary(ByteBuffer(bytes: bin)), format: .messagePack) == nil)
    }

    @Test("frames of the other kind are ignored")
    func otherKind() {
        let text = ByteBuffer(string: #"{"type":"Ping","data":1}"#)
        #expect(ClientMessage(.binary(text), format: .json) == nil)
        #expect(ClientMessage(.text(text), format: .messagePack) == nil)
    }

    @Test("a pong repeats the data as it was written")
    func pong() {
        #expect(
            String(buffer: WireFormat.json.pong(.text(ByteBuffer(string: "[ 1 ]")))) == #"{"type":"Pong","data":[ 1 ]}"#
        )
        #expect(WireFormat.messagePack.pong(.value(5)) == MessagePackWriter.encode(["type": "Pong", "data": 5]))
    }
}
