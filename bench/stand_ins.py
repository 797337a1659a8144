"""Stand-ins for a mail server and ClamAV, which take everything: `python -m bench.stand_ins mail|scanner HOST PORT`."""

import asyncio
import sys


async def mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """SMTP as far as a site speaks it."""
    writer.write(b"220 stand-in\r\n")
    while line := await reader.readline():
        if line[:4].upper() == b"DATA":
            writer.write(b"354 go on\r\n")
            await writer.drain()
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"221 bye\r\n" if line[:4].upper() == b"QUIT" else b"250 ok\r\n")
        await writer.drain()
    writer.close()


async def scanner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """`INSTREAM` of clamd: every file is clean."""
    await reader.readuntil(b"\0")
    while size := int.from_bytes(await reader.readexactly(4), "big"):
        await reader.readexactly(size)
    writer.write(b"stream: OK\0")
    await writer.drain()
    writer.close()


async def main() -> None:
    served = {"mail": mail, "scanner": scanner}[sys.argv[1]]
    server = await asyncio.start_server(served, sys.argv[2], int(sys.argv[3]), limit=2**26)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
