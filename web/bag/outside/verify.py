#!/usr/bin/env python3
"""verify.py: 核对证据包。Check an evidence bag of Zeren without Zeren.

    python3 -I verify.py [--key 公钥或指纹 VKEY-OR-FINGERPRINT] [证据包目录 BAG]

Python 3.8 or later and nothing else; no network. 退出码 Exit code: 0 通过 verified, 1 不通过 not verified.

One file on purpose, and none of Zeren's own code: whoever doubts it can read it from top to bottom, or write another
from docs/reference/bag-format.md. Nothing that stands in the bag is believed before it was computed here.

In this order: Ed25519 signatures; BagIt; signed notes; leaves, proofs and tiles of the log; what is said beside them.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import sys
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Set, Tuple


class NotVerified(Exception):
    """Something in the bag is not as it should be."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


# --- Ed25519 (RFC 8032, section 5.1) ----------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = Tuple[int, int, int, int]
"""Extended coordinates: x = X/Z, y = Y/Z, x * y = T/Z."""


def point_add(one: Point, other: Point) -> Point:
    """Sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_times(number: int, point: Point) -> Point:
    """A point added to itself so many times."""
    total: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = point_add(total, point)
        point = point_add(point, point)
        number >>= 1
    return total


def point_from(data: bytes) -> Optional[Point]:
    """A point from its 32 bytes; None where they are those of no point."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def point_bytes(point: Point) -> bytes:
    """The 32 bytes of a point."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point_from(BASE_Y.to_bytes(32, "little"))


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the signature of the message under the public key."""
    if len(public) != 32 or len(signature) != 64 or BASE is None:
        return False
    key = point_from(public)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or scalar >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    minus_key = (P - key[0], key[1], key[2], P - key[3])
    return point_bytes(point_add(point_times(scalar, BASE), point_times(k, minus_key))) == signature[:32]


# --- BagIt 1.0 (RFC 8493) ------------------------------------------------------------------------

