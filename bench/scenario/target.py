"""A target: answers with the secret that it got, after so many milliseconds as the path says (/after/300)."""

import asyncio
import sys


class Answering(asyncio.Protocol):
    def __init__(self):
        self.received = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        while True:
            head, separator, rest = self.received.partition(b"\r\n\r\n")
            if not separator:
                return
            lines = head.split(b"\r\n")
            headers = {}
            for line in lines[1:]:
                name, _, value = line.partition(b":")
                headers[name.strip().lower()] = value.strip()
            length = int(headers.get(b"content-length", 0))
            if len(rest) < length:
                return
            self.received = rest[length:]
            path = lines[0].split(b" ")[1]
            secret = headers.get(b"authorization", b"")
            if path.startswith(b"/after/"):
                wait = int(path.split(b"/")[2].split(b"?")[0]) / 1000
                asyncio.get_running_loop().call_later(wait, self._answer, secret)
            else:
                self._answer(secret)

    def _answer(self, secret):
        status = b"200 OK" if secret.startswith(b"Bearer ") else b"401 Unauthorized"
        self.transport.write(b"HTTP/1.1 %s\r\nx-secret: %s\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}"
                             % (status, secret))


async def main(port):
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


asyncio.run(main(int(sys.argv[1])))
