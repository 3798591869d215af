"""Small films and sounds for providers that only pretend: a square that wanders, and a tone."""

from __future__ import annotations

import base64
import io
import math
import struct
import wave
import zlib

from limner.media.chunks import boxes

_FRAMES = 4
_MOVIE_SCALE, _TRACK_SCALE = 1000, 16384
_INSIDE = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts")
_RATE = 8000
_VOLUME = 8000

_FILM = zlib.decompress(
    base64.b85decode(
        "c-muNV30{GsVvAW&d+6FU}6B#Kx~v-"
        "U}DI?z`&7Kl$r{pOLJ2aOPV~JofsHDFn(jOP?3@N#=u~Zz`#&m|Nn{Y|4ws57VW>c`F~VN+x!<@c=Fou|F)0H#g<"
        "Nb@TFiA=aPRiXFoHvF*r<;VTfd4U<PXQS)c~u&tZsw@SPn{q@5jrG-qypei_j6oZPaE6b2N){DOgje*ps{0|+4iB"
        "dRKNz5@eZzyw6bB}IwZKz2+?HrP&POw)k&GT^rdtGx<P%)p?Mno?2>q-"
        "9cbic1hWpyq=0GOo@|$xH<4$W1}_y8~EF=n*hSHzOsd2qsgOnUadEG7QMi_eji3$w>vNVGPU7%u53@M9Ol(h9Wyt"
        "B?TfUlTwtLhU5*N(xMy%2%Ax?xFjhD$nGmHDNaFBQ&(1CV2L9rK%Q1$@Bq>tI8~qniU0q>t}IA)1}o-"
        "jVq#(f%ZMbE6v2Y*7EE<<2{<@mX0t#8Tm<M!WN{Fd0g5G~iLpRw6`))dk}E*s_CPEEigPFinwgxBq+bV!lS)%cKv"
        "5Nyn+m2uKoL1wfKgeLSWu9I>_y#7NZhNgEXfBMC=1MAiLk)&Ni0h<Gtx5zA_F4;9W;Tx"
    )
)
"""Four frames of VP9 in MP4."""


def plain_film(width: int, height: int, seconds: float, prompt: str, seed: int) -> bytes:
    """An MP4 that is shown in this size and plays so long; the same for the same arguments."""
    film = bytearray(_FILM)
    _set_length(film, 0, len(film), seconds, (width, height))
    words = f"{seed} {prompt}".encode()
    return bytes(film) + struct.pack(">I4s", 8 + len(words), b"free") + words


def plain_sound(seconds: float, prompt: str, seed: int) -> bytes:
    """A WAV with one tone, told by prompt and seed."""
    pitch = 200 + zlib.crc32(f"{seed} {prompt}".encode()) % 600
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        samples = (
            round(_VOLUME * math.sin(2 * math.pi * pitch * place / _RATE))
            for place in range(round(seconds * _RATE))
        )
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()


def _set_length(
    film: bytearray, start: int, end: int, seconds: float, size: tuple[int, int]
) -> None:
    """Every box that says how long or how large the film is says it anew."""
    movie = round(seconds * _MOVIE_SCALE)
    track = round(seconds * _TRACK_SCALE)
    for box in boxes(bytes(film), start, end):
        at = box.start
        if box.kind in _INSIDE:
            _set_length(film, box.start, box.end, seconds, size)
        elif box.kind == b"mvhd":
            struct.pack_into(">I", film, at + 16, movie)
        elif box.kind == b"tkhd":
            struct.pack_into(">I", film, at + 20, movie)
            struct.pack_into(">II", film, box.end - 8, size[0] << 16, size[1] << 16)
        elif box.kind == b"elst":
            struct.pack_into(">I", film, at + 8, movie)
        elif box.kind == b"mdhd":
            struct.pack_into(">I", film, at + 16, track)
        elif box.kind == b"stts":
            struct.pack_into(">I", film, at + 12, track // _FRAMES)