TAGS = {"README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "verify.py", "verify.sh", "说明.txt"}
"""Tag files of our bags, besides tag manifests and what belongs to SM3."""

Manifest = Dict[str, str]
"""Path in the bag -> digest in hexadecimal."""


def read(root: str, path: str) -> bytes:
    """Content of a file of the bag."""
    try:
        with open(os.path.join(root, *path.split("/")), "rb") as file:
            return file.read()
    except OSError as error:
        raise NotVerified("缺少 %s，或读不出来。" % path, "%s is missing or cannot be read." % path) from error


def text_of(root: str, path: str) -> str:
    """A file of the bag as text."""
    try:
        return read(root, path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotVerified("%s 不是 UTF-8 文本。" % path, "%s is not UTF-8." % path) from error


def walk(root: str, folder: str) -> Iterator[str]:
    """Paths of all files below a folder of the bag."""
    for entry in sorted(os.scandir(os.path.join(root, *folder.split("/"))), key=lambda one: os.fsencode(one.name)):
        path = "%s/%s" % (folder, entry.name)
        if entry.is_symlink():
            raise NotVerified("包里不应有链接：%s" % path, "links do not belong there: %s" % path)
        if entry.is_dir():
            yield from walk(root, path)
        else:
            yield path


def digest_of(root: str, path: str, algorithm: str) -> str:
    """Digest of a file, page by page."""
    hashed = hashlib.new(algorithm)
    try:
        with open(os.path.join(root, *path.split("/")), "rb") as file:
            for chunk in iter(lambda: file.read(1024 * 1024), b""):
                hashed.update(chunk)
    except OSError as error:
        raise NotVerified("缺少 %s，或读不出来。" % path, "%s is missing or cannot be read." % path) from error
    return hashed.hexdigest()


def parse_manifest(name: str, text: str) -> Manifest:
    """Lines of a manifest. Each path once, and none that leads out of the bag."""
    found: Manifest = {}
    for line in re.split(r"\r\n|\r|\n", text):
        if not line:
            continue
        match = re.fullmatch(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)", line)
        if match is None:
            raise NotVerified("%s 的写法不对。" % name, "a line of %s is no line of a manifest." % name)
        path = re.sub("%(0[AaDd]|25)", lambda one: chr(int(one.group(1), 16)), match.group(2))
        parts = path.split("/")
        if "" in parts or "." in parts or ".." in parts or "\\" in path or path[:1] == "~":
            raise NotVerified("%s 中的路径超出证据包：%s" % (name, path), "%s leads out of the bag: %s" % (name, path))
        if path in found:
            raise NotVerified("%s 中重复列出：%s" % (name, path), "%s lists a file twice: %s" % (name, path))
        found[path] = match.group(1).lower()
    return found


def computable(algorithm: str) -> bool:
    """Whether this machine can compute the digest."""
    try:
        hashlib.new(algorithm)
    except ValueError:
        return False
    return True


class Bag(NamedTuple):
    """A bag whose files agree with its manifests."""

    payload: Tuple[str, ...]
    checked: Tuple[str, ...]
    """Algorithms that were computed."""
    unchecked: Tuple[str, ...]
    """Algorithms that this machine does not have."""
    info: Tuple[Tuple[str, str], ...]


def check_bag(root: str) -> Bag:
    """Structure and manifests of a bag, whoever made it."""
    if not os.path.isdir(os.path.join(root, "data")) or os.path.islink(os.path.join(root, "data")):
        raise NotVerified("这不是证据包：没有 data。", "this is no bag: there is no data.")
    declared = re.split(r"\r\n|\r|\n", text_of(root, "bagit.txt").rstrip("\r\n"))
    if declared != ["BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8"]:
        raise NotVerified("bagit.txt 不是 BagIt 1.0。", "bagit.txt is not that of BagIt 1.0.")
    payload = set(walk(root, "data"))
    names = sorted(os.listdir(root), key=os.fsencode)
    if "fetch.txt" in names:
        raise NotVerified("包里有 fetch.txt：内容不完整。", "there is a fetch.txt: the bag is not whole.")
    manifests = [(one, "data") for one in names if re.fullmatch(r"manifest-[a-z0-9]+\.txt", one)]
    if not manifests:
        raise NotVerified("没有文件清单。", "there is no manifest.")
    manifests += [(one, "") for one in names if re.fullmatch(r"tagmanifest-[a-z0-9]+\.txt", one)]
    checked: Set[str] = set()
    unchecked: Set[str] = set()
    for name, of in manifests:
        algorithm = name.rpartition("-")[2][:-4]
        listed = parse_manifest(name, text_of(root, name))
        if of == "data" and set(listed) != payload:
            differ = sorted(set(listed) ^ payload)[0]
            raise NotVerified("%s 与文件不符：%s" % (name, differ), "%s and the files differ: %s" % (name, differ))
        if of == "" and any(path.startswith("data/") for path in listed):
            raise NotVerified("%s 列了不该列的文件。" % name, "%s lists what it should not." % name)
        if not computable(algorithm):
            unchecked.add(algorithm)
            continue
        for path, digest in listed.items():
            if digest_of(root, path, algorithm) != digest:
                raise NotVerified("文件有改动：%s" % path, "a file was changed: %s" % path)
        checked.add(algorithm)
    if not any("manifest-%s.txt" % algorithm in names for algorithm in checked):
        raise NotVerified("没有本机能核对的清单。", "there is no manifest that this machine can check.")
    info = tuple(tag_lines(text_of(root, "bag-info.txt"))) if "bag-info.txt" in names else ()
    for label, value in info:
        if label.lower() == "payload-oxum":
            size = sum(os.path.getsize(os.path.join(root, *path.split("/"))) for path in payload)
            if value != "%d.%d" % (size, len(payload)):
                raise NotVerified("Payload-Oxum 不符。", "Payload-Oxum does not agree.")
    return Bag(tuple(sorted(payload)), tuple(sorted(checked)), tuple(sorted(unchecked)), info)


def tag_lines(text: str) -> Iterator[Tuple[str, str]]:
    """Labels and values of a tag file."""
    for line in re.sub(r"(\r\n|\r|\n)[ \t]+", " ", text).splitlines():
        label, colon, value = line.partition(":")
        if not colon or not label:
            raise NotVerified("bag-info.txt 的写法不对。", "bag-info.txt is malformed.")
        yield label, value.strip()


def check_profile(root: str) -> None:
    """What our own bags have besides: the files that belong there, all of them listed, and no others."""
    sm3 = {"manifest-sm3.txt"} if os.path.exists(os.path.join(root, "manifest-sm3.txt")) else set()
    tags = TAGS | sm3
    ours = tags | {"data", "tagmanifest-sha256.txt"} | {"tag" + one for one in sm3}
    for name in os.listdir(root):
        if name not in ours or os.path.islink(os.path.join(root, name)):
            raise NotVerified("包里多出文件：%s" % name, "a file that does not belong there: %s" % name)
    for name in ("tagmanifest-sha256.txt", *("tag" + one for one in sm3)):
        if set(parse_manifest(name, text_of(root, name))) != tags:
            raise NotVerified("%s 没有列全。" % name, "%s does not list what it should." % name)
    for algorithm in ("sha256", "sm3") if sm3 else ("sha256",):
        for name in ("manifest-%s.txt" % algorithm, "tagmanifest-%s.txt" % algorithm):
            listed = parse_manifest(name, text_of(root, name))
            again = "".join("%s  %s\n" % (listed[path], path) for path in listed)
            if again != text_of(root, name):
                raise NotVerified("%s 的写法不对。" % name, "%s is not in the form it should have." % name)


# --- keys and signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature) -----------------------


def unbase64(text: str, what: str) -> bytes:
    """Standard base64 in its one canonical form."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not text or base64.b64encode(data).decode() != text:
        raise NotVerified("%s 不是规范的 base64。" % what, "%s is not canonical base64." % what)
    return data


class Key(NamedTuple):
    """A public key."""

    text: str
    name: str
    id: bytes
    sort: int
    public: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its text in groups of four."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return " ".join(digest[place : place + 4] for place in range(0, 64, 4))


def parse_key(text: str) -> Key:
    """A key from ``name+id+base64``."""
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)", text)
    data = unbase64(match.group(3), "公钥 key") if match else b""
    if match is None or len(data) != 33 or data[0] not in (1, 4):
        raise NotVerified("公钥的写法不对。", "a key is malformed.")
    name, id = match.group(1), bytes.fromhex(match.group(2))
    if hashlib.sha256(name.encode() + b"\n" + data).digest()[:4] != id:
        raise NotVerified("公钥 %s 与其编号不符。" % name, "key %s does not have the id it says." % name)
    return Key(text, name, id, data[0], data[1:])


def parse_keys(text: str) -> Tuple[Key, List[Key]]:
    """The log's key and those of witnesses from keys.txt."""
    logs: List[Key] = []
    witnesses: List[Key] = []
    lines = text.split("\n")
    if len(lines) % 2 == 0 or lines[-1]:
        raise NotVerified("keys.txt 的写法不对。", "keys.txt is malformed.")
    for comment, line in zip(lines[0::2], lines[1::2]):  # noqa: B905  # Python 3.8
        role, _, vkey = line.partition(" ")
        key = parse_key(vkey)
        if comment != "# " + key.fingerprint:
            raise NotVerified("keys.txt 中的指纹与公钥不符。", "fingerprint and key in keys.txt do not agree.")
        if (role, key.sort) not in (("log", 1), ("witness", 4)):
            raise NotVerified("公钥 %s 的类别不对。" % key.name, "key %s is of the wrong sort." % key.name)
        (logs if role == "log" else witnesses).append(key)
    if len(logs) != 1:
        raise NotVerified("keys.txt 应有且只有一个日志公钥。", "keys.txt holds not exactly one key of a log.")
    return logs[0], witnesses


def check_given(given: str, log: Key) -> None:
    """The key or fingerprint that was typed from paper against the log's key."""
    if "+" in given:
        if given.strip() != log.text:
            raise NotVerified("日志公钥不是您给出的那一个。", "the log's key is not the one you gave.")
    elif re.sub("[^0-9a-f]", "", given.lower()) != log.fingerprint.replace(" ", ""):
        raise NotVerified(
            "日志公钥的指纹不是您给出的那一个。", "the fingerprint of the log's key is not the one you gave."
        )


class Checkpoint(NamedTuple):
    """Size and root that the log signed."""

    origin: str
    size: int
    root: bytes
    witnessed: Tuple[Tuple[str, int], ...]
    """(witness, seconds since 1970)"""
    unknown: Tuple[str, ...]
    """Signers whose keys are not in the bag."""


def parse_checkpoint(data: bytes, log: Key, witnesses: List[Key]) -> Checkpoint:
    """A signed checkpoint, with every signature of a known key checked."""
    bad = NotVerified("检查点的写法不对。", "the checkpoint is malformed.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise bad from None
    body, blank, signatures = text.partition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) != 3 or not signatures.endswith("\n"):
        raise bad
    if not re.fullmatch("[1-9][0-9]{0,17}", lines[1]):
        raise bad
    root = unbase64(lines[2], "检查点 checkpoint")
    if len(root) != 32 or lines[0] != log.name:
        raise NotVerified("检查点不是这个日志的。", "the checkpoint is that of another log.")
    message = (body + "\n").encode()
    keys = {(key.name, key.id): key for key in [log, *witnesses]}
    held = False
    witnessed: List[Tuple[str, int]] = []
    unknown: List[str] = []
    for line in signatures[:-1].split("\n"):
        match = re.fullmatch(r"— ([^+\s]+) (\S+)", line)
        if match is None:
            raise bad
        blob = unbase64(match.group(2), "签名 signature")
        key = keys.get((match.group(1), blob[:4]))
        if key is None:
            unknown.append(match.group(1))
        elif key.sort == 1:
            if not signature_holds(key.public, message, blob[4:]):
                raise NotVerified("日志的签名不对。", "the log's signature does not hold.")
            held = True
        else:
            seconds = int.from_bytes(blob[4:12], "big")
            cosigned = b"cosignature/v1\ntime %d\n" % seconds + message
            if len(blob) != 76 or not signature_holds(key.public, cosigned, blob[12:]):
                raise NotVerified(
                    "见证方 %s 的签名不对。" % key.name, "the signature of witness %s does not hold." % key.name
                )
            witnessed.append((key.name, seconds))
    if not held:
        raise NotVerified("检查点没有日志的签名。", "the checkpoint is not signed by the log.")
    return Checkpoint(lines[0], int(lines[1]), root, tuple(witnessed), tuple(unknown))


# --- leaves, bodies, proofs (RFC 6962, RFC 9162, C2SP tlog-proof) ---------------------------------------

LEAF = ["form", "index", "log", "name", "position", "recorded_at", "sha256", "stream", "version"]
BODY = ["command_id", "data", "digest", "on_behalf_of", "recorded_by"]


def canonical(data: bytes, what: str) -> Any:
    """A JSON value in its one canonical form: keys sorted and unique, no blanks, no fractions."""

    def pairs(found: List[Tuple[str, Any]]) -> Dict[str, Any]:
        if len({key for key, _ in found}) != len(found):
            raise ValueError("a key stands twice")
        return dict(found)

    def fraction(text: str) -> Any:
        raise ValueError("no fractions here: " + text)

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_float=fraction, parse_constant=fraction)
        again = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    except (ValueError, RecursionError):
        again, value = b"", None
    if again != data:
        raise NotVerified("%s 不是规范的 JSON。" % what, "%s is not canonical JSON." % what)
    return value


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of a node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def parse_proof(data: bytes, index: int, note: bytes) -> List[bytes]:
    """The path in a proof, which must be that of this index under this checkpoint."""
    head, blank, checkpoint = data.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    if not blank or checkpoint != note or lines[:2] != ["c2sp.org/tlog-proof@v1", "index %d" % index]:
        raise NotVerified(
            "第%d条的证明写法不对，或不在同一个检查点之下。" % (index + 1),
            "the proof of entry %d is malformed or under another checkpoint." % (index + 1),
        )
    path = [unbase64(line, "证明 proof") for line in lines[2:]]
    if any(len(one) != 32 for one in path):
        raise NotVerified("证明中的散列值长度不对。", "a hash of a proof has the wrong length.")
    return path


def root_from(index: int, size: int, leaf: bytes, path: List[bytes]) -> Optional[bytes]:
    """Root to which the path leads (RFC 9162, 2.1.3.2); None where it is too long or too short."""
    number, last, root = index, size - 1, leaf
    for one in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            root = node_hash(one, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, one)
        number, last = number >> 1, last >> 1
    return root if last == 0 else None


class Entry(NamedTuple):
    """An entry that was checked."""

    leaf: Dict[str, Any]
    body: Dict[str, Any]
    text: str
    """The body as it stands."""


def check_entries(root: str, payload: Tuple[str, ...], checkpoint: Checkpoint) -> Iterator[Entry]:
    """Every entry of the bag, in order: body, leaf, proof."""
    note = read(root, "data/checkpoint")
    names = sorted({path.rpartition(".")[0] for path in payload if path.startswith("data/entries/")})
    if not names:
        raise NotVerified("包里没有条目。", "there are no entries in the bag.")
    for name in names:
        text, stored = read(root, name + ".leaf"), read(root, name + ".body")
        leaf = canonical(text, name + ".leaf")
        if not isinstance(leaf, dict) or sorted(leaf) != LEAF or leaf["form"] != "zeren.leaf/1":
            raise NotVerified("%s 不是叶子。" % name, "%s.leaf is no leaf." % name)
        numbers = ("index", "position", "version")
        if any(type(value) is not (int if field in numbers else str) for field, value in leaf.items()):
            raise NotVerified("%s 不是叶子。" % name, "%s.leaf is no leaf." % name)
        position, index = leaf["position"], leaf["index"]
        if name != "data/entries/%09d" % position:
            raise NotVerified("%s 的位置与文件名不符。" % name, "%s does not stand at its position." % name)
        if leaf["log"] != checkpoint.origin or index != position - 1 or not 0 <= index < checkpoint.size:
            raise NotVerified(
                "第%d条的叶子不属于这个检查点。" % position,
                "the leaf of entry %d does not belong under this checkpoint." % position,
            )
        if hashlib.sha256(stored).hexdigest() != leaf["sha256"]:
            raise NotVerified(
                "第%d条的原文与叶子中的散列值不符。" % position,
                "the body of entry %d is not the one its leaf speaks of." % position,
            )
        path = parse_proof(read(root, name + ".proof"), index, note)
        if root_from(index, checkpoint.size, leaf_hash(text), path) != checkpoint.root:
            raise NotVerified(
                "第%d条的证明算不到检查点的根散列。" % position,
                "the proof of entry %d does not lead to the root of the checkpoint." % position,
            )
        body = canonical(stored, name + ".body")
        if not isinstance(body, dict) or sorted(body) != BODY or not isinstance(body["data"], dict):
            raise NotVerified("%s.body 不是条目的原文。" % name, "%s.body is no body of an entry." % name)
        yield Entry(leaf, body, stored.decode("utf-8"))


# --- tiles (C2SP tlog-tiles) -------------------------------------------------------------------------------


def tile_path(level: int, number: int, size: int) -> str:
    """Path of a tile of a log of this size."""
    width = min(256, (size >> 8 * level) - number * 256)
    place = "%03d" % (number % 1000)
    number //= 1000
    while number:
        place = "x%03d/%s" % (number % 1000, place)
        number //= 1000
    return "data/tile/%d/%s" % (level, place) + ("" if width == 256 else ".p/%d" % width)


def wanted_tiles(indexes: List[int], size: int) -> Dict[str, Tuple[int, int]]:
    """Tiles on the way from these leaves to the root, and those of the right edge: path -> (level, number)."""
    wanted: Dict[str, Tuple[int, int]] = {}
    level, count, numbers = 0, size, set(indexes)
    while count:
        numbers = {number >> 8 for number in numbers}
        edge = {count >> 8} if count & 255 else set()
        for number in {one for one in numbers if one * 256 < count} | edge:
            wanted[tile_path(level, number, size)] = (level, number)
        level, count = level + 1, count >> 8
    return wanted


def check_tiles(root: str, payload: Tuple[str, ...], checkpoint: Checkpoint, leaves: Dict[int, bytes]) -> int:
    """That the tiles are those that are needed, hold the leaves, and lead to the root. How many there are."""
    size = checkpoint.size
    wanted = wanted_tiles(sorted(leaves), size)
    found = {path for path in payload if path.startswith("data/tile/")}
    for path in sorted(found ^ set(wanted)):
        raise NotVerified("缺少或多出瓦片：%s" % path, "a tile is missing or does not belong there: %s" % path)
    tiles: Dict[Tuple[int, int], List[bytes]] = {}
    for path, (level, number) in wanted.items():
        data = read(root, path)
        if len(data) != 32 * min(256, (size >> 8 * level) - number * 256):
            raise NotVerified("瓦片 %s 的长度不对。" % path, "tile %s has the wrong length." % path)
        tiles[level, number] = [data[place : place + 32] for place in range(0, len(data), 32)]
    edges: List[Tuple[int, bytes]] = []
    """Complete parts that nothing stands above: (height, hash)."""
    for (level, number), row in tiles.items():
        whole, height = len(row) == 256, 8 * level
        while row:
            if len(row) & 1 and not (whole and len(row) == 1):
                edges.append((height, row[-1]))
            if whole and len(row) == 1:
                above = tiles[level + 1, number >> 8][number & 255]
                if row[0] != above:
                    path = tile_path(level, number, size)
                    raise NotVerified("瓦片 %s 与上一级不符。" % path, "tile %s does not fit the one above it." % path)
                break
            row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)]
            height += 1
    total = b""
    for _, one in sorted(edges):
        total = node_hash(one, total) if total else one
    if total != checkpoint.root:
        raise NotVerified("瓦片算不到检查点的根散列。", "the tiles do not lead to the root of the checkpoint.")
    for index, leaf in leaves.items():
        if tiles[0, index >> 8][index & 255] != leaf:
            raise NotVerified(
                "第%d条不在瓦片中它的位置上。" % (index + 1), "entry %d is not in its place in the tiles." % (index + 1)
            )
    return len(wanted)


