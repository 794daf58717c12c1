"""Payloads in a tape: zstd frames that know their size and carry a checksum, unpacked within a bound."""

from __future__ import annotations

from negforge.adapters.chat.body import key_of

LARGEST = 256 << 20  # bytes of one payload
LEVEL = 3


class Unreadable(ValueError):
    """A payload that is not what was packed. The message says how, fit to follow "the reply"."""


class Packer:
    """One compressor and one decompressor, used again and again. For one thread at a time."""

    def __init__(self) -> None:
        import zstandard

        compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True, write_content_size=True)
        self.pack = compressor.compress
        self._decompress = zstandard.ZstdDecompressor().decompress
        self._frame = zstandard.get_frame_parameters
        self._error = zstandard.ZstdError

    def unpack(self, packed: object) -> bytes:
        """What was packed. Raises Unreadable; never holds more than LARGEST bytes."""
        if not isinstance(packed, bytes):
            raise Unreadable("is no packed payload")
        try:
            size = self._frame(packed).content_size
            if size > LARGEST:  # unknown counts as endless: what we pack says its size
                raise Unreadable(f"would unpack to more than {LARGEST >> 20} MiB")
            return self._decompress(packed, max_output_size=0, allow_extra_data=False)
        except (self._error, MemoryError) as error:
            raise Unreadable(f"does not unpack ({error})") from None

    def question(self, packed: object, sample: object, key: object) -> bytes:
        """The body of a question that must hash to ``key`` (16 bytes). Raises Unreadable."""
        body = self.unpack(packed)
        if not isinstance(sample, int) or not isinstance(key, bytes) or key_of(body, sample) != key.hex():
            raise Unreadable("does not hash to its key")
        return body