# --- what is said beside: words, files, provenance ------------------------------------------------------------


def check_words(line: bytes, entry: Entry) -> None:
    """A line of events.jsonl against the entry that it tells."""
    said = canonical(line, "events.jsonl")
    proven = {name: entry.leaf[name] for name in ("name", "position", "recorded_at", "stream", "version")}
    proven.update({name: entry.body[name] for name in ("on_behalf_of", "recorded_by")})
    if not isinstance(said, dict) or {name: said.get(name) for name in proven} != proven:
        raise NotVerified(
            "events.jsonl 与第%d条不符。" % proven["position"], "events.jsonl and entry %d differ." % proven["position"]
        )


def check_files(root: str, payload: Tuple[str, ...], filed: Dict[str, str]) -> Tuple[int, int]:
    """Evidence files against their names, their list, and the entries that filed them. How many, and how many lost."""
    listed: Dict[str, bool] = {}
    for line in read(root, "data/files.jsonl").splitlines():
        one = canonical(line, "files.jsonl")
        if not isinstance(one, dict) or one.get("sha256") not in filed or one.get("stream") != filed[one["sha256"]]:
            raise NotVerified("files.jsonl 列了没有登记的材料。", "files.jsonl lists a file that no entry filed.")
        listed[one["sha256"]] = one.get("missing") is not False
    if set(listed) != set(filed):
        raise NotVerified("files.jsonl 没有列全。", "files.jsonl does not list every file.")
    found = {path.rpartition("/")[2] for path in payload if path.startswith("data/files/")}
    if found != {sha256 for sha256, missing in listed.items() if not missing}:
        raise NotVerified("佐证材料与目录不符。", "evidence files and their list differ.")
    for sha256 in found:
        if digest_of(root, "data/files/" + sha256, "sha256") != sha256:
            raise NotVerified("佐证材料的内容与其名称不符。", "an evidence file is not what its name says.")
    return len(found), len(listed) - len(found)


def check_provenance(root: str, entries: Dict[str, Entry]) -> int:
    """prov.json: versions of records are in the bag, and the acts cite what it says they used. How many uses."""
    said = canonical(read(root, "data/prov.json").rstrip(b"\n"), "prov.json")
    bad = NotVerified("prov.json 与条目不符。", "prov.json and the entries differ.")
    try:
        for id, entity in said["entity"].items():
            ref = id[len("zeren:") :]
            if entity["zeren:in_bag"] is not (ref in entries):
                raise bad
            if ref in entries and entity["zeren:position"] != entries[ref].leaf["position"]:
                raise bad
        for id, activity in said["activity"].items():
            entry = entries[id[len("zeren:act-") :]]
            if activity["prov:startTime"] != entry.leaf["recorded_at"]:
                raise bad
        uses = said.get("used", {})
        for use in uses.values():
            entry = entries[use["prov:activity"][len("zeren:act-") :]]
            used = use["prov:entity"][len("zeren:") :]
            if json.dumps(used.partition("#")[0], ensure_ascii=False)[1:-1] not in entry.text:
                raise bad
    except (KeyError, TypeError, AttributeError):
        raise bad from None
    return len(uses)


# --- all of it --------------------------------------------------------------------------------------------------

KNOWN = re.compile(
    r"data/(checkpoint|events\.jsonl|files\.jsonl|keys\.txt|prov\.json|report\.zh\.html|report\.zh\.txt"
    r"|entries/[0-9]{9}\.(body|leaf|proof)|files/[0-9a-f]{64}|tile/[0-9](/x[0-9]{3})*/[0-9]{3}(\.p/[1-9][0-9]{0,2})?)"
)


def verify(root: str, given: str, say: Callable[[str, str], None]) -> None:
    """Check a bag; says what was found. Raises `NotVerified`."""
    bag = check_bag(root)
    check_profile(root)
    for path in bag.payload:
        if KNOWN.fullmatch(path) is None:
            raise NotVerified("包里多出文件：%s" % path, "a file that does not belong there: %s" % path)
    log, witnesses = parse_keys(text_of(root, "data/keys.txt"))
    if given:
        check_given(given, log)
    checkpoint = parse_checkpoint(read(root, "data/checkpoint"), log, witnesses)
    leaves: Dict[int, bytes] = {}
    filed: Dict[str, str] = {}
    versions: Dict[str, Entry] = {}
    decision = "data/prov.json" in bag.payload
    words = read(root, "data/events.jsonl").split(b"\n")
    if words.pop():
        raise NotVerified("events.jsonl 的写法不对。", "events.jsonl is malformed.")
    words.reverse()
    for entry in check_entries(root, bag.payload, checkpoint):
        leaf = entry.leaf
        text = json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        leaves[leaf["index"]] = leaf_hash(text)
        if not words:
            raise NotVerified("events.jsonl 的行数不对。", "events.jsonl does not have a line for each entry.")
        check_words(words.pop(), entry)
        if leaf["name"].startswith("evidence.filed/"):
            filed[entry.body["data"]["sha256"]] = leaf["stream"]
        if decision:
            versions["%s#%d" % (leaf["stream"], leaf["version"])] = entry
    if words:
        raise NotVerified("events.jsonl 的行数不对。", "events.jsonl does not have a line for each entry.")
    tiles = check_tiles(root, bag.payload, checkpoint, leaves)
    files, lost = check_files(root, bag.payload, filed)
    check_info(dict(bag.info), log, checkpoint, len(leaves))
    say(
        "条目%d条，佐证材料%d份，瓦片%d片。" % (len(leaves), files, tiles),
        "%d entries, %d files, %d tiles." % (len(leaves), files, tiles),
    )
    if lost:
        say("另有%d份材料在打包时已缺失。" % lost, "%d more files were lost when the bag was packed." % lost)
    if decision:
        uses = check_provenance(root, versions)
        say("决定引用%d处，均与条目相符。" % uses, "The decision cites %d times; all agree with the entries." % uses)
    report(bag, log, checkpoint, given, say)


def moment(seconds: int) -> str:
    """Seconds since 1970 in Beijing time."""
    try:
        return datetime.fromtimestamp(seconds, timezone(timedelta(hours=8))).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, OSError, ValueError):
        return "1970 + %d s" % seconds


def report(bag: Bag, log: Key, checkpoint: Checkpoint, given: str, say: Callable[[str, str], None]) -> None:
    """Say who signed, and what was not checked."""
    root = base64.b64encode(checkpoint.root).decode()
    say(
        "检查点：日志%s，共%d条，根散列%s" % (log.name, checkpoint.size, root),
        "Checkpoint: log %s, %d entries, root %s" % (log.name, checkpoint.size, root),
    )
    for name, seconds in checkpoint.witnessed:
        when = moment(seconds)
        say("见证方%s于%s（北京时间）签名。" % (name, when), "Witness %s signed at %s (UTC+8)." % (name, when))
    for name in checkpoint.unknown:
        say("%s的签名未核对：包里没有它的公钥。" % name, "Signature of %s not checked: no key in the bag." % name)
    if not checkpoint.witnessed:
        say("没有见证方签名。", "No witness signed this checkpoint.")
    say("日志公钥指纹：" + log.fingerprint, "Fingerprint of the log's key: " + log.fingerprint)
    if not given:
        say(
            "注意：公钥取自包内，请把指纹与纸上的比对，或用 --key 给出。",
            "Note: the key was taken from the bag; compare its fingerprint with the one on paper, or give --key.",
        )
    say("已核对的清单：" + "、".join(bag.checked), "Manifests checked: " + ", ".join(bag.checked))
    if bag.unchecked:
        say("本机不能计算：" + "、".join(bag.unchecked), "Not computable here: " + ", ".join(bag.unchecked))
    say(
        "events.jsonl、report 中的文字是转述，被证明的是 .body 的原文。",
        "Words in events.jsonl and report are a translation; what is proven is the text of each .body.",
    )


def check_info(info: Dict[str, str], log: Key, checkpoint: Checkpoint, entries: int) -> None:
    """What bag-info.txt says of the bag."""
    says = ("zeren.bag/1", log.name, str(checkpoint.size), str(entries))
    if tuple(info.get(label) for label in ("Zeren-Form", "Zeren-Log", "Zeren-Size", "Zeren-Entries")) != says:
        raise NotVerified("bag-info.txt 与内容不符。", "bag-info.txt and the content differ.")


def plain(text: str) -> str:
    """Text without anything that steers a terminal: names in a bag may hold whatever they like."""
    return "".join(char if char.isprintable() else "?" for char in text)


def main() -> int:
    """Check the bag named on the command line, or the one in which this file lies."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(description="核对证据包 Check an evidence bag.")
    parser.add_argument("bag", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--key", default="", help="日志公钥或其指纹 the log's key or its fingerprint, from paper")
    asked = parser.parse_args()
    lines: List[Tuple[str, str]] = []
    try:
        verify(asked.bag, asked.key, lambda zh, en: lines.append((plain(zh), plain(en))))
    except NotVerified as error:
        sys.stdout.write("不通过：%s\nNOT VERIFIED: %s\n" % (plain(error.zh), plain(error.en)))
        return 1
    sys.stdout.write("核对通过。VERIFIED.\n\n")
    for zh, _ in lines:
        sys.stdout.write("  %s\n" % zh)
    sys.stdout.write("\n")
    for _, en in lines:
        sys.stdout.write("  %s\n" % en)
    return 0


if __name__ == "__main__":
    sys.exit(main())
